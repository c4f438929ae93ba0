import { jsonText } from './json-text.ts'
import type { Encode } from './statement.ts'

const jsonItem = (value: unknown): string => {
  if (typeof value === 'bigint') return String(value)
  return value instanceof Uint8Array ? `"${Buffer.from(value).toString('hex')}"` : jsonText(value)
}

/** Encodes a list as the JSON text of its encoded items: bigints as numbers, bytes as hexadecimal text. */
export const listText =
  (encode: Encode | undefined): Encode =>
  (list) =>
    `[${(list as readonly unknown[]).map((item) => jsonItem(encode === undefined ? item : encode(item))).join(',')}]`
