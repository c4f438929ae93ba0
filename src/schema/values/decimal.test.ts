import { describe, expect, test } from 'vitest'
import {
  canonicalDecimal,
  compareDecimals,
  decimalToScaled,
  divideDecimal,
  scaledToDecimal,
} from './decimal.ts'
import { Refusal } from './refusal.ts'

describe('canonicalDecimal', () => {
  test.each([
    ['9.9', 5, 2, '9.90'],
    ['009.900000', 5, 2, '9.90'],
    ['0', 5, 2, '0.00'],
    ['-0', 5, 2, '0.00'],
    ['-0.00', 5, 2, '0.00'],
    ['-0.01', 5, 2, '-0.01'],
    ['-7', 3, 0, '-7'],
    ['7.000', 3, 0, '7'],
    ['0.5', 1, 1, '0.5'],
    ['999.99', 5, 2, '999.99'],
    [`${'9'.repeat(38)}`, 38, 0, '9'.repeat(38)],
  ])('of %s with precision %i and scale %i is %s', (text, precision, scale, expected) => {
    expect(canonicalDecimal(text, precision, scale)).toBe(expected)
  })

  test.each([
    ['', 'type'],
    ['.5', 'type'],
    ['5.', 'type'],
    ['+5', 'type'],
    ['1e3', 'type'],
    [' 1', 'type'],
    ['1\n', 'type'],
    ['--1', 'type'],
    ['NaN', 'type'],
    ['1,5', 'type'],
    ['٣', 'type'],
    ['0'.repeat(101), 'type'],
    ['1.234', 'scale'],
    ['1000', 'precision'],
    ['-1000.00', 'precision'],
  ])('refuses %j as of a wrong %s', (text, code) => {
    const refused = canonicalDecimal(text, 5, 2)
    expect(refused).toBeInstanceOf(Refusal)
    expect(refused).toMatchObject({ code })
  })
})

describe('scaled integers', () => {
  test.each([
    ['9.90', 2, 990n],
    ['-9.90', 2, -990n],
    ['-0.05', 2, -5n],
    ['7', 0, 7n],
    ['0.00', 2, 0n],
    ['123456789012345678901234567.8901234567', 10, 1234567890123456789012345678901234567n],
  ])('%s at scale %i is %s, and back', (text, scale, scaled) => {
    expect(decimalToScaled(text, scale)).toBe(scaled)
    expect(scaledToDecimal(scaled, scale)).toBe(text)
  })

  test('a shorter fraction is filled up', () => {
    expect([decimalToScaled('1.5', 3), decimalToScaled('-2', 2)]).toEqual([1500n, -200n])
  })
})

describe('compareDecimals', () => {
  test.each([
    ['1.5', '1.50', 0],
    ['-0.00', '0', 0],
    ['9', '10', -1],
    ['-9', '-10', 1],
    ['0.10', '0.09', 1],
    ['9007199254740993', '9007199254740992.9', 1],
  ])('of %s and %s is %i', (a, b, expected) => {
    expect(compareDecimals(a, b)).toBe(expected)
    expect(compareDecimals(b, a)).toBe(expected === 0 ? 0 : -expected)
  })
})

describe('divideDecimal', () => {
  test.each([
    ['10.00', 4, 2, '2.50'],
    ['10', 3, 4, '3.3333'],
    ['20', 3, 4, '6.6667'],
    ['-20', 3, 4, '-6.6667'],
    ['1', 2, 0, '1'],
    ['-1', 2, 0, '-1'],
    ['0.01', 2, 2, '0.01'],
    ['-0.01', 2, 2, '-0.01'],
    ['0.01', 3, 2, '0.00'],
    ['-0.01', 3, 2, '0.00'],
    ['1.2345', 1, 2, '1.23'],
    ['1.2350', 1, 2, '1.24'],
    ['99999999999999999999.99', 1, 2, '99999999999999999999.99'],
  ])('%s by %i at scale %i is %s, halves away from zero', (numerator, denominator, scale, expected) => {
    expect(divideDecimal(numerator, denominator, scale)).toBe(expected)
  })
})
