import type { Packet } from '../driver.ts'
import { Cursor } from './cursor.ts'
import { readDate, readMoment, readTime } from './time.ts'

/** Reads one value of a row. */
export type Read = (from: Cursor) => unknown

const text: Read = (from) => from.text()
const bytes: Read = (from) => from.part()

/** By the number of a type: its reader, and that of the type without a sign where it is another one. */
const READERS: Readonly<Record<number, readonly [Read, Read?]>> = {
  // decimal, tinyint, smallint, int, float, double
  0: [text],
  1: [(from) => (from.byte() << 24) >> 24, (from) => from.byte()],
  2: [(from) => (from.pair() << 16) >> 16, (from) => from.pair()],
  3: [(from) => from.word(), (from) => from.word() >>> 0],
  4: [(from) => from.bytes.readFloatLE(from.skip(4))],
  5: [(from) => from.bytes.readDoubleLE(from.skip(8))],
  6: [() => null],
  // timestamp, bigint, mediumint, date, time, datetime, year
  7: [readMoment],
  8: [(from) => from.long(true), (from) => from.long(false)],
  9: [(from) => from.word(), (from) => from.word() >>> 0],
  10: [readDate],
  11: [readTime],
  12: [readMoment],
  13: [(from) => from.pair()],
  // JSON says that it is binary, and is text; so do decimals.
  245: [text],
  246: [text],
}

const BINARY = 63
const UNSIGNED = 32

/** What a description of a column ends with: its character set, length, type, flags, decimals, and two empty bytes. */
const TAIL = 12

/** How the values of a column are read, by the server's description of it. */
export function readerOf({ buffer, end }: Packet): Read {
  const tail = new Cursor(buffer, end - TAIL)
  const charset = tail.pair()
  tail.skip(4)
  const type = tail.byte()
  const [signed, unsigned = signed] = READERS[type] ?? (charset === BINARY ? [bytes] : [text])
  return (tail.byte() & UNSIGNED) === 0 ? signed : unsigned
}
