import { DATE, decimalOf, INTEGER, OBJECT_ID, timeOf, UUID } from '../../sql/schema/spelled.ts'
import type { Guard } from './number-guards.ts'
import { realInReal, spelledInRange } from './number-guards.ts'
import type { Type } from './types.ts'

/** How many bytes the types without a length of their own hold. */
const BYTES: Readonly<Record<string, number>> = { tiny: 255, medium: 16_777_215, long: 4_294_967_295 }
const bytesOf = ({ base }: Type): number => BYTES[/^(.*)(?:text|blob)$/.exec(base)?.[1] ?? ''] ?? 65_535

const hasLength = ({ base }: Type): boolean => /char|binary/.test(base)

/** Texts in the characters of another set. */
const inCharset = (column: string, to: Type, from: Type): string[] => {
  if (to.charset === from.charset || to.charset === 'utf8mb4') return []
  const there = `convert(convert(${column} using ${to.charset}) using utf8mb4)`
  return [`cast(${there} as binary) = cast(convert(${column} using utf8mb4) as binary)`]
}

/** Not longer than the text that it becomes: spaces at the end would be cut in silence. */
const short = (text: string, to: Type): string =>
  hasLength(to)
    ? `char_length(${text}) <= ${to.size}`
    : `length(convert(${text} using ${to.charset})) <= ${bytesOf(to)}`

/** A `char` loses the spaces at its end. */
const unpadded = (text: string, { base }: Type): string[] =>
  base === 'char' ? [`char_length(trim(trailing ' ' from ${text})) = char_length(${text})`] : []

/** What a value is as text, and not longer than the text that it becomes. */
export const inLength: Guard = (column, to) => {
  const isFree = to.base === 'longtext' || to.base === 'json'
  return isFree ? undefined : short(`cast(${column} as char)`, to)
}

const matches = (column: string, pattern: string, characters: string): string =>
  // An expression's end is before a line's end too.
  `${column} regexp '${pattern}' and ${column} not regexp '[^${characters}]'`

const isKey = ({ base, size, charset }: Type, length: number): boolean =>
  base === 'char' && size === length && charset === 'ascii'

/** Letters compare without case where the column does. */
const lowerCase = (column: string): string => `hex(lower(${column})) = hex(${column})`

const holds = (to: Type, from: Type): boolean =>
  hasLength(to) === hasLength(from) &&
  (hasLength(to) ? to.size >= from.size && to.base !== 'char' : bytesOf(to) >= bytesOf(from))

/** A text that becomes a shorter one, one of other characters, or the text of a key. */
export const textInLength: Guard = (column, to, from) => {
  if (isKey(to, 36)) return `${matches(column, UUID, '0-9a-fA-F-')} and ${lowerCase(column)}`
  if (isKey(to, 24)) return `${matches(column, OBJECT_ID, '0-9a-fA-F')} and ${lowerCase(column)}`
  const length = to.base === 'longtext' || holds(to, from) ? [] : [short(column, to), ...unpadded(column, to)]
  return [...length, ...inCharset(column, to, from)].join(' and ') || undefined
}

export const spellsInteger: Guard = (column, to, from) =>
  `${matches(column, INTEGER, '0-9-')} and ${spelledInRange(column, to, from)}`

/** The digits of a number, where it has not too many. */
export const spellsDecimal: Guard = (column, { size, scale }) =>
  matches(column, decimalOf(size - scale, scale), '0-9.-')

const MOST = 30

/** A number as a float reads: as the server writes it, or with digits that it keeps. */
export const spellsReal: Guard = (column, to, from) => {
  const decimal = (value: string): string => `cast(${value} as decimal(65,${MOST}))`
  const double = `cast(${column} as double)`
  const written = `cast(${double} as char) = replace(lower(${column}), 'e+', 'e')`
  const kept = `${decimal(column)} = ${decimal(double)}`
  const spelled = `(${written} or (${matches(column, decimalOf(MOST, MOST), '0-9.-')} and ${kept}))`
  const fits = [
    `${column} not regexp '[^0-9.eE+-]'`,
    spelled,
    realInReal(double, to, { ...from, base: 'double' }),
  ]
  return fits.filter((guard) => guard !== undefined).join(' and ')
}

export const spellsDate: Guard = (column) =>
  `${matches(column, DATE, '0-9-')} and cast(${column} as date) is not null and ${column} not like '0000%'`

export const spellsTime: Guard = (column, { size }) => matches(column, timeOf(size), '0-9:.')

/** As many bytes as there is room for; `binary` fills with zeros what is shorter. */
const bytesFit = (bytes: string, to: Type): string => {
  if (to.base === 'binary') return `length(${bytes}) = ${to.size}`
  return `length(${bytes}) <= ${hasLength(to) ? to.size : bytesOf(to)}`
}

export const bytesInLength: Guard = (column, to) => bytesFit(column, to)

/** The bytes of a text are those of its own characters, which are UTF-8 where they are all ASCII. */
export const textInBytes: Guard = (column, to, { charset }) => {
  const utf8 = /^utf8/.test(charset)
  return `${bytesFit(column, to)}${utf8 ? '' : ` and length(convert(${column} using utf8mb4)) = char_length(${column})`}`
}

/** Bytes that are text. */
export const bytesInText: Guard = (column, to, from) => {
  const text = `convert(${column} using utf8mb4)`
  const utf8 = { ...from, charset: 'utf8mb4' }
  return [
    `cast(${text} as binary) = ${column}`,
    short(text, to),
    ...unpadded(text, to),
    ...inCharset(text, to, utf8),
  ].join(' and ')
}
