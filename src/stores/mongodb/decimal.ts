import type { Document } from 'mongodb'
import type { FieldShape } from '../../schema/shape.ts'
import { decimalToScaled, scaledToDecimal } from '../../schema/values/decimal.ts'
import { driver } from './driver.ts'

/** The digits that a Decimal128 holds exactly. */
const DIGITS = 34
/** The lower part of a wide decimal has this many digits. */
const LOW_DIGITS = 19

/** Ten to the number of digits in the lower part of a wide decimal. */
export const LOW_UNIT = 10n ** BigInt(LOW_DIGITS)

/** Whether a decimal field has more digits than a Decimal128: it is kept in two parts, which sort and add as one does. */
export const isWide = ({ kind, precision = 38 }: FieldShape): boolean =>
  kind === 'decimal' && precision > DIGITS

/** A wide decimal: its scaled integer is `h` × 10^19 + `l`, and `l` is never below zero. The order of the keys counts. */
export interface WideParts {
  readonly h: bigint
  readonly l: bigint
}

/** The parts of a scaled integer. */
export function partsOf(scaled: bigint): WideParts {
  const l = ((scaled % LOW_UNIT) + LOW_UNIT) % LOW_UNIT
  return { h: (scaled - l) / LOW_UNIT, l }
}

/** The scaled integer of parts, which may be sums of parts. */
export const joinParts = ({ h, l }: WideParts): bigint => h * LOW_UNIT + l

/** A whole number as a Decimal128. */
export const wholeDecimal = (value: bigint) => driver().Decimal128.fromString(String(value))

/** The whole number of a Decimal128, which may be written with an exponent. */
export function wholeOf(value: { toString(): string }): bigint {
  return scaledOf(value.toString(), 0)
}

/** The scaled integer of a decimal as BSON writes it: '1.5', '15E-1', '2E+3'. */
export function scaledOf(text: string, scale: number): bigint {
  const [digits = '', power = '0'] = text.split('E')
  const fraction = digits.split('.')[1] ?? ''
  const shift = scale + Number(power) - fraction.length
  const value = BigInt(digits.replace('.', ''))
  return shift >= 0 ? value * 10n ** BigInt(shift) : value / 10n ** BigInt(-shift)
}

/** The limits of a decimal field as a scaled integer: it lies between this and its negative. */
export const mostOf = ({ precision = 38 }: FieldShape): bigint => 10n ** BigInt(precision) - 1n

/** A decimal string as it is stored. */
export function encodeDecimal(field: FieldShape, text: string): unknown {
  if (!isWide(field)) return driver().Decimal128.fromString(text)
  const { h, l } = partsOf(decimalToScaled(text, field.scale ?? 0))
  return { h: wholeDecimal(h), l: wholeDecimal(l) }
}

/** The decimal string, at the field's scale, of what is stored. */
export function decodeDecimal(field: FieldShape, raw: unknown): string {
  const { scale = 0 } = field
  if (!isWide(field)) return scaledToDecimal(scaledOf(String(raw), scale), scale)
  const { h, l } = raw as Document
  return scaledToDecimal(joinParts({ h: wholeOf(h), l: wholeOf(l) }), scale)
}
