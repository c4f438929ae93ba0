import { printedGtin } from '../product/gtin.ts'
import type { Html } from './html.ts'
import { html } from './html.ts'

/** The seven modules of each digit in the left half, odd parity (ISO/IEC 15420, table 1). */
const oddParity = [
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
]

/** Which digits of the left half have even parity: how an EAN-13 writes its first digit. */
const firstDigits = [
  'OOOOOO',
  'OOEOEE',
  'OOEEOE',
  'OOEEEO',
  'OEOOEE',
  'OEEOOE',
  'OEEEOO',
  'OEOEOE',
  'OEOEEO',
  'OEEOEO',
]

const invert = (modules: string): string => modules.replace(/[01]/g, (module) => (module === '0' ? '1' : '0'))
const mirror = (modules: string): string => [...modules].reverse().join('')

function leftDigit(digit: number, parity: string | undefined): string {
  const odd = oddParity[digit] ?? ''
  return parity === 'E' ? mirror(invert(odd)) : odd
}

function encode(left: string, parities: string, right: string): string {
  const leftModules = [...left].map((digit, i) => leftDigit(Number(digit), parities[i])).join('')
  const rightModules = [...right].map((digit) => invert(oddParity[Number(digit)] ?? '')).join('')
  return `101${leftModules}01010${rightModules}101`
}

/** The bars (1) and spaces (0) of a GTIN as EAN-8 or EAN-13; null where it has 14 digits and would need another symbol. */
export function barcodeModules(gtin: string): string | null {
  const digits = printedGtin(gtin)
  if (digits.length === 8) return encode(digits.slice(0, 4), 'OOOO', digits.slice(4))
  if (digits.length !== 13) return null
  return encode(digits.slice(1, 7), firstDigits[Number(digits[0])] ?? '', digits.slice(7))
}

/** A barcode as a picture that a scanner reads, without its digits. */
export function barcode(gtin: string): Html | null {
  const modules = barcodeModules(gtin)
  if (modules === null) return null
  const width = modules.length
  return html`<svg class="barcode" width="${width}" viewBox="0 0 ${width} 40" preserveAspectRatio="none" shape-rendering="crispEdges" aria-hidden="true" focusable="false"><path d="${bars(modules)}"/></svg>`
}

function bars(modules: string): string {
  return [...modules.matchAll(/1+/g)]
    .map((bar) => `M${bar.index} 0h${bar[0].length}v40h-${bar[0].length}z`)
    .join('')
}
