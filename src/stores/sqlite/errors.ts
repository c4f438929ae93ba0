import type { ErrorCode } from '../../errors/codes.ts'
import { isPrometheusError, PrometheusError } from '../../errors/error.ts'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import type { Told } from '../sql/violations.ts'
import {
  checkTold,
  mismatchTold,
  notNullTold,
  told,
  toldOf,
  uniqueTold,
  withModel,
} from '../sql/violations.ts'

const property = (error: unknown, name: 'code' | 'message'): string => {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined
  return typeof value === 'string' ? value : ''
}

/** Whether a lock of another connection is the cause, so that waiting may help. */
export const isBusy = (error: unknown): boolean => /^SQLITE_(BUSY|LOCKED)/.test(property(error, 'code'))

/** Whether a reference was refused; SQLite does not say which. */
export const isForeignKey = (error: unknown): boolean =>
  property(error, 'code') === 'SQLITE_CONSTRAINT_FOREIGNKEY'

type Conversion = (message: string, model: ModelShape | undefined) => Told

/** How SQLite names columns in a message: `table.column, table.column`. */
const listed = (fields: readonly FieldShape[], model: ModelShape): string =>
  fields.map(({ column }) => `${model.table}.${column}`).join(', ')

const namesOf = (fields: readonly FieldShape[]): readonly string[] => fields.map(({ name }) => name)

/** The attribute behind `table.column` in a message of SQLite. */
const attribute = (column: string, model: ModelShape | undefined): string =>
  model?.fields.find((field) => listed([field], model) === column)?.name ?? column

const after = (message: string): string => message.slice(message.indexOf(': ') + 2)

const unique: Conversion = (message, model) => {
  const columns = after(message)
  const index = model?.indexes.find(({ unique, fields }) => unique && listed(fields, model) === columns)
  const isKey = model !== undefined && listed(model.key, model) === columns
  const fields = isKey ? namesOf(model.key) : index ? namesOf(index.fields) : [attribute(columns, model)]
  return uniqueTold(model, fields, isKey ? undefined : index?.name)
}

const fieldIn = (message: string, find: RegExp, model: ModelShape | undefined): string =>
  attribute(find.exec(message)?.[1] ?? '', model)

const notNull: Conversion = (message, model) => notNullTold(model, fieldIn(message, /failed: (.+)$/, model))

const wrongType: Conversion = (message, model) => {
  const field = fieldIn(message, /column (.+)$/, model)
  return toldOf(model, field, `the column of ${field} does not take this type of value.`)
}

const check: Conversion = (message, model) => {
  const constraint = after(message)
  return checkTold(
    model,
    model?.fields.find(({ column }) => constraint === checkName(model, column)),
  )
}

/** The name of the check of a column. */
export const checkName = (model: ModelShape, column: string): string => `${model.table}_${column}_check`

const plain =
  (text: string): Conversion =>
  (_message, model) =>
    told(model, text)

const mismatch: Conversion = (message, model) => mismatchTold(model, message)

const FOREIGN_KEY =
  'a reference names a record that is not there, or the record is still referred to. Create the target first, or remove what refers to it.'

/** By the code of SQLite, the longest beginning first. */
const CONVERSIONS: readonly (readonly [sqlite: string, code: ErrorCode, conversion: Conversion])[] = [
  ['SQLITE_CONSTRAINT_UNIQUE', 'UNIQUE_VIOLATION', unique],
  ['SQLITE_CONSTRAINT_PRIMARYKEY', 'UNIQUE_VIOLATION', unique],
  ['SQLITE_CONSTRAINT_ROWID', 'UNIQUE_VIOLATION', unique],
  ['SQLITE_CONSTRAINT_NOTNULL', 'NOT_NULL_VIOLATION', notNull],
  ['SQLITE_CONSTRAINT_FOREIGNKEY', 'FOREIGN_KEY_VIOLATION', plain(FOREIGN_KEY)],
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
  // Overflows are thrown by functions inside SQL, which do not know the model.
  if (isPrometheusError(error)) return withModel(error, model)
  const [code, message] = [property(error, 'code'), property(error, 'message')]
  const [, to, conversion] =
    CONVERSIONS.find(([start]) => code.startsWith(start)) ??
    MESSAGES.find(([pattern]) => pattern.test(message)) ??
    OTHER
  const [text, details] = conversion(message, model)
  return new PrometheusError(to, text, details, error)
}

/** An error about the file as a whole says which file. */
export function locate(error: PrometheusError, path: string): PrometheusError {
  const { code, message, details, cause } = error
  if (!/^(STORE_|CONNECTION_|LOCK_)/.test(code) || details.path !== undefined) return error
  return new PrometheusError(code, message.replace(/\.$/, ` (${path}).`), { ...details, path }, cause)
}
