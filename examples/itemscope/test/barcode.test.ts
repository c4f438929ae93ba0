import { describe, expect, it } from 'vitest'
import { barcode, barcodeModules } from '../src/html/barcode.ts'
import { printedGtin } from '../src/product/gtin.ts'
import { readProducts } from '../src/seed/read-seed.ts'

/** The three sets of digits as ISO/IEC 15420 prints them, typed apart from the encoder's one. */
const sets = {
  A: [
    '0001101',
    '0011001',
    '0010011',
    '0111101',
    '0100011',
    '0110001',
    '0101111',
    '0111011',
    '0110111',
    '0001011',
  ],
  B: [
    '0100111',
    '0110011',
    '0011011',
    '0100001',
    '0011101',
    '0111001',
    '0000101',
    '0010001',
    '0001001',
    '0010111',
  ],
  C: [
    '1110010',
    '1100110',
    '1101100',
    '1000010',
    '1011100',
    '1001110',
    '1010000',
    '1000100',
    '1001000',
    '1110100',
  ],
}

const firstDigits = [
  'AAAAAA',
  'AABABB',
  'AABBAB',
  'AABBBA',
  'ABAABB',
  'ABBAAB',
  'ABBBAA',
  'ABABAB',
  'ABABBA',
  'ABBABA',
]

/** Reads a symbol as a scanner does. */
function decode(modules: string): string {
  const half = (modules.length - 11) / 2
  expect([modules.slice(0, 3), modules.slice(3 + half, 8 + half), modules.slice(-3)]).toEqual([
    '101',
    '01010',
    '101',
  ])
  const left = modules.slice(3, 3 + half).match(/.{7}/g) ?? []
  const right = modules.slice(8 + half, -3).match(/.{7}/g) ?? []
  const parity = left.map((digit) => (sets.A.includes(digit) ? 'A' : 'B')).join('')
  const first = left.length === 6 ? String(firstDigits.indexOf(parity)) : ''
  const read = (digit: string) =>
    String([sets.A, sets.B, sets.C].map((set) => set.indexOf(digit)).find((at) => at >= 0))
  return first + [...left, ...right].map(read).join('')
}

describe('barcodes', () => {
  it('are read as the numbers that they were made of', async () => {
    const gtins = (await readProducts()).flatMap(({ gtin }) => gtin ?? [])
    for (const gtin of gtins) expect(decode(barcodeModules(gtin) ?? '')).toBe(printedGtin(gtin))
    expect(gtins.length).toBeGreaterThan(60)
  })

  it('are not drawn for a GTIN of fourteen digits', () => {
    expect(barcode('10009800895004')).toBeNull()
  })
})
