import { scaledToDecimal } from '../../schema/values/decimal.ts'

/** The scaled integer of a canonical decimal: '-9.90' is -990. */
export const scaledOf = (decimal: string): bigint => BigInt(decimal.replace('.', ''))

/** A canonical decimal at another scale, or undefined where digits would be lost. */
export function rescale(decimal: string, from: number, to: number): string | undefined {
  const scaled = scaledOf(decimal)
  if (to >= from) return scaledToDecimal(scaled * 10n ** BigInt(to - from), to)
  const unit = 10n ** BigInt(from - to)
  return scaled % unit === 0n ? scaledToDecimal(scaled / unit, to) : undefined
}

/** Whether a scaled integer has at most so many digits. */
export function fitsPrecision(scaled: bigint, precision: number): boolean {
  const limit = 10n ** BigInt(precision)
  return -limit < scaled && scaled < limit
}
