const TWO_BYTES = 0xfc
const THREE_BYTES = 0xfd
const WORD = 0x1_0000_0000

/** Reads a message of the server from one place to the next. Numbers have their least byte first. */
export class Cursor {
  readonly bytes: Buffer
  at: number

  constructor(bytes: Buffer, at: number) {
    this.bytes = bytes
    this.at = at
  }

  /** Steps over bytes, and gives where they begin. */
  skip(size: number): number {
    const { at } = this
    this.at = at + size
    return at
  }

  /** One byte. */
  byte(): number {
    return this.bytes[this.at++] as number
  }

  /** Two bytes. */
  pair(): number {
    return this.byte() | (this.byte() << 8)
  }

  /** Four bytes, of which the last may have the sign. */
  word(): number {
    return this.pair() | (this.pair() << 16)
  }

  /** Eight bytes as a number, or as text where that would not be exact. */
  long(signed: boolean): number | string {
    const { at, bytes } = this
    const low = this.word() >>> 0
    const high = this.word()
    const value = low + (signed ? high : high >>> 0) * WORD
    if (Number.isSafeInteger(value)) return value
    return String(signed ? bytes.readBigInt64LE(at) : bytes.readBigUInt64LE(at))
  }

  /** How long what follows is, in one to nine bytes. */
  length(): number {
    const first = this.byte()
    if (first < TWO_BYTES) return first
    if (first === TWO_BYTES) return this.pair()
    if (first === THREE_BYTES) return this.pair() | (this.byte() << 16)
    return Number(this.long(false))
  }

  /** Text of UTF-8 behind its length. */
  text(): string {
    const end = this.length() + this.at
    const text = this.bytes.toString('utf8', this.at, end)
    this.at = end
    return text
  }

  /** Bytes behind their length, as a part of the message. */
  part(): Buffer {
    const end = this.length() + this.at
    const part = this.bytes.subarray(this.at, end)
    this.at = end
    return part
  }
}
