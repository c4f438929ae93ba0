import { randomFillSync } from 'node:crypto'

const POOL = new Uint8Array(16 * 256)
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
let position = POOL.length
let lastTime = 0
let counter = 0

const byte = (i: number): string => HEX[POOL[position + i] ?? 0] ?? ''

function tick(): void {
  const now = Date.now()
  if (now > lastTime) [lastTime, counter] = [now, (POOL[position] ?? 0) & 0x7f]
  else if (++counter > 0xfff) [lastTime, counter] = [lastTime + 1, 0]
}

/** A UUID of version 7 (RFC 9562): sorts by time, and within a process by the order of the calls. */
export function uuidV7(): string {
  if (position + 16 > POOL.length) {
    randomFillSync(POOL)
    position = 0
  }
  tick()
  const time = lastTime.toString(16).padStart(12, '0')
  const variant = HEX[((POOL[position + 1] ?? 0) & 0x3f) | 0x80] ?? ''
  const head = `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, '0')}-${variant}${byte(2)}-`
  const id = head + byte(3) + byte(4) + byte(5) + byte(6) + byte(7) + byte(8)
  position += 16
  return id
}
