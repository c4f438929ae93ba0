const LAST = 0x10ffff

/** The least text after every text with a prefix: its last code point plus one. Where there is none, undefined. */
export function afterPrefix(prefix: string): string | undefined {
  const points = Array.from(prefix)
  while (points.length > 0) {
    const last = points.pop()?.codePointAt(0) ?? LAST
    if (last < LAST) return points.join('') + String.fromCodePoint(last === 0xd7ff ? 0xe000 : last + 1)
  }
  return undefined
}
