import oracle from 'gtin'
import { describe, expect, it } from 'vitest'
import { checkDigit, isGtin14, printedGtin, readGtin } from '../src/product/gtin.ts'
import { readProducts } from '../src/seed/read-seed.ts'

/** Numbers that look random and are the same in every run. */
function* numbers(count: number): Generator<number> {
  let state = 20130529
  for (let i = 0; i < count; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    yield state
  }
}

const digits = [...numbers(8000)].map((number) => String(number % 10)).join('')
const codes = [8, 12, 13, 14].flatMap((length) =>
  Array.from({ length: 500 }, (_, i) => digits.slice(i * length, (i + 1) * length)).filter(
    (code) => code.length === length,
  ),
)

describe('GTINs', () => {
  it('are right where an independent implementation says so', () => {
    expect(codes.length).toBeGreaterThan(1500)
    for (const code of codes) expect('gtin' in readGtin(code), code).toBe(oracle.isValid(code))
  })

  it('have exactly one check digit that is right', () => {
    for (const code of codes) {
      const right = [...'0123456789'].filter((digit) => oracle.isValid(code.slice(0, -1) + digit))
      expect(right).toEqual([String(checkDigit(code.slice(0, -1)))])
    }
  })

  it.each([
    ['80177128', '00000080177128'],
    ['009800895007', '00009800895007'],
    ['3-017620-42200-3', '03017620422003'],
    [' 00009800895007 ', '00009800895007'],
  ])('%s is kept as %s', (written, kept) => {
    expect(readGtin(written)).toEqual({ gtin: kept })
  })

  it.each([
    ['00o27000382493', 'a GTIN has only digits, and this is “00o27000382493”'],
    ['123456', 'a GTIN has 8, 12, 13 or 14 digits, and this has 6'],
    ['3017620422004', 'the check digit of 3017620422004 is wrong: the last digit would have to be 3'],
    ['', 'a GTIN has only digits, and this is “”'],
    ['٣٠١٧٦٢٠٤٢٢٠٠٣', 'a GTIN has only digits, and this is “٣٠١٧٦٢٠٤٢٢٠٠٣”'],
  ])('%s is refused with a reason', (written, problem) => {
    expect(readGtin(written)).toEqual({ problem })
  })

  it('are printed without the zeros that fill them up', () => {
    expect(printedGtin('00000080177128')).toBe('80177128')
    expect(printedGtin('00009800895007')).toBe('0009800895007')
    expect(printedGtin('10009800895004')).toBe('10009800895004')
  })

  it('of the seed are all right, and the first product has none', async () => {
    const [first, ...others] = await readProducts()
    expect(first).toMatchObject({ name: 'The Bra Dryer', gtin: null })
    expect(others.length).toBeGreaterThanOrEqual(60)
    expect(others.filter(({ gtin }) => gtin === null || !isGtin14(gtin))).toEqual([])
    expect(new Set(others.map(({ gtin }) => gtin)).size).toBe(others.length)
  })
})
