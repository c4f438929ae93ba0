import type { ErrorCode } from '../../errors/codes.ts'
import type { ErrorDetails } from '../../errors/error.ts'
import { isPrometheusError, PrometheusError } from '../../errors/error.ts'
import type { ModelShape } from '../../schema/shape.ts'

const property = (error: unknown, name: 'code' | 'message'): string => {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined
  return typeof value === 'string' ? value : ''
}

/** Whether a lock of another connection is the cause, so that waiting may help. */
export const isBusy = (error: unknown): boolean => /^SQLITE_(BUSY|LOCKED)/.test(property(error, 'code'))

type Conversion = (
  message: string,
  model: ModelShape | undefined,
) => [message: string, details?: ErrorDetails]

/** The attributes behind `table.column, table.column` in a message of SQLite. */
function attributes(list: string, model: ModelShape | undefined): readonly string[] {
  const columns = list.split(', ').map((name) => name.slice(name.indexOf('.') + 1))
  return columns.map((column) => model?.fields.find((field) => field.column === column)?.name ?? column)
}

function indexOver(fields: readonly string[], model: ModelShape | undefined): string | undefined {
  const same = (index: { fields: readonly { name: string }[] }) =>
    index.fields.length === fields.length && index.fields.every((field, i) => field.name === fields[i])
  return model?.indexes.find((index) => index.unique && same(index))?.name
}

const about = (model: ModelShape | undefined): string => (model === undefined ? '' : `${model.name}: `)
const of = (model: ModelShape | undefined): ErrorDetails => (model === undefined ? {} : { model: model.name })
const after = (message: string): string => message.slice(message.indexOf(': ') + 2)

const unique: Conversion = (message, model) => {
  const byName = /index '(.+)'/.exec(message)?.[1]
  const fields = byName === undefined ? attributes(after(message), model) : []
  const index = byName ?? indexOver(fields, model)
  const text = `${about(model)}another record has the same ${fields.join(' and ') || 'values'}.`
  return [text, { ...of(model), fields, ...(index === undefined ? {} : { index }) }]
}

const ofField =
  (text: (field: string) => string, find: RegExp): Conversion =>
  (message, model) => {
    const [field = '?'] = attributes(find.exec(message)?.[1] ?? '', model)
    return [`${about(model)}${text(field)}`, { ...of(model), field }]
  }

const notNull = ofField((field) => `${field} cannot be null: give a value.`, /failed: (.+)$/)
const wrongType = ofField(
  (field) => `the column of ${field} does not take this type of value.`,
  /column (.+)$/,
)

const foreignKey: Conversion = (_message, model) => {
  const refs = model?.fields.filter((field) => field.ref !== undefined).map((field) => field.name) ?? []
  const which = refs.length === 0 ? '' : ` (${refs.join(', ')})`
  const text = `a reference names a record that is not there${which}, or this record is still referred to.`
  return [`${about(model)}${text}`, { ...of(model), ...(refs.length === 0 ? {} : { fields: refs }) }]
}

const check: Conversion = (message, model) => {
  const constraint = after(message)
  const field = model?.fields.find(({ column }) => constraint === checkName(model, column))?.name
  const text = `${about(model)}${field === undefined ? 'a value' : field} is refused by a check of the database.`
  return [text, { ...of(model), ...(field === undefined ? {} : { field }) }]
}

/** The name of the check of a column. */
export const checkName = (model: ModelShape, column: string): string => `${model.table}_${column}_check`

const plain =
  (text: string): Conversion =>
  (_message, model) => [`${about(model)}${text}`, of(model)]

const mismatch: Conversion = (message, model) => [
  `${about(model)}the database does not match the model (${message}): run db.sync() or a migration.`,
  of(model),
]

/** By the code of SQLite, the longest beginning first. */
const CONVERSIONS: readonly (readonly [sqlite: string, code: ErrorCode, conversion: Conversion])[] = [
  ['SQLITE_CONSTRAINT_UNIQUE', 'UNIQUE_VIOLATION', unique],
  ['SQLITE_CONSTRAINT_PRIMARYKEY', 'UNIQUE_VIOLATION', unique],
  ['SQLITE_CONSTRAINT_ROWID', 'UNIQUE_VIOLATION', unique],
  ['SQLITE_CONSTRAINT_NOTNULL', 'NOT_NULL_VIOLATION', notNull],
  ['SQLITE_CONSTRAINT_FOREIGNKEY', 'FOREIGN_KEY_VIOLATION', foreignKey],
  ['SQLITE_CONSTRAINT_DATATYPE', 'CHECK_VIOLATION', wrongType],
  ['SQLITE_CONSTRAINT', 'CHECK_VIOLATION', check],
  [
    'SQLITE_BUSY_SNAPSHOT',
    'SERIALIZATION_FAILURE',
    plain('another connection wrote since the transaction read.'),
  ],
  ['SQLITE_BUSY', 'LOCK_TIMEOUT', plain('another connection held its lock on the database for too long.')],
  ['SQLITE_LOCKED', 'LOCK_TIMEOUT', plain('the database is locked.')],
  [
    'SQLITE_READONLY',
    'STORE_READ_ONLY',
    plain('the database is read-only: check the permissions of the file and of its folder.'),
  ],
  ['SQLITE_CORRUPT', 'STORE_CORRUPT', plain('the database file is damaged: restore a backup.')],
  ['SQLITE_NOTADB', 'STORE_FOREIGN', plain('the file is not a SQLite database: name another file.')],
  ['SQLITE_FULL', 'STORE_FULL', plain('there is no room left on the disk: free some.')],
  [
    'SQLITE_CANTOPEN',
    'CONNECTION_FAILED',
    plain('the database file cannot be opened: check its path and permissions.'),
  ],
  ['SQLITE_PERM', 'CONNECTION_FAILED', plain('the database file cannot be opened: check its permissions.')],
  ['SQLITE_TOOBIG', 'CHECK_VIOLATION', plain('a value is larger than SQLite can hold.')],
]

/** By the message, where SQLite has no code of its own. */
const MESSAGES: readonly (readonly [RegExp, ErrorCode, Conversion])[] = [
  [
    /^no such (table|column)|has no column named|ON CONFLICT clause does not match/,
    'SCHEMA_MISMATCH',
    mismatch,
  ],
  [/^integer overflow/, 'NUMBER_OVERFLOW', plain('a number left the range of 64 bits.')],
  [/database connection is not open/, 'NOT_CONNECTED', plain('the database is closed.')],
  [/too big$/, 'NUMBER_OVERFLOW', plain('a value is larger than SQLite can hold.')],
]

const OTHER = ['', 'STORE_ERROR', plain('the database failed; see the cause.')] as const

/** Any error of the driver as a {@link PrometheusError}, with the model that the statement was about. */
export function convertError(error: unknown, model?: ModelShape): PrometheusError {
  if (isPrometheusError(error)) return named(error, model)
  const [code, message] = [property(error, 'code'), property(error, 'message')]
  const [, to, conversion] =
    CONVERSIONS.find(([start]) => code.startsWith(start)) ??
    MESSAGES.find(([pattern]) => pattern.test(message)) ??
    OTHER
  const [text, details] = conversion(message, model)
  return new PrometheusError(to, text, details, error)
}

/** Overflows are thrown by functions inside SQL, which do not know the model. */
function named(error: PrometheusError, model: ModelShape | undefined): PrometheusError {
  if (error.code !== 'NUMBER_OVERFLOW' || model === undefined || error.details.model !== undefined)
    return error
  return new PrometheusError(error.code, `${model.name}: ${error.message}`, {
    ...of(model),
    ...error.details,
  })
}
