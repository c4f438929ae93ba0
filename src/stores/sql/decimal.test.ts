import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromOrderedText, point, rescale, toOrderedText, unpoint } from './decimal.ts'

const most = 10n ** 30n - 1n
const scaled = fc.oneof(
  fc.constantFrom(0n, 1n, -1n, 9n, -9n, 10n, -10n, most, -most),
  fc.bigInt({ min: -most, max: most }),
)

describe('ordered text of decimals', () => {
  test('sorts as the numbers do', () => {
    fc.assert(
      fc.property(scaled, scaled, (a, b) => {
        const [left, right] = [toOrderedText(a, 30), toOrderedText(b, 30)]
        expect(left < right).toBe(a < b)
        expect(left === right).toBe(a === b)
      }),
    )
  })

  test('gives the number back, at one width', () => {
    fc.assert(
      fc.property(scaled, (value) => {
        const text = toOrderedText(value, 30)
        expect(text).toHaveLength(31)
        expect(fromOrderedText(text)).toBe(value)
      }),
    )
  })

  test('is on disk, so it is pinned', () => {
    expect(toOrderedText(990n, 20)).toBe('p00000000000000000990')
    expect(toOrderedText(-990n, 20)).toBe('n99999999999999999009')
    expect(toOrderedText(0n, 20)).toBe('p00000000000000000000')
  })

  test('refuses more digits than the precision', () => {
    expect(() => toOrderedText(10n ** 20n, 20)).toThrow(/range/)
    expect(() => toOrderedText(-(10n ** 20n), 20)).toThrow(/range/)
  })
})

describe('the point', () => {
  test.each([
    ['9.90', 2, '990'],
    ['-0.05', 2, '-005'],
    ['12', 0, '12'],
    ['0.0000000001', 10, '00000000001'],
  ])('of %s at scale %i is taken out and put back', (decimal, scale, digits) => {
    expect(unpoint(decimal)).toBe(digits)
    expect(point(BigInt(digits), scale)).toBe(decimal)
  })
})

describe('another scale', () => {
  test('adds zeros, takes zeros away, and loses no digit', () => {
    expect(rescale(-15n, 1, 3)).toBe(-1500n)
    expect(rescale(-1500n, 3, 1)).toBe(-15n)
    expect(() => rescale(-1501n, 3, 1)).toThrow(/range/)
  })
})
