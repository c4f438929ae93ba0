import type { ErrorCode } from '../../errors/codes.ts'
import { isPrometheusError, PrometheusError } from '../../errors/error.ts'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import { columnOf } from './columns.ts'
import { mismatch, notNullViolation, uniqueViolation } from './violations.ts'

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
const property = (value: unknown, name: string): unknown =>
  isObject(value) ? Reflect.get(value, name) : undefined

/** The error of one write, where the driver gives those of several. */
function innermost(error: unknown): unknown {
  const list = property(error, 'writeErrors')
  const first: unknown = Array.isArray(list) ? list[0] : list
  return property(first, 'err') ?? first ?? error
}

const codeOf = (error: unknown): unknown => property(innermost(error), 'code') ?? property(error, 'code')
const textOf = (error: unknown): string => {
  const inner = innermost(error)
  return String(property(inner, 'errmsg') ?? property(inner, 'message') ?? '')
}

/** The error of the connection, around which the driver puts one of its own where several documents are written. */
function original(error: unknown): unknown {
  const inner = property(error, 'errorResponse')
  return inner instanceof Error ? inner : error
}

/** Whether the driver has put a label on an error. */
export function hasLabel(given: unknown, label: string): boolean {
  const error = original(given)
  const ask = property(error, 'hasErrorLabel')
  return typeof ask === 'function' && ask.call(error, label) === true
}

const WRITE_CONFLICT = 112

/** Whether another transaction was met, so that the same may go through when it is tried again. */
export const isConflict = (error: unknown): boolean =>
  codeOf(error) === WRITE_CONFLICT || hasLabel(error, 'TransientTransactionError')

/** Whether a unique value was there already. */
export const isDuplicate = (error: unknown): boolean => codeOf(error) === 11000

/** The name of the index, which the server tells in its message only. */
const indexIn = (error: unknown): string => / index: (.+?) dup key/.exec(textOf(error))?.[1] ?? ''

const columnsIn = (error: unknown): readonly string[] =>
  Object.keys((property(innermost(error), 'keyPattern') as object | undefined) ?? {})

function duplicate(error: unknown, model: ModelShape): PrometheusError {
  const name = indexIn(error)
  const index = model.indexes.find((one) => one.name === name)
  if (index !== undefined) return uniqueViolation(model, index.fields, { index: name, cause: error })
  const columns = columnsIn(error)
  const isKey = name === '_id_' || columns.join() === model.key.map((field) => columnOf(model, field)).join()
  const fields = isKey ? model.key : model.fields.filter(({ column }) => columns.includes(column))
  return uniqueViolation(model, fields, { cause: error, ...(isKey ? {} : { index: name }) })
}

interface Rule {
  readonly operatorName?: string
  readonly missingProperties?: readonly string[]
  readonly propertiesNotSatisfied?: readonly { readonly propertyName: string }[]
}

const rulesIn = (error: unknown): readonly Rule[] => {
  const details = property(property(innermost(error), 'errInfo'), 'details')
  const rules = property(details, 'schemaRulesNotSatisfied')
  return Array.isArray(rules) ? rules : []
}

/** A document that the validator of its collection refused. */
function invalid(error: unknown, model: ModelShape): PrometheusError {
  const rules = rulesIn(error)
  const at = (column: string | undefined): FieldShape | undefined =>
    model.fields.find((field) => columnOf(model, field) === column)
  const missing = at(rules.find(({ operatorName }) => operatorName === 'required')?.missingProperties?.[0])
  if (missing !== undefined) return notNullViolation(model, missing, error)
  const wrong = rules.find(({ operatorName }) => operatorName === 'properties')?.propertiesNotSatisfied?.[0]
  const field = at(wrong?.propertyName)
  const message = `${model.name}.${field?.name ?? '*'} is of a type that the validator of the collection does not let in.`
  const details = { model: model.name, ...(field === undefined ? {} : { field: field.name }) }
  return new PrometheusError('CHECK_VIOLATION', message, details, error)
}

type Entry = readonly [code: ErrorCode, text: string]

const MET: Entry = [
  'SERIALIZATION_FAILURE',
  'the transaction met another one. Run it again, or ask for retries.',
]
const SLOW: Entry = ['TIMEOUT', 'the server did not answer in time.']
const DENIED: Entry = ['FORBIDDEN', 'the user of the connection may not do this: grant it a role that may.']
const UNKNOWN_USER: Entry = [
  'CONNECTION_FAILED',
  'the server refused the user or the password of the connection.',
]
const UNREACHABLE: Entry = [
  'CONNECTION_FAILED',
  'the server cannot be reached: check that it runs and that the address is right.',
]
const EXHAUSTED: Entry = [
  'TIMEOUT',
  'no connection came free in time: look for what takes long, or raise `poolSize`.',
]
const READ_ONLY: Entry = ['STORE_READ_ONLY', 'the server takes no writes: connect to the primary.']
const TOO_LARGE: Entry = [
  'CHECK_VIOLATION',
  'a record, or the values of a query such as those of `$in`, are more than the 16 MB that MongoDB takes at once: divide them.',
]
const OTHER: Entry = ['STORE_ERROR', 'the database failed; see the cause.']

const BY_CODE: ReadonlyMap<unknown, Entry> = new Map<unknown, Entry>([
  [WRITE_CONFLICT, MET],
  [251, MET],
  [24, ['LOCK_TIMEOUT', 'a lock was not given in time.']],
  [50, SLOW],
  [262, SLOW],
  [13, DENIED],
  [18, UNKNOWN_USER],
  [8000, UNKNOWN_USER],
  [10107, READ_ONLY],
  [10334, TOO_LARGE],
  [17419, TOO_LARGE],
  [13435, READ_ONLY],
  [14031, ['STORE_FULL', 'there is no room left on the disk of the server: free some.']],
  [
    20,
    ['UNSUPPORTED', 'the server has no transactions: run it as a replica set, which may have one member.'],
  ],
])

/** By the class of the driver's error, or of what it is made from. */
const BY_NAME: readonly (readonly [RegExp, Entry])[] = [
  // The driver writes a command into a buffer that is somewhat larger than what a server takes.
  [/^RangeError/, TOO_LARGE],
  [/^MongoNetworkTimeout|^MongoOperationTimeout/, SLOW],
  [/^MongoServerSelection|^MongoNetwork|^MongoPool|^MongoTopologyClosed/, UNREACHABLE],
  [/^MongoWaitQueue/, EXHAUSTED],
  [
    /^MongoCompatibility/,
    ['UNSUPPORTED', 'the server is older than the driver can speak to: use a newer one.'],
  ],
  [/^MongoNotConnected|^MongoClientClosed/, ['NOT_CONNECTED', 'the store is closed.']],
]

/** Where no server could be chosen, what one of them was refused for. */
function refusalIn(error: unknown): unknown {
  const servers = property(property(error, 'reason'), 'servers')
  if (!(servers instanceof Map)) return undefined
  const refusals = [...servers.values()].map((server) => property(server, 'error'))
  return refusals.find((one) => /^MongoCompatibility/.test(String(property(one, 'name'))))
}

function entryOf(error: unknown): Entry {
  const byCode = BY_CODE.get(codeOf(error))
  if (byCode !== undefined) return byCode
  const name = String(property(refusalIn(error) ?? original(error), 'name'))
  const byName = BY_NAME.find(([pattern]) => pattern.test(name))
  if (byName !== undefined) return byName[1]
  return isConflict(error) ? MET : OTHER
}

/** Whether a commit may be done, as nobody has answered; the driver does not label all of these. */
export const isUnanswered = (error: unknown): boolean =>
  hasLabel(error, 'UnknownTransactionCommitResult') ||
  /^Mongo(Network|ServerSelection|OperationTimeout|Pool|TopologyClosed)/.test(String(property(error, 'name')))

/** Whether a server was looked for in vain, for as long as that may take. */
export const isUnreachable = (error: unknown): boolean =>
  /^Mongo(ServerSelection|TopologyClosed)/.test(String(property(error, 'name')))

/** The error of a commit of which nobody knows whether it was done. */
export const outcomeUnknown = (cause: unknown): PrometheusError =>
  new PrometheusError(
    'OUTCOME_UNKNOWN',
    'MongoDB: the server did not say whether the commit was done: look before doing it again.',
    {},
    cause,
  )

/** Any error of the driver as a {@link PrometheusError}, with the model that the statement was about. */
export function convertError(error: unknown, model?: ModelShape): PrometheusError {
  if (isPrometheusError(error)) return error
  const code = codeOf(error)
  if (model !== undefined && isDuplicate(error)) return duplicate(error, model)
  if (model !== undefined && code === 121) return invalid(error, model)
  if (model !== undefined && (code === 85 || code === 86))
    return mismatch(model, 'an index of the same name is another one: drop it, or write a migration.', error)
  const [to, text] = entryOf(error)
  const message = model === undefined ? `MongoDB: ${text}` : `${model.name}: ${text}`
  return new PrometheusError(to, message, model === undefined ? {} : { model: model.name }, error)
}
