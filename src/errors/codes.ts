import { cast } from '../support/cast.ts'
import { retryableCodes } from './retryable.ts'

/** What one error code means, what its reader can do, and whether the same call may go through later. */
export interface ErrorCodeEntry {
  readonly meaning: string
  readonly remedy: string
  readonly retryable: boolean
}

const entry = (meaning: string, remedy: string) => ({ meaning, remedy })

const entries = {
  INVALID_MODEL: entry(
    'A model or mixin is defined wrongly.',
    'Correct the definition that the message names.',
  ),
  RESERVED_NAME: entry(
    'A field, method or static has a name that the record or model needs.',
    'Choose another name.',
  ),
  UNKNOWN_NAME: entry(
    'A definition refers to a name that does not exist.',
    'Use the nearest name in `details.nearest`.',
  ),
  MISUSE: entry('The API is called in a way that cannot work.', 'Follow the message.'),
  INVALID_QUERY: entry(
    'A filter, sort, page or other query argument is wrong.',
    'Correct the argument that the message names.',
  ),
  UNKNOWN_FIELD: entry(
    'A query or input names a field that the model does not have.',
    'Use the nearest name in `details.nearest`.',
  ),
  UNKNOWN_OPERATOR: entry(
    'A filter uses an operator that the field does not have.',
    'Use one of the operators of the field’s kind.',
  ),
  MISSING_FILTER: entry(
    'An update or destroy of many records has no filter.',
    'Pass a filter, or `everything` to mean all.',
  ),
  INVALID_CURSOR: entry(
    'A page cursor is damaged or belongs to another query.',
    'Start from the first page.',
  ),
  VALIDATION_FAILED: entry('Values do not fit the schema.', 'Correct the fields in `details.problems`.'),
  NOT_FOUND: entry('The record is not there (any more).', 'Load it again.'),
  NOT_READY: entry('The record is still loading.', 'Await `record.ready` first.'),
  NOT_CONNECTED: entry(
    'The model or database is not connected.',
    'Use the model of a connected database: `db.Product`.',
  ),
  UNIQUE_VIOLATION: entry(
    'Another record holds the same unique value.',
    'Choose another value for `details.fields`.',
  ),
  FOREIGN_KEY_VIOLATION: entry(
    'A reference names a record that is not there, or is still referred to.',
    'Create the target first, or remove what refers to it.',
  ),
  CHECK_VIOLATION: entry('The store refused a value by a check of its own.', 'Correct the value.'),
  NOT_NULL_VIOLATION: entry('The store refused null in a column.', 'Give a value.'),
  APPEND_ONLY: entry(
    'The records of the model are never changed or destroyed.',
    'Add a new record that says what has changed.',
  ),
  STALE_VERSION: entry(
    'The record was changed by someone else since it was read.',
    'Reload it and apply the change again.',
  ),
  NUMBER_OVERFLOW: entry(
    'A number left the range that can be kept exactly.',
    'Use a bigint or decimal field.',
  ),
  SERIALIZATION_FAILURE: entry('The transaction met another one.', 'Run it again, or ask for `retries`.'),
  LOCK_TIMEOUT: entry(
    'A lock was not given in time.',
    'Run it again; look for a transaction that stays open.',
  ),
  TIMEOUT: entry('The store did not answer in time.', 'Run it again, or raise the limit.'),
  CONNECTION_FAILED: entry(
    'The store cannot be reached.',
    'Check that it runs and that the address is right.',
  ),
  OUTCOME_UNKNOWN: entry(
    'The connection was lost before the store said whether a write or a commit was done.',
    'Look whether it was done before doing it again.',
  ),
  STORE_READ_ONLY: entry('The store cannot be written.', 'Check the permissions of the file or user.'),
  STORE_CORRUPT: entry('The stored data is damaged.', 'Restore a backup.'),
  STORE_FOREIGN: entry('The file is no database, or belongs to another application.', 'Name another file.'),
  STORE_FULL: entry('There is no room left.', 'Free some space.'),
  STORE_ERROR: entry('The store failed in a way that has no code of its own.', 'See `cause`.'),
  SCHEMA_MISMATCH: entry('Tables or columns do not match the models.', 'Run `db.sync()` or a migration.'),
  MIGRATION_REFUSED: entry(
    'A migration cannot be written, read or run as it stands, or the database is not as the files say.',
    'Follow the message; nothing was lost.',
  ),
  TX_OUTSIDE: entry(
    'The outer database is used inside a transaction.',
    'Use the transaction that the callback was given.',
  ),
  TX_CLOSED: entry('The transaction has ended.', 'Await everything inside the callback.'),
  SESSION_REQUIRED: entry(
    'A guarded model is reached without a session.',
    'Use `db.as(session)`, or `db.system(reason)` in trusted code.',
  ),
  FORBIDDEN: entry('The session may not do this.', 'Ask someone who may.'),
  NO_OFFER: entry(
    'Nothing is offered: there was no offer, or it has expired.',
    'Ask the owner to offer the record (again).',
  ),
  SCAN_LIMIT: entry(
    'More records would have to be looked at one by one than a role or a store allows.',
    'Narrow the filter, filter by an index, or raise `scan` of the role or store.',
  ),
  CHANGES_TRIMMED: entry(
    'Changes behind the position are gone, since they were kept no longer.',
    'Read the current state anew, then go on from `changes.head()`.',
  ),
  CHANGES_EPOCH: entry(
    'The position belongs to another history: of another database, or from before a backup was restored.',
    'Read the current state anew, then go on from `changes.head()`.',
  ),
  UNSUPPORTED: entry('The store or this version cannot do it.', 'See the table of capabilities.'),
  INTERNAL: entry('Prometheus itself is at fault.', 'Please report it.'),
}

/** The code of a {@link PrometheusError}; branch on it, never on messages. */
export type ErrorCode = keyof typeof entries

/** Every error code of Prometheus; the reference page is generated from this table. */
export const errorTable = cast<Readonly<Record<ErrorCode, ErrorCodeEntry>>>(
  Object.fromEntries(
    Object.entries(entries).map(([code, texts]) => [code, { ...texts, retryable: retryableCodes.has(code) }]),
  ),
  'an entry for each code',
)
