import { Refusal } from './refusal.ts'

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/

/** A decimal's canonical text at a scale ('9.9' → '9.90' at 2, '-0' → '0.00'), or why it does not fit. */
export function canonicalDecimal(text: string, precision: number, scale: number): string | Refusal {
  const parts = text.length > 100 ? null : DECIMAL.exec(text)
  if (parts === null) return new Refusal('type', "must be a decimal string such as '9.90'")
  const whole = (parts[2] ?? '').replace(/^0+(?=\d)/, '')
  const fraction = (parts[3] ?? '').replace(/0+$/, '')
  if (fraction.length > scale)
    return new Refusal('scale', `must have at most ${scale} digits after the point`)
  if (whole !== '0' && whole.length > precision - scale) {
    return new Refusal('precision', `must have at most ${precision - scale} digits before the point`)
  }
  const digits = scale === 0 ? whole : `${whole}.${fraction.padEnd(scale, '0')}`
  return parts[1] === '-' && /[1-9]/.test(digits) ? `-${digits}` : digits
}

/** The decimal as an integer of its last digit: '9.90' at scale 2 is 990n. Takes canonical text of that scale or less. */
export function decimalToScaled(text: string, scale: number): bigint {
  const point = text.indexOf('.')
  const fraction = point === -1 ? '' : text.slice(point + 1)
  return BigInt((point === -1 ? text : text.slice(0, point)) + fraction.padEnd(scale, '0'))
}

/** The canonical text of a scaled integer: 990n at scale 2 is '9.90'. */
export function scaledToDecimal(scaled: bigint, scale: number): string {
  const negative = scaled < 0n
  const digits = String(negative ? -scaled : scaled).padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  return `${negative ? '-' : ''}${whole}${scale === 0 ? '' : `.${digits.slice(-scale)}`}`
}

const scaleOf = (text: string) => (text.includes('.') ? text.length - text.indexOf('.') - 1 : 0)

/** Compares two decimals by value, whatever their scales. */
export function compareDecimals(a: string, b: string): number {
  const scale = Math.max(scaleOf(a), scaleOf(b))
  const difference = decimalToScaled(a, scale) - decimalToScaled(b, scale)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** numerator / denominator at a scale, rounded half away from zero; for averages. */
export function divideDecimal(numerator: string, denominator: number, scale: number): string {
  const scaled = decimalToScaled(numerator, Math.max(scale, scaleOf(numerator)))
  const surplus = 10n ** BigInt(Math.max(scaleOf(numerator) - scale, 0))
  const divisor = BigInt(denominator) * surplus
  const half = scaled < 0n ? -divisor : divisor
  return scaledToDecimal((2n * scaled + half) / (2n * divisor), scale)
}
