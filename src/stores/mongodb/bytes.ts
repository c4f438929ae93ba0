import type { Binary } from 'mongodb'
import { driver } from './driver.ts'

/** Bytes as they are stored. */
export const encodeBytes = (value: Uint8Array): Binary => new (driver().Binary)(Buffer.from(value))

/** A copy of stored bytes. */
export const decodeBytes = (raw: Binary): Uint8Array => Uint8Array.from(raw.buffer.subarray(0, raw.position))

/**
 * The text that sorts as bytes do, each of them one of the first 256 code points: MongoDB itself puts shorter bytes
 * before longer ones.
 */
export const bytesText = (value: Uint8Array): string => Buffer.from(value).toString('latin1')

/** The bytes of such a text. */
export const bytesOfText = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'))
