import { PrometheusError } from '../../../errors/error.ts'
import type { ColumnState } from '../../../store/schema-access.ts'
import { quoted } from './names.ts'

/** The family of a column's type: what its values are. */
function familyOf({ type, form }: ColumnState): string {
  if (form !== undefined && form !== 'text') return form.startsWith('array') ? 'json' : form
  const base = /^[a-z]+/.exec(type)?.[0] ?? ''
  if (/char|text/.test(base)) return 'text'
  if (/int$/.test(base)) return 'integer'
  if (/float|double/.test(base)) return 'number'
  if (/blob|binary/.test(base)) return 'bytes'
  return base === 'timestamp' ? 'datetime' : base
}

type Guard = (column: string, to: ColumnState) => string | undefined

const free: Guard = () => undefined
const digits: Guard = (column, { type }) => {
  const scale = /^decimal\(\d+,(\d+)\)/.exec(type)?.[1]
  return scale === undefined ? undefined : `${column} = round(${column}, ${scale})`
}
const whole: Guard = (column) => `${column} = round(${column})`
const exactNumber: Guard = (column) => `cast(${column} as double) = ${column}`

/** What each value must fulfil where the server would change it in silence; the rest it refuses by itself. */
const GUARDS: Readonly<Record<string, Guard>> = {
  'integer > integer': free,
  'integer > number': exactNumber,
  'integer > decimal': free,
  'integer > text': free,
  'number > number': free,
  'number > integer': whole,
  'number > decimal': digits,
  'number > text': free,
  'decimal > decimal': digits,
  'decimal > integer': whole,
  'decimal > number': exactNumber,
  'decimal > text': free,
  'text > text': free,
  'text > integer': (column) => `${column} regexp '^-?[0-9]+$'`,
  'text > number': (column) => `${column} regexp '^-?[0-9.]+([eE][-+]?[0-9]+)?$'`,
  'text > decimal': (column, to) => `${column} regexp '^-?[0-9.]+$' and ${digits(column, to) ?? 'true'}`,
  'text > date': (column) => `${column} regexp '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'`,
  'text > time': (column) => `${column} regexp '^[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?$'`,
  'text > bytes': free,
  'text > json': (column) => `json_valid(${column})`,
  'bytes > text': free,
  'bytes > bytes': free,
  'json > text': free,
  'json > json': free,
  'file > json': free,
  'date > text': free,
  'date > date': free,
  'date > datetime': free,
  'datetime > date': (column) => `time(${column}) = 0`,
  'datetime > datetime': free,
  'time > text': free,
  'time > time': free,
}

function refused(table: string, name: string, from: string, to: string): PrometheusError {
  const message = `${table}.${name}: values of ${from} do not become values of ${to} by themselves. Give the new field another name, fill it in a migration of its own (update ${table} set …), and remove the old one after that.`
  return new PrometheusError('MIGRATION_REFUSED', message, { table, column: name })
}

/** What the values of a column must fulfil to become those of another type; nothing where all can. */
export function guardOf(table: string, from: ColumnState, to: ColumnState): string | undefined {
  const [is, becomes] = [familyOf(from), familyOf(to)]
  const guard = is === becomes && from.type === to.type ? free : GUARDS[`${is} > ${becomes}`]
  if (guard === undefined) throw refused(table, from.name, is, becomes)
  return guard(quoted(from.name), to)
}
