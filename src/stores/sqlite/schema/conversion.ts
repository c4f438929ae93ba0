import { PrometheusError } from '../../../errors/error.ts'
import type { ColumnState } from '../../../store/schema-access.ts'
import { digitsOf } from '../../sql/schema/form.ts'
import { quoted } from '../../sql/schema/names.ts'

/** How values of one column become those of another. */
export interface Conversion {
  readonly expression: string
  /** What each value that is not null must fulfil. */
  readonly guard?: string
}

type Convert = (column: string) => Conversion

const copy: Convert = (expression) => ({ expression })
const copyIf =
  (guard: (column: string) => string): Convert =>
  (column) => ({ expression: column, guard: guard(column) })
const castTo =
  (type: string, back?: string): Convert =>
  (column) => ({
    expression: `cast(${column} as ${type})`,
    ...(back !== undefined && { guard: `cast(cast(${column} as ${type}) as ${back}) = ${column}` }),
  })

const DIGIT = '[0-9]'
const digits = (count: number): string => DIGIT.repeat(count)
const hexes = (count: number): string => '[0-9a-f]'.repeat(count)
const glob = (pattern: string): Convert => copyIf((column) => `${column} glob '${pattern}'`)

const DAY = `${digits(4)}-${digits(2)}-${digits(2)}`
const TIME = `${digits(2)}:${digits(2)}:${digits(2)}.${digits(3)}`
const UUID = [8, 4, 4, 4, 12].map(hexes).join('-')

/** The conversions that lose nothing, or have a guard that stops them where they would; by the forms. */
const CONVERSIONS: Readonly<Record<string, Convert>> = {
  'integer > number': castTo('real', 'integer'),
  'number > integer': castTo('integer', 'real'),
  'integer > text': castTo('text'),
  'text > integer': castTo('integer', 'text'),
  'number > text': castTo('text', 'real'),
  'text > number': castTo('real', 'text'),
  'boolean > integer': copy,
  'integer > boolean': copyIf((column) => `${column} in (0, 1)`),
  'integer > datetime': copy,
  'datetime > integer': copy,
  'date > datetime': (column) => ({ expression: `unixepoch(${column}) * 1000` }),
  'datetime > date': (column) => ({
    expression: `date(${column} / 1000, 'unixepoch')`,
    guard: `${column} % 86400000 = 0`,
  }),
  'text > uuid': glob(UUID),
  'text > objectId': glob(hexes(24)),
  'text > date': glob(DAY),
  'text > time': glob(TIME),
  'text > json': copyIf((column) => `json_valid(${column})`),
  'json > text': copy,
  'uuid > text': copy,
  'objectId > text': copy,
  'date > text': copy,
  'time > text': copy,
  'file > json': copy,
  'text > bytes': castTo('blob'),
  'bytes > text': castTo('text', 'blob'),
}

const BY_TYPE: Readonly<Record<string, string>> = {
  INTEGER: 'integer',
  TEXT: 'text',
  REAL: 'number',
  BLOB: 'bytes',
}
const formOf = ({ form, type }: ColumnState): string => form ?? BY_TYPE[type] ?? 'unknown'

/** Decimals by functions of the store, which refuse what would lose digits. */
function toDecimal(from: ColumnState, to: ColumnState): Conversion | undefined {
  const digitsTo = digitsOf(to.form)
  const digitsFrom = formOf(from) === 'integer' ? { scale: 0 } : digitsOf(from.form)
  if (digitsTo === undefined || digitsFrom === undefined) return undefined
  const { precision, scale } = digitsTo
  const column = quoted(from.name)
  const name = `'${from.name.replaceAll("'", "''")}'`
  const args = `cast(${column} as text), ${digitsFrom.scale}, ${scale}, ${precision}, ${name}`
  const expression =
    to.type === 'TEXT' ? `prometheus_decimal_text(${args})` : `cast(prometheus_decimal(${args}) as integer)`
  return { expression }
}

function toInteger(from: ColumnState, to: ColumnState): Conversion | undefined {
  if (digitsOf(from.form) === undefined || formOf(to) !== 'integer') return undefined
  return toDecimal(from, { ...to, form: 'decimal(19, 0)' })
}

/** What other programs store under the types that they declare. */
const FOREIGN: Readonly<Record<string, Convert>> = {
  date: glob(DAY),
  json: copyIf((column) => `json_valid(${column})`),
  datetime: (column) => ({
    expression: `cast(round((julianday(${column}) - 2440587.5) * 86400000) as integer)`,
    guard: `typeof(${column}) = 'text' and julianday(${column}) is not null`,
  }),
}

/** A decimal that is stored as a number of SQLite, which has 15 digits. */
function foreignDecimal(column: string, form: string): Conversion | undefined {
  const digits = digitsOf(form)
  if (digits === undefined || digits.precision > 15) return undefined
  const scaled = `${column} * 1e${digits.scale}`
  return {
    expression: `cast(round(${scaled}) as integer)`,
    guard: `typeof(${column}) in ('integer', 'real') and abs(${scaled} - round(${scaled})) < 1e-5`,
  }
}

/** What SQLite checks by itself as it fills a strict table, from a column of a type that is not ours. */
const CHECKED = ['text', 'integer', 'number', 'bytes', 'boolean']

function refused(table: string, { name }: ColumnState, from: string, to: string): PrometheusError {
  const message = `${table}.${name}: values of ${from} do not become values of ${to} by themselves. Give the new field another name, fill it in a migration of its own (update ${table} set …), and remove the old one after that.`
  return new PrometheusError('MIGRATION_REFUSED', message, { table, column: name })
}

/** How the values of a column become those of its successor, which has the same name. */
export function conversion(table: string, from: ColumnState, to: ColumnState): Conversion {
  const column = quoted(from.name)
  const [is, becomes] = [formOf(from), formOf(to)]
  if (is === becomes || (from.form === undefined && from.type === to.type)) return copy(column)
  if (is === 'unknown' && CHECKED.includes(becomes)) return copy(column)
  const foreign =
    is === 'unknown' ? (FOREIGN[becomes]?.(column) ?? foreignDecimal(column, becomes)) : undefined
  const found =
    foreign ?? CONVERSIONS[`${is} > ${becomes}`]?.(column) ?? toDecimal(from, to) ?? toInteger(from, to)
  if (found === undefined) throw refused(table, from, is, becomes)
  return found
}
