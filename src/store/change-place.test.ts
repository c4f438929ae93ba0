import { expect, test } from 'vitest'
import { numbersIn } from './change-place.ts'

test('the numbers of a position are read, however many zeros are before them', () => {
  expect(numbersIn('00000000000000000012.00000003')).toEqual([12n, 3n])
  expect(numbersIn('9223372036854775807.0')).toEqual([2n ** 63n - 1n, 0n])
})

test.each(['', '1', '1.', '1.2.3', '-1.0', '1e3.0', '0x1.0', ' 1.0', '1.a', '9223372036854775808.0', "'.0"])(
  'what is no position is refused: %j',
  (text) => {
    expect(() => numbersIn(text)).toThrow(expect.objectContaining({ code: 'INVALID_QUERY' }))
  },
)
