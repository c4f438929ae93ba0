import type { Row } from '../../store/contract.ts'

/**
 * What a value that is sent has at most, in half its bytes: a character of JavaScript has three in UTF-8, which as
 * hexadecimal digits are six.
 */
function weight(value: unknown): number {
  if (typeof value === 'string') return value.length * 3
  return value instanceof Uint8Array ? value.byteLength : 30
}

/** Of a server that takes more, no message is larger, in bytes: it would win nothing, and stands in memory twice. */
const LARGEST = 2 ** 24

const weightOf = (row: Row): number => row.reduce<number>((sum, value) => sum + weight(value), 0)

/** The rows in chunks of which none is larger than a message to the server, but for a single row. */
export function chunksOf(rows: readonly Row[], maxPacket: number): readonly (readonly Row[])[] {
  const most = Math.min(maxPacket, LARGEST) / 2
  const chunks: Row[][] = []
  let sum = Number.POSITIVE_INFINITY
  for (const row of rows) {
    const own = weightOf(row)
    sum += own
    if (sum < most) chunks.at(-1)?.push(row)
    else {
      chunks.push([row])
      sum = own
    }
  }
  return chunks
}
