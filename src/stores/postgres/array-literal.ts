import type { Encode } from '../sql/statement.ts'

const SPECIAL = /["\\]/g

/** Most text has nothing to escape, and looking for that first takes half of the time. */
const quoted = (text: string): string =>
  text.includes('"') || text.includes('\\') ? `"${text.replace(SPECIAL, '\\$&')}"` : `"${text}"`

function item(value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  if (value instanceof Uint8Array) return `"\\\\x${Buffer.from(value).toString('hex')}"`
  return String(value)
}

/** An item of an array as PostgreSQL reads it. */
export const arrayItem = (value: unknown, encode: Encode | undefined): string => {
  if (value === null || value === undefined) return 'NULL'
  return item(encode === undefined ? value : encode(value))
}

/** Encodes a list as the text of one array. */
export const arrayLiteral =
  (encode: Encode | undefined): Encode =>
  (list) =>
    `{${(list as readonly unknown[]).map((value) => arrayItem(value, encode)).join(',')}}`

/** The items of an array of one dimension without nulls, as text. */
export function parseArray(text: string): string[] {
  if (text === '{}') return []
  if (!text.includes('"')) return text.slice(1, -1).split(',')
  const items: string[] = []
  for (const [, inQuotes, bare] of text.slice(1, -1).matchAll(/"((?:[^"\\]|\\.)*)"|([^,"]+)/gs))
    items.push(inQuotes === undefined ? (bare ?? '') : inQuotes.replace(/\\(.)/gs, '$1'))
  return items
}
