import type { ColumnState } from '../../../store/schema-access.ts'
import { quoted } from '../../sql/schema/names.ts'
import { refusedConversion } from '../../sql/schema/refused.ts'
import type { Guard } from './number-guards.ts'
import {
  inDigits,
  inRange,
  realInDigits,
  sameInReal,
  wholeInDigits,
  wholeInRange,
  wholeInReal,
} from './number-guards.ts'
import {
  inLength,
  spellsBoolean,
  spellsDate,
  spellsDecimal,
  spellsReal,
  spellsTime,
  spellsUuid,
  spellsWhole,
  textInLength,
} from './text-guards.ts'
import type { Type } from './types.ts'
import { typeOf } from './types.ts'

/** How values of one type become those of another. */
export interface Conversion {
  readonly expression: string
  /** What each value that is not null must fulfil. */
  readonly guard?: string
}

/** Casts one after another, which are those of arrays too, or an expression of its own. */
interface Way {
  readonly casts?: (to: Type) => readonly string[]
  readonly expression?: (column: string) => string
  readonly guard?: Guard
}

const cast = (guard?: Guard): Way => ({
  casts: ({ name }) => [name],
  ...(guard && { guard }),
})
/** By way of another type, as a float that is read as text: its digits are those that programs see. */
const castVia = (type: string, guard?: Guard): Way => ({ ...cast(guard), casts: ({ name }) => [type, name] })

/** The seconds have no more digits than the new type has: a cast rounds. */
const inSeconds: Guard = (column, { name, length }) =>
  length === undefined ? undefined : `${column}::${name} = ${column}`

const inUtc = (column: string): string => `${column} at time zone 'UTC'`
const betweenMoments: Way = {
  expression: inUtc,
  guard: (column, to, from) => inSeconds(`(${inUtc(column)})`, to, from),
}
const toUtf8 = (column: string): string => `convert_to(${column}, 'UTF8')`
const fromUtf8 = (column: string): string => `convert_from(${column}, 'UTF8')`

const [LOCAL, MOMENT] = ['timestamp without time zone', 'timestamp with time zone']
const TIME = 'time without time zone'

/** By the families of types. */
const WAYS: Readonly<Record<string, Way>> = {
  'whole > whole': cast(inRange),
  'whole > real': cast(wholeInReal),
  'whole > numeric': cast(wholeInDigits),
  'whole > text': cast(inLength),
  'whole > boolean': castVia('integer', (column) => `${column} in (0, 1)`),
  'boolean > whole': castVia('integer'),
  'boolean > text': cast(inLength),
  'real > whole': cast(wholeInRange),
  'real > real': castVia('text', sameInReal),
  'real > numeric': castVia('text', realInDigits),
  'real > text': cast(inLength),
  'numeric > whole': cast(wholeInRange),
  'numeric > real': cast(sameInReal),
  'numeric > numeric': cast(inDigits),
  'numeric > text': cast(inLength),
  'text > text': cast(textInLength),
  'text > whole': cast(spellsWhole),
  'text > real': cast(spellsReal),
  'text > numeric': cast(spellsDecimal),
  'text > boolean': cast(spellsBoolean),
  'text > uuid': cast(spellsUuid),
  'text > date': cast(spellsDate),
  [`text > ${TIME}`]: cast(spellsTime),
  'text > json': cast(),
  'text > jsonb': cast(),
  'text > bytea': { expression: toUtf8 },
  'bytea > text': {
    expression: fromUtf8,
    guard: (column, to, from) => inLength(fromUtf8(column), to, from),
  },
  'uuid > text': cast(inLength),
  'date > text': cast(inLength),
  [`date > ${MOMENT}`]: {
    expression: (column) => inUtc(`${column}::timestamp`),
    guard: (column) => `${column} < '294276-01-01'`,
  },
  [`${TIME} > text`]: cast(inLength),
  [`${TIME} > ${TIME}`]: cast(inSeconds),
  'json > text': cast(inLength),
  'json > jsonb': cast(),
  'jsonb > text': cast(inLength),
  'jsonb > json': cast(),
  [`${MOMENT} > date`]: {
    expression: (column) => `(${inUtc(column)})::date`,
    guard: (column) => `${inUtc(`(${inUtc(column)})::date::timestamp`)} = ${column}`,
  },
  [`${MOMENT} > ${MOMENT}`]: cast(inSeconds),
  [`${LOCAL} > ${LOCAL}`]: cast(inSeconds),
  [`${LOCAL} > ${MOMENT}`]: betweenMoments,
  [`${MOMENT} > ${LOCAL}`]: betweenMoments,
}

const wayBetween = (from: Type, to: Type): Way | undefined =>
  from.name === to.name ? cast() : WAYS[`${from.family} > ${to.family}`]

const chained = (column: string, casts: readonly string[], more = ''): string =>
  [column, ...casts.map((type) => `${type}${more}`)].join('::')

function scalar(column: string, from: Type, to: Type): Conversion | undefined {
  const way = wayBetween(from, to)
  if (way === undefined) return undefined
  const guard = way.guard?.(column, to, from)
  const expression = way.expression?.(column) ?? chained(column, way.casts?.(to) ?? [])
  return { expression, ...(guard !== undefined && { guard }) }
}

/** Arrays by their elements: only by casts, since the expression of an ALTER TABLE reads no rows. */
function array(column: string, from: Type, to: Type): Conversion | undefined {
  const way = wayBetween(from, to)
  if (way?.casts === undefined) return undefined
  const guard = way.guard?.('item', to, from)
  return {
    expression: chained(column, way.casts(to), '[]'),
    ...(guard !== undefined && {
      guard: `not exists (select 1 from unnest(${column}) as items(item) where item is not null and (${guard}) is not true)`,
    }),
  }
}

/** How the values of a column become those of another type. */
export function conversion(table: string, from: ColumnState, to: ColumnState): Conversion {
  const column = quoted(from.name)
  const [is, becomes] = [typeOf(from.type), typeOf(to.type)]
  const element = ({ name }: Type): Type => typeOf(name.replace(/\[\]$/, ''))
  const lists = [is, becomes].filter(({ name }) => name.endsWith('[]')).length
  const found =
    lists === 2 ? array(column, element(is), element(becomes)) : lists === 0 && scalar(column, is, becomes)
  if (!found) throw refusedConversion(table, from.name, is.name, becomes.name)
  return found
}
