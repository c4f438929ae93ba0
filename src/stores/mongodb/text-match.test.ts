import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareCodePoints } from '../../support/code-points.ts'
import { prefixEnd, prefixRange } from './text-match.ts'

const text = fc.string({
  unit: fc.constantFrom('a', 'b', '\u0000', '\ud7ff', '\ue000', '\uffff', '😀', '\u{10ffff}'),
})

test('the range of a prefix holds the texts that begin with it, and no others', () => {
  fc.assert(
    fc.property(text, text, (prefix, value) => {
      const end = prefixEnd(prefix)
      const isWithin =
        compareCodePoints(value, prefix) >= 0 && (end === undefined || compareCodePoints(value, end) < 0)
      expect(isWithin).toBe(value.startsWith(prefix))
    }),
    { numRuns: 2000 },
  )
})

test.each([
  ['', { $gte: '', $type: 'string' }],
  ['ab', { $gte: 'ab', $lt: 'ac' }],
  ['a\ud7ff', { $gte: 'a\ud7ff', $lt: 'a\ue000' }],
  ['a\u{10ffff}', { $gte: 'a\u{10ffff}', $lt: 'b' }],
  ['\u{10ffff}', { $gte: '\u{10ffff}', $type: 'string' }],
])('the range of %j', (prefix, range) => {
  expect(prefixRange(prefix)).toEqual(range)
})
