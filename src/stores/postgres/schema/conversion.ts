import { PrometheusError } from '../../../errors/error.ts'
import type { ColumnState } from '../../../store/schema-access.ts'
import { quoted } from '../../sql/schema/names.ts'

/** How values of one type become those of another. */
export interface Conversion {
  readonly expression: string
  /** What each value that is not null must fulfil. */
  readonly guard?: string
}

/** A type without its collation, length and digits. */
const baseOf = (type: string): string =>
  type
    .replace(/ COLLATE .*$/, '')
    .replace(/\(\d+(?:,-?\d+)?\)/, '')
    .trim()

const bareType = (type: string): string => type.replace(/ COLLATE .*$/, '')

const TEXTS = ['text', 'character varying', 'character']
const WHOLE = ['smallint', 'integer', 'bigint']
const REAL = ['real', 'double precision']
const MOMENTS = ['timestamp with time zone', 'timestamp without time zone']
/** What stands for itself as text, and comes back from it or is refused by the database. */
const SPELLED = [...WHOLE, ...REAL, 'numeric', 'uuid', 'date', 'time without time zone', 'json', 'jsonb']

const inBoth = (list: readonly string[], from: string, to: string): boolean =>
  list.includes(from) && list.includes(to)

type Convert = (column: string, type: string) => Conversion

const plain: Convert = (column, type) => ({ expression: `${column}::${type}` })
/** A cast cuts and rounds in silence to the length or the digits of a type: without them it must be the same. */
const uncut: Convert = (column, type) => {
  const base = baseOf(type)
  // A `character` without a length has one.
  const free = TEXTS.includes(base) ? 'text' : base
  const expression = `${column}::${type}`
  return base === type ? { expression } : { expression, guard: `${column}::${free} = ${expression}` }
}
/** Back in the old type it must be the same. */
const exact =
  (back: string): Convert =>
  (column, type) => ({ expression: `${column}::${type}`, guard: `${column}::${type}::${back} = ${column}` })

const CONVERSIONS: Readonly<Record<string, Convert>> = {
  'boolean > bigint': (column) => ({ expression: `${column}::integer::bigint` }),
  'bigint > boolean': (column) => ({
    expression: `${column}::integer::boolean`,
    guard: `${column} in (0, 1)`,
  }),
  'boolean > text': plain,
  'text > boolean': plain,
  'json > jsonb': plain,
  'jsonb > json': plain,
  'text > bytea': (column) => ({ expression: `convert_to(${column}, 'UTF8')` }),
  'bytea > text': (column) => ({ expression: `convert_from(${column}, 'UTF8')` }),
  'date > timestamp with time zone': (column) => ({
    expression: `${column}::timestamp at time zone 'UTC'`,
  }),
  'timestamp with time zone > date': (column) => ({
    expression: `(${column} at time zone 'UTC')::date`,
    guard: `(${column} at time zone 'UTC')::date::timestamp at time zone 'UTC' = ${column}`,
  }),
  'timestamp without time zone > timestamp with time zone': (column) => ({
    expression: `${column} at time zone 'UTC'`,
  }),
  'timestamp with time zone > timestamp without time zone': (column) => ({
    expression: `${column} at time zone 'UTC'`,
  }),
}

/** The conversions between families of types. */
function general(from: string, to: string, base: string): Convert | undefined {
  if (inBoth(WHOLE, from, to)) return plain
  if (inBoth([...WHOLE, ...REAL, 'numeric'], from, to)) return exact(base)
  if (TEXTS.includes(to) && [...TEXTS, ...SPELLED].includes(from)) return uncut
  if (TEXTS.includes(from) && SPELLED.includes(to)) return uncut
  if (from.endsWith('[]') && to.endsWith('[]'))
    return general(from.slice(0, -2), to.slice(0, -2), base) && plain
  return MOMENTS.includes(from) && from === to ? plain : undefined
}

function refused(table: string, name: string, from: string, to: string): PrometheusError {
  const message = `${table}.${name}: values of ${from} do not become values of ${to} by themselves. Give the new field another name, fill it in a migration of its own (update ${table} set …), and remove the old one after that.`
  return new PrometheusError('MIGRATION_REFUSED', message, { table, column: name })
}

/** How the values of a column become those of another type. */
export function conversion(table: string, from: ColumnState, to: ColumnState): Conversion {
  const column = quoted(from.name)
  const [is, becomes] = [baseOf(from.type), baseOf(to.type)]
  const type = bareType(to.type)
  if (is === becomes) return type === bareType(from.type) ? plain(column, type) : exact(is)(column, type)
  const text = (name: string) => (TEXTS.includes(name) ? 'text' : name)
  const convert = CONVERSIONS[`${text(is)} > ${text(becomes)}`] ?? general(is, becomes, bareType(from.type))
  if (convert === undefined) throw refused(table, from.name, bareType(from.type), type)
  return convert(column, type)
}
