import type { Row } from '../../store/contract.ts'

/** How many rows a statement takes: a few numbers, so that few statements are prepared. */
const SIZES = [512, 256, 128, 64, 32, 16, 8, 4, 2, 1]

/** The server takes no more markers in a statement. */
const MOST_MARKERS = 65_535

/** How many rows a statement may take of a model with so many fields, the most first. */
export const sizesOf = (fields: number): readonly number[] =>
  SIZES.filter((size) => size === 1 || size * fields <= MOST_MARKERS)

/** What a value that is sent has at most, in bytes; a character of JavaScript has three in UTF-8. */
function weight(value: unknown): number {
  if (typeof value === 'string') return value.length * 3
  return value instanceof Uint8Array ? value.byteLength : 50
}

const weightOf = (row: Row): number => row.reduce<number>((sum, value) => sum + weight(value), 0)

/** The rows in chunks of the given sizes, none of which is larger than a message to the server, but for a single row. */
export function chunksOf(
  rows: readonly Row[],
  sizes: readonly number[],
  maxPacket: number,
): readonly (readonly Row[])[] {
  if (rows.length === 1) return [rows]
  const weights = rows.map(weightOf)
  const chunks: (readonly Row[])[] = []
  for (let from = 0; from < rows.length; ) {
    const size = sizes.find((one) => fits(weights, from, one, maxPacket)) ?? 1
    chunks.push(rows.slice(from, from + size))
    from += size
  }
  return chunks
}

function fits(weights: readonly number[], from: number, size: number, most: number): boolean {
  if (from + size > weights.length) return false
  let sum = 0
  for (let i = from; i < from + size; i++) sum += weights[i] ?? 0
  return sum < most / 2
}
