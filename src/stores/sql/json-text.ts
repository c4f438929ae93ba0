import { isPlainObject } from '../../support/plain-object.ts'

function exactText(value: unknown): string {
  if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER) return value.toExponential()
  if (Array.isArray(value)) return `[${value.map(exactText).join()}]`
  if (!isPlainObject(value)) return JSON.stringify(value)
  const parts = Object.entries(value).map(([key, part]) => `${JSON.stringify(key)}:${exactText(part)}`)
  return `{${parts.join()}}`
}

/**
 * JSON text that SQLite reads as JavaScript means it: a number past 2^53 is written with an exponent, since its digits
 * would be read as an integer, which it need not be exactly.
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value)
  return /\d{16}/.test(text) ? exactText(value) : text
}
