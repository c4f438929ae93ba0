import { unsendable } from '../unsendable.ts'

/** A decimal as the server takes it: text would be compared as a float. */
export class Decimal {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** How a value is sent. */
export interface Form {
  /** The number of its type. */
  readonly type: number
  /** Whether the length of it stands before it. */
  readonly prefixed: boolean
  /** How many bytes it takes. */
  size(value: never): number
  write(to: Buffer, value: never, at: number): void
}

const NOTHING: Form = { type: 6, prefixed: false, size: () => 0, write: () => undefined }

const fixed = (type: number, size: number, write: Form['write']): Form => ({
  ...{ type, prefixed: false, size: () => size, write },
})
const TINY = fixed(1, 1, (to, value: boolean, at) => to.writeUInt8(value ? 1 : 0, at))
const DOUBLE = fixed(5, 8, (to, value: number, at) => to.writeDoubleLE(value, at))
const LONG = fixed(8, 8, (to, value: number | bigint, at) => to.writeBigInt64LE(BigInt(value), at))

const TEXT: Form = {
  ...{ type: 253, prefixed: true },
  size: (value: string) => Buffer.byteLength(value),
  write: (to, value: string, at) => to.write(value, at),
}
const DECIMAL: Form = {
  ...{ type: 246, prefixed: true },
  size: ({ text }: Decimal) => text.length,
  write: (to, { text }: Decimal, at) => to.write(text, at, 'latin1'),
}
const BYTES: Form = {
  ...{ type: 252, prefixed: true },
  size: (value: Uint8Array) => value.length,
  write: (to, value: Uint8Array, at) => to.set(value, at),
}

/** A plain number is a float, but where the server asks for a whole one, as of a limit. */
const numberForm = (value: number, isWhole: boolean): Form =>
  isWhole && Number.isSafeInteger(value) ? LONG : DOUBLE

/** How a value is sent where the server may ask for a whole number: a `bigint` is one always. */
export function formOf(value: unknown, isWhole: boolean): Form {
  if (typeof value === 'string') return TEXT
  if (typeof value === 'number') return numberForm(value, isWhole)
  if (typeof value === 'bigint') return BigInt.asIntN(64, value) === value ? LONG : unsendable(value)
  if (value === null || value === undefined) return NOTHING
  if (typeof value === 'boolean') return TINY
  if (value instanceof Decimal) return DECIMAL
  return value instanceof Uint8Array ? BYTES : unsendable(value)
}
