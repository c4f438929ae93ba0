/** Of a server that takes more, no message is larger, in bytes: it would win nothing, and stands in memory twice. */
const LARGEST = 2 ** 24

/**
 * How many of the texts go together in each message, so that none is larger than the server takes, but for a single
 * text. A character has three bytes at most, and the rest of the message has its room.
 */
export function chunksOf(texts: readonly string[], maxPacket: number): readonly number[] {
  const most = Math.min(maxPacket, LARGEST) / 4
  const counts: number[] = []
  let [count, length] = [0, 0]
  for (const text of texts) {
    if (count > 0 && length + text.length > most) {
      counts.push(count)
      count = 0
      length = 0
    }
    count += 1
    length += text.length
  }
  return count === 0 ? counts : [...counts, count]
}
