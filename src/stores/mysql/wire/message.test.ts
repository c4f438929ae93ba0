import { expect, test } from 'vitest'
import { executeMessage, send } from './message.ts'

const MOST = 2 ** 24 - 1

/** What is sent of a message that has so many bytes behind its header: the sizes and numbers of its parts, and their bytes. */
function sent(size: number) {
  const written: Buffer[] = []
  const wire = { write: (bytes: Buffer) => void written.push(bytes), sequenceId: 9, clientEncoding: 'utf8' }
  const message = Buffer.alloc(4 + size, 'x')
  if (size > 0) message[message.length - 1] = 33
  send(wire, message)
  const stream = Buffer.concat(written)
  const parts: number[][] = []
  const bytes: Buffer[] = []
  for (let at = 0; at < stream.length; ) {
    const length = stream.readUIntLE(at, 3)
    parts.push([length, stream[at + 3] as number])
    bytes.push(stream.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return { parts, next: wire.sequenceId, whole: Buffer.concat(bytes) }
}

test.each([
  [1, [[1, 0]], 1],
  [MOST - 4, [[MOST - 4, 0]], 1],
  [MOST - 1, [[MOST - 1, 0]], 1],
  [
    MOST,
    [
      [MOST, 0],
      [0, 1],
    ],
    2,
  ],
  [
    MOST + 1,
    [
      [MOST, 0],
      [1, 1],
    ],
    2,
  ],
  [
    2 * MOST,
    [
      [MOST, 0],
      [MOST, 1],
      [0, 2],
    ],
    3,
  ],
])('a message of %i bytes goes in parts, of which the last is not full', (size, parts, next) => {
  const { whole, ...rest } = sent(size)
  expect(rest).toEqual({ parts, next })
  expect([whole.length, whole[size - 1]]).toEqual([size, 33])
})

test('values stand behind the bits of those that are null, and their types', () => {
  const values = ['é', null, 1, 2n, true, Buffer.of(7), undefined, 0.5, null]
  const message = executeMessage({ id: 258, wholes: [false, false, true] }, values)
  expect(message.subarray(4).toString('hex')).toBe(
    [
      '17 02010000 00 01000000',
      '4201 01',
      'fd00 0600 0800 0800 0100 fc00 0600 0500 0600',
      '02c3a9 0100000000000000 0200000000000000 01 0107 000000000000e03f',
    ]
      .join('')
      .replaceAll(' ', ''),
  )
})
