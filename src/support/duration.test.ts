import { expect, test } from 'vitest'
import { durationOf } from './duration.ts'

test.each([
  ['1s', 1000],
  ['30m', 1_800_000],
  ['2h', 7_200_000],
  ['14d', 1_209_600_000],
  ['1w', 604_800_000],
  ['0m', undefined],
  ['m', undefined],
  ['1.5h', undefined],
  ['-1d', undefined],
  ['1y', undefined],
  [' 1d', undefined],
  [60, undefined],
  [undefined, undefined],
])('%o is %s ms', (written, expected) => {
  expect(durationOf(written)).toBe(expected)
})
