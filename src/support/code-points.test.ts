import { describe, expect, test } from 'vitest'
import { codePointLength, compareCodePoints, foldAscii } from './code-points.ts'

const texts = [
  '',
  'A',
  'Z',
  'a',
  'aa',
  'ab',
  'z',
  'é',
  'ü',
  '퟿',
  '\uE000',
  '\uFFFD',
  '\u{10000}',
  '😀',
  '😀a',
  '😁',
]

describe('compareCodePoints', () => {
  test('orders as the bytes of UTF-8 do, whatever the UTF-16 units say', () => {
    for (const a of texts) {
      for (const b of texts) {
        const expected = Buffer.compare(Buffer.from(a), Buffer.from(b))
        expect(Math.sign(compareCodePoints(a, b)), `${a} and ${b}`).toBe(expected)
      }
    }
    expect('\uFFFD' < '😀').toBe(false)
    expect(compareCodePoints('\uFFFD', '😀')).toBeLessThan(0)
  })
})

describe('codePointLength', () => {
  test.each([...texts, 'a😀b😁', '👨‍👩‍👧'])('counts the code points of %j', (text) => {
    expect(codePointLength(text)).toBe([...text].length)
  })
})

describe('foldAscii', () => {
  test('lowers the letters A to Z, and no others', () => {
    expect(foldAscii('ABC K xyz ÄÖ İ \u212A 09')).toBe('abc k xyz ÄÖ İ \u212A 09')
  })
})
