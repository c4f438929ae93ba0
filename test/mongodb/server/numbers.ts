import { Decimal128, Double, Int32, Long } from 'bson'
import { badType } from './failure.ts'

/** A finite number without rounding: coefficient times ten to the exponent. */
export interface Exact {
  readonly c: bigint
  readonly e: number
}

export type Numeric = Int32 | Double | Long | Decimal128 | number | bigint

const DIGITS = 34

export const isNumeric = (value: unknown): value is Numeric =>
  typeof value === 'number' ||
  typeof value === 'bigint' ||
  value instanceof Int32 ||
  value instanceof Double ||
  value instanceof Long ||
  value instanceof Decimal128

const isInteger = (value: Numeric): boolean =>
  value instanceof Int32 || value instanceof Long || typeof value === 'bigint'

/** The value of an integer. */
export const toBigInt = (value: Numeric): bigint => {
  if (value instanceof Long) return value.toBigInt()
  return BigInt(value instanceof Int32 ? value.value : (value as number | bigint))
}

/** The value as a double; of a decimal, the nearest. */
export function toDouble(value: Numeric): number {
  if (typeof value === 'number') return value
  if (value instanceof Int32 || value instanceof Double) return value.value
  return value instanceof Decimal128 ? Number(value.toString()) : Number(toBigInt(value))
}

function exactDouble(value: number): Exact {
  let [scaled, places] = [value, 0]
  while (!Number.isInteger(scaled)) {
    scaled *= 2
    places++
  }
  return { c: BigInt(scaled) * 5n ** BigInt(places), e: -places }
}

function exactDecimal(text: string): Exact {
  const [, sign = '', whole = '', fraction = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/.exec(text) ?? []
  return { c: BigInt(`${sign}${whole}${fraction}`), e: Number(power) - fraction.length }
}

/** The number exactly; undefined where it is not finite. */
export function exactOf(value: Numeric): Exact | undefined {
  if (isInteger(value)) return { c: toBigInt(value), e: 0 }
  if (!Number.isFinite(toDouble(value)) && !(value instanceof Decimal128 && /\d/.test(value.toString())))
    return undefined
  return value instanceof Decimal128 ? exactDecimal(value.toString()) : exactDouble(toDouble(value))
}

const power = (by: number): bigint => 10n ** BigInt(by)

function aligned(a: Exact, b: Exact): [bigint, bigint, number] {
  const e = Math.min(a.e, b.e)
  return [a.c * power(a.e - e), b.c * power(b.e - e), e]
}

/** The order of two numbers of any type, exactly; NaN comes first. */
export function compareNumbers(a: Numeric, b: Numeric): number {
  if (a instanceof Int32 && b instanceof Int32) return a.value - b.value
  if (a instanceof Long && b instanceof Long) return a.compare(b)
  const [left, right] = [exactOf(a), exactOf(b)]
  if (left === undefined || right === undefined) {
    const [x, y] = [toDouble(a), toDouble(b)]
    if (Number.isNaN(x)) return Number.isNaN(y) ? 0 : -1
    return Number.isNaN(y) ? 1 : x < y ? -1 : Number(x > y)
  }
  const [x, y] = aligned(left, right)
  return x < y ? -1 : Number(x > y)
}

function integerKey(text: string): string {
  if (!text.endsWith('0')) return `${text}E0`
  const digits = text.replace(/0+$/, '')
  return digits === '' ? '0' : `${digits}E${text.length - digits.length}`
}

/** One text for numbers that are equal, whatever their type. */
export function numberKey(value: Numeric): string {
  if (value instanceof Int32) return integerKey(String(value.value))
  if (value instanceof Long) return integerKey(value.toString())
  const exact = exactOf(value)
  if (exact === undefined) return String(toDouble(value))
  let { c, e } = exact
  if (c === 0n) return '0'
  while (c % 10n === 0n) {
    c /= 10n
    e++
  }
  return `${c}E${e}`
}

/** Rounds to the 34 digits of a decimal, half to even. */
function rounded({ c, e }: Exact): Exact {
  const digits = String(c < 0n ? -c : c).length
  if (digits <= DIGITS) return { c, e }
  const unit = power(digits - DIGITS)
  const [quotient, rest] = [c / unit, c % unit]
  const twice = (rest < 0n ? -rest : rest) * 2n
  const up = twice > unit || (twice === unit && quotient % 2n !== 0n)
  const step = c < 0n ? -1n : 1n
  return rounded({ c: up ? quotient + step : quotient, e: e + digits - DIGITS })
}

/** The decimal nearest to an exact number. */
export function decimalOf(exact: Exact): Decimal128 {
  const { c, e } = rounded(exact)
  return Decimal128.fromString(`${c}E${e}`)
}

/** The integer in the narrowest type that is as wide as its operands; a double where it leaves 64 bits. */
function integerOf(value: bigint, operands: readonly Numeric[]): Numeric {
  if (operands.every((one) => one instanceof Int32) && BigInt.asIntN(32, value) === value)
    return new Int32(Number(value))
  return BigInt.asIntN(64, value) === value ? Long.fromBigInt(value) : new Double(Number(value))
}

interface Operation {
  integer(a: bigint, b: bigint): bigint
  double(a: number, b: number): number
  decimal(a: Exact, b: Exact): Exact
}

function arithmetic({ integer, double, decimal }: Operation): (a: Numeric, b: Numeric) => Numeric {
  return (a, b) => {
    if (isInteger(a) && isInteger(b)) return integerOf(integer(toBigInt(a), toBigInt(b)), [a, b])
    if (!(a instanceof Decimal128) && !(b instanceof Decimal128))
      return new Double(double(toDouble(a), toDouble(b)))
    const [left, right] = [exactOf(toDecimal(a)), exactOf(toDecimal(b))]
    if (left !== undefined && right !== undefined) return decimalOf(decimal(left, right))
    return Decimal128.fromString(String(double(toDouble(a), toDouble(b))))
  }
}

/** Addition as the server does it, by the types of its operands. */
export const add = arithmetic({
  integer: (a, b) => a + b,
  double: (a, b) => a + b,
  decimal: (a, b) => {
    const [x, y, e] = aligned(a, b)
    return { c: x + y, e }
  },
})

export const subtract = arithmetic({
  integer: (a, b) => a - b,
  double: (a, b) => a - b,
  decimal: (a, b) => {
    const [x, y, e] = aligned(a, b)
    return { c: x - y, e }
  },
})

export const multiply = arithmetic({
  integer: (a, b) => a * b,
  double: (a, b) => a * b,
  decimal: (a, b) => ({ c: a.c * b.c, e: a.e + b.e }),
})

/** Division: a double of what is no decimal. */
export function divide(a: Numeric, b: Numeric): Numeric {
  if (!(a instanceof Decimal128) && !(b instanceof Decimal128)) return new Double(toDouble(a) / toDouble(b))
  const [left, right] = [exactOf(a), exactOf(b)]
  if (left === undefined || right === undefined || right.c === 0n) throw badType("can't $divide by zero")
  const spare = 80
  return decimalOf({ c: (left.c * power(spare)) / right.c, e: left.e - right.e - spare })
}

/** The whole number towards zero, or towards minus infinity. */
export function whole(value: Numeric, floor: boolean): Numeric {
  if (isInteger(value)) return value
  if (!(value instanceof Decimal128))
    return new Double(floor ? Math.floor(toDouble(value)) : Math.trunc(toDouble(value)))
  const exact = exactOf(value)
  if (exact === undefined || exact.e >= 0) return value
  const unit = power(-exact.e)
  const quotient = exact.c / unit
  return decimalOf({ c: floor && exact.c < 0n && exact.c % unit !== 0n ? quotient - 1n : quotient, e: 0 })
}

/** The number as a decimal; doubles are rounded to 15 digits, as the server does. */
export function toDecimal(value: Numeric): Decimal128 {
  if (value instanceof Decimal128) return value
  if (isInteger(value)) return decimalOf({ c: toBigInt(value), e: 0 })
  const double = toDouble(value)
  return Number.isFinite(double)
    ? decimalOf(exactDecimal(double.toPrecision(15).toUpperCase()))
    : Decimal128.fromString(String(double))
}

/** Neumaier's sum of doubles, as the server's $sum compensates too; integers and decimals add exactly. */
export function sum(values: readonly Numeric[]): Numeric {
  if (values.some((value) => value instanceof Decimal128) || values.every(isInteger))
    return values.reduce<Numeric>(add, new Int32(0))
  let [total, lost] = [0, 0]
  for (const value of values.map(toDouble)) {
    const next = total + value
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total
    total = next
  }
  return new Double(Number.isFinite(total) ? total + lost : total)
}
