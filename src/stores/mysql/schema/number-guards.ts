import type { Type } from './types.ts'

/** What each value of a column that is not null must fulfil; nothing where all do. */
export type Guard = (column: string, to: Type, from: Type) => string | undefined

const BITS: Readonly<Record<string, number>> = {
  tinyint: 8,
  smallint: 16,
  mediumint: 24,
  int: 32,
  bigint: 64,
}
const bitsOf = ({ base }: Type): number => BITS[base] ?? 0

/** The integers of a type: from the first one to before the last one. */
function rangeOf(type: Type): readonly [from: bigint, before: bigint] {
  const values = 1n << BigInt(bitsOf(type))
  return type.unsigned ? [0n, values] : [-values / 2n, values / 2n]
}

const all = (...guards: readonly (string | undefined)[]): string | undefined =>
  guards.filter((guard) => guard !== undefined).join(' and ') || undefined

/** The value of a `float` is shown with six digits: it must be the one that is stored. */
function asShown(column: string, { base }: Type): string | undefined {
  return base === 'float' ? `cast(cast(${column} as char) as double) = ${column}` : undefined
}

/** Comparisons of floats round the bounds too, so that the upper one is a power of two. */
const inRangeOf = (value: string, type: Type): string => {
  const [from, before] = rangeOf(type)
  return `${value} >= ${from} and ${value} < ${before}`
}

/** In the range of an integer. */
export const inRange: Guard = (column, to, from) => {
  const [[low, high], [least, most]] = [rangeOf(to), rangeOf(from)]
  return low <= least && most <= high ? undefined : inRangeOf(column, to)
}

/** Without a fraction, and in the range of an integer. */
export const wholeInRange: Guard = (column, to, from) =>
  all(`${column} = round(${column}) and ${inRangeOf(column, to)}`, asShown(column, from))

/** The integer that a text spells, in the range of a type. */
export const spelledInRange: Guard = (column, to) => inRangeOf(`cast(${column} as decimal(65,0))`, to)

const asFloat = (column: string): string => {
  const float = `cast(${column} as float)`
  return `${float} = ${column} and cast(cast(${float} as char) as double) = ${column}`
}

/** An integer that a float keeps, whatever its neighbours are. */
export const wholeInReal: Guard = (column, to, from) => {
  if (to.base === 'float') return `${column} between -999999 and 999999`
  return bitsOf(from) <= 32 ? undefined : `${column} between -9007199254740992 and 9007199254740992`
}

/** A float as one of another size. */
export const realInReal: Guard = (column, to, from) =>
  from.base === to.base ? undefined : to.base === 'float' ? asFloat(column) : asShown(column, from)

/** A decimal that comes back from a float as it was. */
export const decimalInReal: Guard = (column, to, { scale }) =>
  all(
    `cast(cast(${column} as double) as decimal(65,${scale})) = ${column}`,
    to.base === 'float' ? asFloat(column) : undefined,
  )

/** The largest value of a `decimal`. */
const largest = ({ size, scale }: Type): string =>
  `${'9'.repeat(size - scale) || '0'}${scale === 0 ? '' : `.${'9'.repeat(scale)}`}`

/** In the digits of a `decimal`. */
export const inDigits: Guard = (column, to, from) => {
  if (from.family === 'decimal' && to.scale >= from.scale && to.size - to.scale >= from.size - from.scale)
    return undefined
  return `${column} between -${largest(to)} and ${largest(to)} and ${column} = round(${column}, ${to.scale})`
}

/** A float that comes back from a `decimal` as it was. */
export const realInDigits: Guard = (column, { size, scale }, from) =>
  all(`cast(cast(${column} as decimal(${size},${scale})) as double) = ${column}`, asShown(column, from))

/** A float that comes back from its text as it was. */
export const realInText: Guard = (column) => `cast(cast(${column} as char) as double) = ${column}`
