import fc from 'fast-check'
import { Decimal128 } from 'mongodb'
import { describe, expect, test } from 'vitest'
import type { FieldShape } from '../../schema/shape.ts'
import { decodeDecimal, encodeDecimal, isWide, joinParts, partsOf, scaledOf } from './decimal.ts'

const fieldOf = (precision: number, scale: number): FieldShape => ({
  index: 0,
  name: 'd',
  column: 'd',
  kind: 'decimal',
  nullable: true,
  precision,
  scale,
})
const most = 10n ** 38n - 1n
const wide = fc.oneof(
  fc.constantFrom(0n, 1n, -1n, 10n ** 19n, -(10n ** 19n), most, -most),
  fc.bigInt({ min: -most, max: most }),
)

describe('the parts of a wide decimal', () => {
  test('give the number back, and sort as the number does', () => {
    fc.assert(
      fc.property(wide, wide, (a, b) => {
        const [left, right] = [partsOf(a), partsOf(b)]
        expect(joinParts(left)).toBe(a)
        expect(left.l).toBeGreaterThanOrEqual(0n)
        const isLess = left.h < right.h || (left.h === right.h && left.l < right.l)
        expect(isLess).toBe(a < b)
      }),
    )
  })

  test('add up to the sum, each by itself', () => {
    fc.assert(
      fc.property(fc.array(wide), (values) => {
        const parts = values.map(partsOf)
        const h = parts.reduce((sum, part) => sum + part.h, 0n)
        const l = parts.reduce((sum, part) => sum + part.l, 0n)
        expect(joinParts({ h, l })).toBe(values.reduce((sum, value) => sum + value, 0n))
      }),
    )
  })
})

test.each([
  ['1.50', 2, 150n],
  ['15E-1', 2, 150n],
  ['2E+3', 2, 200_000n],
  ['-0.05', 2, -5n],
  ['-1.5E-1', 3, -150n],
  ['0E-2', 2, 0n],
])('the decimal that BSON writes as %s is read at scale %i', (text, scale, scaled) => {
  expect(scaledOf(text, scale)).toBe(scaled)
})

test.each([
  [fieldOf(12, 2), '-9.90', 'decimal'],
  [fieldOf(34, 34), `0.${'9'.repeat(34)}`, 'decimal'],
  [fieldOf(35, 0), '9'.repeat(35), 'parts'],
  [fieldOf(38, 20), `-${'9'.repeat(18)}.${'0'.repeat(19)}1`, 'parts'],
] as const)('a decimal is stored in the form of its precision: case %#', (field, text, form) => {
  const stored = encodeDecimal(field, text)
  expect(isWide(field)).toBe(form === 'parts')
  expect(stored instanceof Decimal128).toBe(form === 'decimal')
  expect(decodeDecimal(field, stored)).toBe(text)
})
