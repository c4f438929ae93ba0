import { describe, expect, test } from 'vitest'
import type { FieldShape } from '../../schema/shape.ts'
import { scaledToDecimal } from '../../schema/values/decimal.ts'
import { adderOf, converterOf } from './arithmetic.ts'
import { fitsPrecision, rescale, scaledOf } from './decimal.ts'

const fieldOf = (kind: FieldShape['kind'], more: Partial<FieldShape> = {}): FieldShape => ({
  index: 0,
  name: 'value',
  column: 'value',
  kind,
  nullable: true,
  ...more,
})
const price = fieldOf('decimal', { precision: 4, scale: 2 })
const SAFE = Number.MAX_SAFE_INTEGER
const INT64 = 2n ** 63n

describe('decimals', () => {
  test.each<[bigint, number, string]>([
    [0n, 2, '0.00'],
    [5n, 2, '0.05'],
    [-5n, 2, '-0.05'],
    [-990n, 2, '-9.90'],
    [1234n, 0, '1234'],
    [-1n, 0, '-1'],
    [12345678901234567890123456789n, 10, '1234567890123456789.0123456789'],
  ])('%s at scale %s is %s, and back', (scaled, scale, text) => {
    expect([scaledToDecimal(scaled, scale), scaledOf(text)]).toEqual([text, scaled])
  })

  test.each<[string, number, number, string | undefined]>([
    ['1.5', 1, 3, '1.500'],
    ['-1.500', 3, 1, '-1.5'],
    ['1.55', 2, 1, undefined],
    ['7', 0, 2, '7.00'],
    ['7.00', 2, 0, '7'],
  ])('%s from scale %s to %s is %s', (text, from, to, expected) => {
    expect(rescale(text, from, to)).toBe(expected)
  })

  test.each<[bigint, number, boolean]>([
    [9999n, 4, true],
    [10_000n, 4, false],
    [-9999n, 4, true],
    [-10_000n, 4, false],
  ])('%s fits %s digits: %s', (scaled, precision, fits) => {
    expect(fitsPrecision(scaled, precision)).toBe(fits)
  })
})

describe('adderOf', () => {
  test.each<[title: string, FieldShape, value: unknown, step: unknown, sum: unknown]>([
    ['integers', fieldOf('integer'), 1, 2, 3],
    ['integers down to zero, without a sign', fieldOf('integer'), 1, -1, 0],
    ['integers up to the last safe one', fieldOf('integer'), SAFE - 1, 1, SAFE],
    ['no integer past it', fieldOf('integer'), SAFE, 1, undefined],
    ['no integer below the first', fieldOf('integer'), -SAFE, -1, undefined],
    ['bigints past 2^53', fieldOf('bigint'), 2n ** 53n, 1n, 2n ** 53n + 1n],
    ['bigints up to the last of 64 bits', fieldOf('bigint'), INT64 - 2n, 1n, INT64 - 1n],
    ['no bigint past it', fieldOf('bigint'), INT64 - 1n, 1n, undefined],
    ['bigints down to the first of 64 bits', fieldOf('bigint'), 1n - INT64, -1n, -INT64],
    ['no bigint below it', fieldOf('bigint'), -INT64, -1n, undefined],
    ['numbers', fieldOf('number'), 0.5, 0.25, 0.75],
    ['no infinite number', fieldOf('number'), 1e308, 1e308, undefined],
    ['decimals exactly', price, '0.10', '0.20', '0.30'],
    ['decimals across zero', price, '0.10', '-0.20', '-0.10'],
    ['decimals up to the precision', price, '99.98', '0.01', '99.99'],
    ['no decimal past it', price, '99.99', '0.01', undefined],
  ])('adds %s', (_title, field, value, step, sum) => {
    expect(adderOf(field)(value, step)).toBe(sum)
  })
})

describe('converterOf', () => {
  const wide = fieldOf('decimal', { precision: 10, scale: 4 })
  test.each<[title: string, FieldShape, FieldShape, value: unknown, result: unknown]>([
    ['leaves other kinds as they are', fieldOf('string'), fieldOf('text'), 'a', 'a'],
    ['widens decimals', price, wide, '1.50', '1.5000'],
    ['narrows decimals that fit', wide, price, '1.5000', '1.50'],
    ['refuses to lose digits', wide, price, '1.5001', undefined],
    ['refuses more digits than the precision', wide, price, '100.0000', undefined],
  ])('%s', (_title, from, to, value, result) => {
    expect(converterOf(from, to)(value)).toBe(result)
  })
})
