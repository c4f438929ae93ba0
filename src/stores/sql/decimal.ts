import { PrometheusError } from '../../errors/error.ts'

/** The digits of a decimal without its point, as one integer in text: '-9.90' → '-990'. */
export const unpoint = (decimal: string): string => decimal.replace('.', '')

/** The decimal string of a scaled integer: -990 at scale 2 → '-9.90'. */
export function point(scaled: string | number | bigint, scale: number): string {
  const text = String(scaled)
  if (scale === 0) return text
  const negative = text.startsWith('-')
  const digits = (negative ? text.slice(1) : text).padStart(scale + 1, '0')
  return `${negative ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

const complement = (digits: string): string => digits.replace(/\d/g, (digit) => String(9 - Number(digit)))

/**
 * The text of fixed width that sorts as the number does: `p` and the digits or, below zero, `n` and the complement
 * of each digit to nine, so that the greater amount comes first.
 */
export function toOrderedText(scaled: bigint, precision: number): string {
  const negative = scaled < 0n
  const digits = String(negative ? -scaled : scaled).padStart(precision, '0')
  if (digits.length > precision) throw overflow()
  return negative ? `n${complement(digits)}` : `p${digits}`
}

/** The scaled integer of such a text. */
export const fromOrderedText = (text: string): bigint =>
  text.startsWith('n') ? -BigInt(complement(text.slice(1))) : BigInt(text.slice(1))

/** A scaled integer at another scale; fails where digits would be lost. */
export function rescale(scaled: bigint, from: number, to: number): bigint {
  if (to >= from) return scaled * 10n ** BigInt(to - from)
  const unit = 10n ** BigInt(from - to)
  if (scaled % unit !== 0n) throw overflow()
  return scaled / unit
}

/** The error of a number that a field cannot hold; the model is added by who knows it, and so is the field here. */
export function overflow(field?: { readonly name: string; readonly kind: string }): PrometheusError {
  if (field === undefined) return new PrometheusError('NUMBER_OVERFLOW', 'A number left its range.')
  const message = `${field.name} would leave the range of a ${field.kind}. Use a smaller change, or a wider field.`
  return new PrometheusError('NUMBER_OVERFLOW', message, { field: field.name, fields: [field.name] })
}
