import { unsendable } from './unsendable.ts'

/** What a quoted text may hold in no mode of the server, or not in every one. */
const UNSAFE = /[\\\0]/

/** A text; one with backslashes as its bytes, which mean the same whether the server sees escapes in them or not. */
const quoted = (text: string): string =>
  UNSAFE.test(text) ? `_utf8mb4 x'${Buffer.from(text).toString('hex')}'` : `'${text.replaceAll("'", "''")}'`

/** With an exponent, a number is read as a float and not as a decimal. */
function numeral(value: number): string {
  if (Number.isSafeInteger(value)) return Object.is(value, -0) ? '-0e0' : String(value)
  const text = String(value)
  return text.includes('e') ? text : `${text}e0`
}

/** A value as it is sent, in the text of a statement. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'number') return numeral(value)
  if (value instanceof Uint8Array) return `x'${Buffer.from(value).toString('hex')}'`
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value)
  return unsendable(value)
}
