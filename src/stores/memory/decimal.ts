/** The scaled integer of a canonical decimal: '-9.90' is -990. */
export const scaledOf = (decimal: string): bigint => BigInt(decimal.replace('.', ''))

/** The canonical decimal of a scaled integer: -990 at scale 2 is '-9.90'. */
export function decimalOf(scaled: bigint, scale: number): string {
  const negative = scaled < 0n
  const digits = String(negative ? -scaled : scaled).padStart(scale + 1, '0')
  const point = digits.length - scale
  const text = scale === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`
  return negative ? `-${text}` : text
}

/** A canonical decimal at another scale, or undefined where digits would be lost. */
export function rescale(decimal: string, from: number, to: number): string | undefined {
  const scaled = scaledOf(decimal)
  if (to >= from) return decimalOf(scaled * 10n ** BigInt(to - from), to)
  const unit = 10n ** BigInt(from - to)
  return scaled % unit === 0n ? decimalOf(scaled / unit, to) : undefined
}

/** Whether a scaled integer has at most so many digits. */
export function fitsPrecision(scaled: bigint, precision: number): boolean {
  const limit = 10n ** BigInt(precision)
  return -limit < scaled && scaled < limit
}
