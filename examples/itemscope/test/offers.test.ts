import { describe, expect, it } from 'vitest'
import { plainPrice, shownPrice } from '../src/product/offers.ts'

describe('a price', () => {
  it.each([
    ['19.990', 'EUR', '19.99', '€19.99'],
    ['20.000', 'USD', '20.00', '$20.00'],
    ['1500.000', 'JPY', '1500', '¥1,500'],
    ['7.125', 'KWD', '7.125', 'KWD\u00a07.125'],
    ['7.100', 'KWD', '7.100', 'KWD\u00a07.100'],
    ['0.000', 'CHF', '0.00', 'CHF\u00a00.00'],
    ['12345678901.120', 'EUR', '12345678901.12', '€12,345,678,901.12'],
  ])('of %s %s is written %s for machines and %s for people', (price, currency, plain, shown) => {
    expect(plainPrice({ price, currency })).toBe(plain)
    expect(shownPrice({ price, currency })).toBe(shown)
  })
})
