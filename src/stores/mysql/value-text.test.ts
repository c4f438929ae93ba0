import { describe, expect, test } from 'vitest'
import { valueText } from './value-text.ts'

describe('values in the text of a statement', () => {
  test('are quoted so that nothing in a text ends it', () => {
    expect(valueText("it's")).toBe("'it''s'")
    expect(valueText('')).toBe("''")
    expect(valueText(`"a" %_? é😀\n--`)).toBe(`'"a" %_? é😀\n--'`)
    expect(valueText(`\\'; drop`)).toBe("_utf8mb4 x'5c273b2064726f70'")
    expect(valueText('a\0')).toBe("_utf8mb4 x'6100'")
  })

  test('of numbers are whole, or floats', () => {
    expect([0, -0, 5, 2 ** 53 - 1, 2 ** 53, 0.1, 1e-300, 1e21].map(valueText)).toEqual([
      '0',
      '-0e0',
      '5',
      '9007199254740991',
      '9007199254740992e0',
      '0.1e0',
      '1e-300',
      '1e+21',
    ])
    expect(valueText(2n ** 63n)).toBe('9223372036854775808')
  })

  test('of other kinds are as the server writes them', () => {
    expect([null, undefined, true, false].map(valueText)).toEqual(['null', 'null', 'true', 'false'])
    expect(valueText(Uint8Array.of(0, 39, 255))).toBe("x'0027ff'")
    expect(valueText(new Uint8Array())).toBe("x''")
  })

  test('of kinds that nothing sends are refused, whatever they would say of themselves', () => {
    expect(() => valueText({ toString: () => 'now()' })).toThrow(/type object/)
    expect(() => valueText([1, 2])).toThrow(/type object/)
  })
})
