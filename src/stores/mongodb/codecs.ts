import type { Binary } from 'mongodb'
import type { FieldKind } from '../../schema/kinds.ts'
import type { FieldShape } from '../../schema/shape.ts'
import type { Decode } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { bytesOfText, bytesText, decodeBytes, encodeBytes } from './bytes.ts'
import { decodeDecimal, encodeDecimal, isWide } from './decimal.ts'
import { driver } from './driver.ts'
import { decodeJson, encodeJson } from './json.ts'

/** Turns a field's value, not null, into what is stored or compared. */
export type Encode = (value: unknown) => unknown

/** How the values of one field are kept. */
export interface Codec {
  /** The types that the validator of a collection lets in; all where it is undefined. */
  readonly bsonType?: string
  readonly encode: Encode
  readonly decode?: Decode | undefined
  /** The least value of the type: a partial index of what is not below it holds all but null. */
  least(): unknown
}

const itself: Encode = (value) => value
const encoder = <V>(encode: (value: V) => unknown): Encode =>
  cast<Encode>(encode, 'the layer above checks values by kind')
const decoder = <R>(decode: (raw: R) => unknown): Decode => decode

const TEXT: Codec = { bsonType: 'string', encode: itself, least: () => '' }

const LONG_MIN = -(2n ** 63n)

/** A long, of a number or a bigint: the driver writes each bigint as one. */
const whole = encoder((value: number | bigint) =>
  typeof value === 'number' && !Number.isInteger(value) ? value : BigInt(value),
)
const INTEGER: Codec = {
  bsonType: 'long',
  encode: whole,
  decode: decoder((raw: bigint | number) => Number(raw)),
  least: () => LONG_MIN,
}
const BIGINT: Codec = { ...INTEGER, decode: decoder((raw: bigint | number) => BigInt(raw)) }

const NUMBER: Codec = {
  bsonType: 'double',
  encode: encoder((value: number) => new (driver().Double)(value === 0 ? 0 : value)),
  decode: decoder((raw: bigint | number) => Number(raw)),
  least: () => Number.NEGATIVE_INFINITY,
}

const OBJECT_ID = /^[0-9a-f]{24}$/i
const OBJECT: Codec = {
  bsonType: 'objectId',
  encode: encoder((value: string) => (OBJECT_ID.test(value) ? new (driver().ObjectId)(value) : value)),
  decode: decoder((raw: { toHexString(): string }) => raw.toHexString()),
  least: () => new (driver().ObjectId)('0'.repeat(24)),
}

/** Of `file`, whose values are objects, {} is the least; JSON is in no unique index. */
const JSON_DATA: Codec = { encode: encodeJson, decode: decoder(decodeJson), least: () => ({}) }

const byKind: Partial<Record<FieldKind, Codec>> = {
  integer: INTEGER,
  bigint: BIGINT,
  number: NUMBER,
  boolean: { bsonType: 'bool', encode: itself, least: () => false },
  datetime: {
    bsonType: 'date',
    encode: itself,
    decode: decoder((raw: Date) => new Date(raw)),
    least: () => new Date(-8_640_000_000_000_000),
  },
  bytes: {
    bsonType: 'binData',
    encode: encoder(encodeBytes),
    decode: decoder((raw: Binary) => decodeBytes(raw)),
    least: () => encodeBytes(new Uint8Array()),
  },
  json: JSON_DATA,
  file: JSON_DATA,
}

const decimalCodec = (field: FieldShape): Codec => ({
  bsonType: isWide(field) ? 'object' : 'decimal',
  encode: encoder((value: string) => encodeDecimal(field, value)),
  decode: decoder((raw) => decodeDecimal(field, raw)),
  least: () => (isWide(field) ? {} : driver().Decimal128.fromString('-Infinity')),
})

function arrayCodec({ element }: FieldShape): Codec {
  const { encode, decode = itself } = element === undefined ? JSON_DATA : codecOf(element)
  const decodeItem = cast<Encode>(decode, 'the elements are of the element’s kind')
  return {
    bsonType: 'array',
    encode: encoder((list: readonly unknown[]) => list.map(encode)),
    decode: decoder((raw: readonly unknown[]) => Object.freeze(raw.map(decodeItem))),
    least: () => [],
  }
}

/** How the values of a field are kept; the field table says in which types. */
export function codecOf(field: FieldShape): Codec {
  if (field.kind === 'decimal') return decimalCodec(field)
  if (field.kind === 'array') return arrayCodec(field)
  if (field.kind === 'id' && field.idType === 'auto') return INTEGER
  if (field.kind === 'id' && field.idType === 'objectId') return OBJECT
  return byKind[field.kind] ?? TEXT
}

/** How values are kept where they are put in order: bytes as a text beside them, all others as they are. */
export function orderCodecOf(field: FieldShape): Codec {
  if (field.kind !== 'bytes') return codecOf(field)
  return { ...TEXT, encode: encoder(bytesText), decode: decoder(bytesOfText) }
}

/** A value or null as it is stored. */
export const encodeOrNull =
  ({ encode }: Codec): Encode =>
  (value) =>
    value === null || value === undefined ? null : encode(value)
