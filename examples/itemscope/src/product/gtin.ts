/** What reading a GTIN gives: its 14 digits, or what is wrong with it. */
export type GtinReading = { readonly gtin: string } | { readonly problem: string }

const lengths: ReadonlySet<number> = new Set([8, 12, 13, 14])

/** The check digit of the digits before it: weights 3 and 1 from the right, up to the next ten (GS1 General Specifications 7.9). */
export function checkDigit(body: string): number {
  const sum = [...body]
    .reverse()
    .reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 3 : 1), 0)
  return (10 - (sum % 10)) % 10
}

/** Whether a text is a GTIN as Itemscope keeps it: 14 digits, the last of them right. */
export function isGtin14(text: string): boolean {
  return /^[0-9]{14}$/.test(text) && checkDigit(text.slice(0, 13)) === Number(text[13])
}

/** Reads a GTIN-8, -12, -13 or -14, with spaces or hyphens, into 14 digits. */
export function readGtin(text: string): GtinReading {
  const digits = text.trim().replace(/[ -]/g, '')
  if (!/^[0-9]+$/.test(digits)) return { problem: `a GTIN has only digits, and this is “${shorten(text)}”` }
  if (!lengths.has(digits.length))
    return { problem: `a GTIN has 8, 12, 13 or 14 digits, and this has ${digits.length}` }
  const expected = checkDigit(digits.slice(0, -1))
  if (expected === Number(digits.at(-1))) return { gtin: digits.padStart(14, '0') }
  return { problem: `the check digit of ${digits} is wrong: the last digit would have to be ${expected}` }
}

/** The GTIN as it is printed under a barcode: without the zeros that only fill it up to 14 digits. */
export function printedGtin(gtin: string): string {
  if (gtin.startsWith('000000')) return gtin.slice(6)
  return gtin.startsWith('0') ? gtin.slice(1) : gtin
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
