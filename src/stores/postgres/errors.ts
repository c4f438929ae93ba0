import type { ErrorCode } from '../../errors/codes.ts'
import { isPrometheusError, PrometheusError } from '../../errors/error.ts'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import type { Plan } from '../../store/contract.ts'
import { danglingReference } from '../../store/dangling-reference.ts'
import { overflow } from '../sql/decimal.ts'
import { checkName, keyName, referenceName } from '../sql/names.ts'
import type { Told } from '../sql/violations.ts'
import {
  checkTold,
  mismatchTold,
  notNullTold,
  stillReferred,
  told,
  uniqueTold,
  withModel,
} from '../sql/violations.ts'
import { OVERFLOW } from './arithmetic.ts'

/** What a statement was about, and the models of the store. */
export interface About {
  readonly plan?: Plan | undefined
  readonly models?: readonly ModelShape[] | undefined
}

/** What PostgreSQL says of an error; texts may be in any language. */
interface Reported {
  readonly code: string
  readonly message: string
  readonly detail: string
  readonly table: string
  readonly column: string
  readonly constraint: string
  /** The function of the server that found it. */
  readonly routine: string
}

function reported(error: unknown): Reported {
  const text = (name: string): string => {
    const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined
    return typeof value === 'string' ? value : ''
  }
  return {
    code: text('code'),
    message: text('message'),
    detail: text('detail'),
    table: text('table'),
    column: text('column'),
    constraint: text('constraint'),
    routine: text('routine'),
  }
}

type Model = ModelShape | undefined

const attributeOf = (column: string, model: Model): string =>
  model?.fields.find((field) => field.column === column)?.name ?? column

/** The columns in a detail such as `Key (a, b)=(…) already exists`, in whatever language. */
const columnsIn = (detail: string): readonly string[] =>
  (/\(([^=]*)\)=\(/.exec(detail)?.[1] ?? '').split(', ').map((name) => name.replace(/^"(.*)"$/, '$1'))

function unique({ constraint, detail }: Reported, model: Model): Told {
  const namesOf = (fields: readonly FieldShape[]) => fields.map(({ name }) => name)
  if (model !== undefined && constraint === keyName(model))
    return uniqueTold(model, namesOf(model.key), undefined)
  const index = model?.indexes.find(({ name }) => name === constraint)
  const fields = index ? namesOf(index.fields) : columnsIn(detail).map((column) => attributeOf(column, model))
  return uniqueTold(model, fields, constraint)
}

const check = ({ constraint }: Reported, model: Model): Told =>
  checkTold(
    model,
    model?.fields.find(({ column }) => constraint === checkName(model, column)),
  )

type Conversion = (error: Reported, model: Model) => Told

const plain =
  (text: string): Conversion =>
  (_error, model) =>
    told(model, text)

const UNREACHABLE = plain('the database cannot be reached, or has ended the connection.')
const WRONG_VALUE = plain('a column does not take a value of this type or size.')
const MISMATCH: Conversion = ({ message }, model) => mismatchTold(model, message)

/** By PostgreSQL's code, the longest beginning first. */
const CONVERSIONS: readonly (readonly [start: string, code: ErrorCode, conversion: Conversion])[] = [
  ['23505', 'UNIQUE_VIOLATION', unique],
  ['23502', 'NOT_NULL_VIOLATION', ({ column }, model) => notNullTold(model, attributeOf(column, model))],
  [
    '23503',
    'FOREIGN_KEY_VIOLATION',
    plain(
      'a reference names a record that is not there, or the record is still referred to. Create the target first, or remove what refers to it.',
    ),
  ],
  ['23', 'CHECK_VIOLATION', check],
  ['22003', 'NUMBER_OVERFLOW', plain('a number left its range.')],
  ['22', 'CHECK_VIOLATION', WRONG_VALUE],
  ['54000', 'CHECK_VIOLATION', plain('a value is too large for the index that it is in.')],
  ['40', 'SERIALIZATION_FAILURE', plain('the transaction met another one.')],
  ['55P03', 'LOCK_TIMEOUT', plain('another transaction held its lock for too long.')],
  ['57014', 'TIMEOUT', plain('the statement ran for too long, or was cancelled.')],
  ['25P02', 'TX_CLOSED', plain('a statement of the transaction has failed: begin a new one.')],
  [
    '25006',
    'STORE_READ_ONLY',
    plain('the database is read-only, as a standby is: connect to one that takes writes.'),
  ],
  ['42501', 'STORE_ERROR', plain('the user of the database may not do this: grant the right.')],
  ['42P01', 'SCHEMA_MISMATCH', MISMATCH],
  ['42703', 'SCHEMA_MISMATCH', MISMATCH],
  ['42P10', 'SCHEMA_MISMATCH', MISMATCH],
  ['42804', 'SCHEMA_MISMATCH', MISMATCH],
  ['42883', 'SCHEMA_MISMATCH', MISMATCH],
  ['3F000', 'SCHEMA_MISMATCH', plain('there is no schema to make tables in: create it, or name another.')],
  ['28', 'CONNECTION_FAILED', plain('the server refuses the user or the password: check both.')],
  ['3D000', 'CONNECTION_FAILED', plain('the server has no such database: create it, or name another.')],
  [
    '53300',
    'CONNECTION_FAILED',
    plain('the server takes no more connections: lower `max`, or raise its max_connections.'),
  ],
  ['53100', 'STORE_FULL', plain('there is no room left on the disk of the server: free some.')],
  ['57P', 'CONNECTION_FAILED', UNREACHABLE],
  ['08', 'CONNECTION_FAILED', UNREACHABLE],
  [
    '25P03',
    'CONNECTION_FAILED',
    plain('the server has ended the connection, as its transaction did nothing for too long.'),
  ],
  ['XX00', 'STORE_CORRUPT', plain('the server found damaged data, or failed in itself: see the cause.')],
]

/** A code of PostgreSQL, which those of Node and errors of the driver are not. */
const isState = (code: string): boolean => /^[0-9A-Z]{5}$/.test(code) && /\d/.test(code)

/** Whether the connection is of no use after an error. */
export function endsConnection(error: unknown): boolean {
  const { code } = reported(error)
  return !isState(code) || /^(57P|08|25P03)/.test(code)
}

/** Whether the error says that the server knows a prepared statement no more, or that tables have changed since; nothing was run. */
export function isStale(error: unknown): boolean {
  const { code } = reported(error)
  return code === '26000' || code === '0A000'
}

/** Ends a transaction, which can run again on statements that are prepared anew. */
const STALE: readonly [string, ErrorCode, Conversion] = [
  '',
  'SERIALIZATION_FAILURE',
  plain(
    'another process has altered the tables meanwhile, or the server has forgotten its prepared statements.',
  ),
]

/** Where the server sees that a statement would not give the columns any more that it gave when it was prepared. */
const REVALIDATION = 'RevalidateCachedQuery'

function conversionOf({ code, routine }: Reported): readonly [string, ErrorCode, Conversion] {
  if (code === '26000' || (code === '0A000' && routine === REVALIDATION)) return STALE
  if (!isState(code)) return ['', 'CONNECTION_FAILED', UNREACHABLE]
  return (
    CONVERSIONS.find(([start]) => code.startsWith(start)) ?? [
      '',
      'STORE_ERROR',
      plain('the database failed; see the cause.'),
    ]
  )
}

/** The field of which an expression failed on purpose, or all whose sums can leave what a number holds. */
function overflown({ message }: Reported, plan: Plan): PrometheusError | undefined {
  const index = message.split(OVERFLOW)[1]
  if (index !== undefined) return overflow(plan.model.fields[Number.parseInt(index, 10)])
  const grown =
    plan.kind === 'update' || plan.kind === 'upsert'
      ? plan.set.flatMap(({ field, to }) => (to.op === 'increment' ? [field] : []))
      : plan.kind === 'aggregate'
        ? plan.terms.flatMap(({ fn, field }) => (fn === 'sum' && field !== undefined ? [field] : []))
        : []
  return grown.length === 1 ? overflow(grown[0]) : undefined
}

/** Which reference failed: of a record that would have it, or of one that still has it. */
function foreignKey(
  error: unknown,
  { table, constraint, detail }: Reported,
  { plan, models = [] }: About,
): PrometheusError | undefined {
  const model = models.find((one) => one.table === table)
  const field =
    model?.fields.find(
      ({ column, ref }) => ref !== undefined && referenceName(model, column) === constraint,
    ) ?? model?.fields.find(({ column, ref }) => ref !== undefined && columnsIn(detail).includes(column))
  if (plan === undefined || model === undefined || field === undefined) return undefined
  const gives = plan.model === model && setsField(plan, field)
  return gives ? danglingReference(model, field, error) : stillReferred(plan.model, { model, field }, error)
}

function setsField(plan: Plan, field: FieldShape): boolean {
  if (plan.kind === 'insert') return true
  return (
    (plan.kind === 'update' || plan.kind === 'upsert') &&
    (plan.kind === 'upsert' || plan.set.some((one) => one.field === field))
  )
}

/** What the rules of the database refuse by themselves: a row, or that what says whose one is is changed. */
function ruled({ code, routine, column }: Reported, model: Model): PrometheusError | undefined {
  if (code !== '42501' || model === undefined) return undefined
  const details = { model: model.name }
  if (routine === 'ExecWithCheckOptions')
    return new PrometheusError(
      'FORBIDDEN',
      `${model.name}: the database's rules do not allow the record.`,
      details,
    )
  const field = column === '' ? undefined : attributeOf(column, model)
  if (field === undefined) return undefined
  const message = `${model.name}.${field} is changed by no update: the database's rules keep it.`
  return new PrometheusError('FORBIDDEN', message, { ...details, field })
}

/** Any error of the driver as a {@link PrometheusError}, with what the statement was about. */
export function convertError(error: unknown, about: About = {}): PrometheusError {
  const { plan } = about
  if (isPrometheusError(error)) return error
  const report = reported(error)
  if (report.code === '23503') {
    const known = foreignKey(error, report, about)
    if (known !== undefined) return known
  }
  if (plan !== undefined && /^22(003|P02)$/.test(report.code)) {
    const known = overflown(report, plan)
    if (known !== undefined) {
      const { code, message, details } = withModel(known, plan.model)
      return new PrometheusError(code, message, details, error)
    }
  }
  const refusal = ruled(report, plan?.model)
  if (refusal !== undefined) return new PrometheusError(refusal.code, refusal.message, refusal.details, error)
  const [, code, conversion] = conversionOf(report)
  const [message, details] = conversion(report, plan?.model)
  return new PrometheusError(code, message, details, error)
}
