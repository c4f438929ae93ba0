import type { Type } from './types.ts'

/** What each value of a column that is not null must fulfil; nothing where all do. It is never unknown, and never fails. */
export type Guard = (column: string, to: Type, from: Type) => string | undefined

const WHOLE: Readonly<Record<string, readonly [low: string, high: string, bits: number]>> = {
  smallint: ['-32768', '32767', 16],
  integer: ['-2147483648', '2147483647', 32],
  bigint: ['-9223372036854775808', '9223372036854775807', 64],
}

/** The numbers that a float keeps: whole ones up to here, and the size of the smallest and the largest. */
const REAL = {
  real: { bits: 24, whole: '16777216', least: '1.2e-38', most: '3.4e38' },
  double: { bits: 53, whole: '9007199254740992', least: '2.3e-308', most: '1.7e308' },
}
const realOf = ({ base }: Type) => (base === 'real' ? REAL.real : REAL.double)

const rangeOf = ({ base }: Type) => WHOLE[base] ?? ['0', '0', 0]

/** In the range of an integer. */
export const inRange: Guard = (column, to, from) => {
  const [low, high, bits] = rangeOf(to)
  return bits >= (WHOLE[from.base]?.[2] ?? Number.POSITIVE_INFINITY)
    ? undefined
    : `${column} between ${low} and ${high}`
}

/** Without a fraction, and in the range of an integer; 'NaN' is greater than all. */
export const wholeInRange: Guard = (column, to) => {
  const [low, high] = rangeOf(to)
  return `${column} = trunc(${column}) and ${column} >= ${low} and ${column} < ${BigInt(high) + 1n}`
}

/** An integer that a float keeps, whatever its neighbours are. */
export const wholeInReal: Guard = (column, to, from) => {
  const { bits, whole } = realOf(to)
  return bits > rangeOf(from)[2] ? undefined : `${column} between -${whole} and ${whole}`
}

/** Reads as the same number once it is the nearest float. */
export const sameInReal: Guard = (column, to, from) => {
  if (from.base === 'real') return undefined
  const { least, most } = realOf(to)
  const back = from.family === 'numeric' ? 'numeric' : from.base
  return `case when ${column} = 0 then true when abs(${column}) between ${least} and ${most} then ${column}::${to.base}::text::${back} = ${column} else false end`
}

/** A number in the digits of a `numeric`; a cast of a float itself has fifteen of them. */
const inDigitsAs =
  (type: string): Guard =>
  (column, { digits }) => {
    if (digits === undefined) return undefined
    const { precision, scale } = digits
    const value = `${column}${type}`
    return `abs(${value}) < 1e${precision - scale} and ${value} = round(${value}, ${scale})`
  }

/** An integer in the digits of a `numeric`. */
export const wholeInDigits: Guard = inDigitsAs('::numeric')

/** A float in the digits of a `numeric`, which could keep what is no number at all. */
export const realInDigits: Guard = (column, to, from) =>
  `case when abs(${column}) < 'Infinity' then ${inDigitsAs('::text::numeric')(column, to, from) ?? 'true'} else false end`

const contains = (outer: Type, inner: Type): boolean =>
  outer.digits === undefined ||
  (inner.digits !== undefined &&
    outer.digits.scale >= inner.digits.scale &&
    outer.digits.precision - outer.digits.scale >= inner.digits.precision - inner.digits.scale)

/** In the digits of another `numeric`. */
export const inDigits: Guard = (column, to, from) =>
  contains(to, from) ? undefined : inDigitsAs('')(column, to, from)

/** The number that a text spells, in the range of an integer. */
export const spelledInRange: Guard = (column, to) => {
  const [low, high] = rangeOf(to)
  return `${column}::numeric between ${low} and ${high}`
}

/** The number that a text spells, as a float reads. */
export const spelledInReal: Guard = (column, to) => {
  const { least, most } = realOf(to)
  return `case when ${column}::numeric = 0 then true when abs(${column}::numeric) between ${least} and ${most} then ${column}::${to.base}::text::numeric = ${column}::numeric else false end`
}
