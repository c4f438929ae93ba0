import { DATE, decimalOf, INTEGER, NUMBER, OBJECT_ID, timeOf, UUID } from '../../sql/schema/spelled.ts'
import type { Guard } from './number-guards.ts'
import { spelledInRange, spelledInReal } from './number-guards.ts'

const MICROSECONDS = 6

/** Not longer than the text that it becomes; `character` fills with spaces what is shorter, and does not count them. */
export const inLength: Guard = (column, { base, length }) => {
  if (length === undefined) return undefined
  const text = `${column}::text`
  const short = `char_length(${text}) <= ${length}`
  return base === 'character' ? `${short} and ${text} = rtrim(${text}, ' ')` : short
}

/** A text that is not longer than another; the keys of objects stand in a type of their own. */
export const textInLength: Guard = (column, to, from) => {
  if (to.name === 'character(24)') return `${column}::text ~ '${OBJECT_ID}'`
  const known = to.base !== 'character' && from.length !== undefined && (to.length ?? 0) >= from.length
  return known ? undefined : inLength(column, to, from)
}

/** Conditions of a text that is first of all spelled in a way: the second one may fail where the first does not hold. */
const spelled =
  (pattern: string, guard?: Guard): Guard =>
  (column, to, from) =>
    guard === undefined
      ? `${column}::text ~ '${pattern}'`
      : `case when ${column}::text ~ '${pattern}' then ${guard(column, to, from) ?? 'true'} else false end`

const lastDay = (column: string): string =>
  `right(${column}, 2)::integer <= extract(day from (left(${column}, 7) || '-01')::date + interval '1 month' - interval '1 day')`

export const spellsWhole: Guard = spelled(INTEGER, spelledInRange)
export const spellsReal: Guard = spelled(NUMBER, spelledInReal)
export const spellsBoolean: Guard = (column) => `${column} in ('true', 'false')`
export const spellsUuid: Guard = (column, to, from) => spelled(UUID)(`lower(${column})`, to, from)
export const spellsDate: Guard = (column, to, from) =>
  `${column} !~ '^0000' and ${spelled(DATE, lastDay)(column, to, from)}`
export const spellsTime: Guard = (column, to, from) =>
  spelled(timeOf(to.length ?? MICROSECONDS))(column, to, from)

/** The digits of a number, where it has not too many. */
export const spellsDecimal: Guard = (column, to, from) => {
  const { precision = 512, scale = 256 } = to.digits ?? {}
  return spelled(decimalOf(precision - scale, scale))(column, to, from)
}
