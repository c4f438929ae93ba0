import { randomBytes, randomInt } from 'node:crypto'

const PROCESS = randomBytes(5).toString('hex')
let counter = randomInt(0x1000000)

/** An ObjectId as MongoDB's drivers make them: seconds, five random bytes of the process, a counter; 24 hexadecimal digits. */
export function objectId(): string {
  counter = (counter + 1) % 0x1000000
  const seconds = Math.floor(Date.now() / 1000)
    .toString(16)
    .padStart(8, '0')
  return seconds + PROCESS + counter.toString(16).padStart(6, '0')
}
