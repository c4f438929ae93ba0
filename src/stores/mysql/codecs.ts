import type { FieldKind } from '../../schema/kinds.ts'
import type { FieldShape } from '../../schema/shape.ts'
import type { Decode } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { deepFreeze } from '../../support/deep-freeze.ts'
import type { Codec } from '../sql/dialect.ts'
import { elementCodec } from '../sql/elements.ts'
import type { Encode } from '../sql/statement.ts'
import { Decimal } from './wire/parameter.ts'

/** What the driver sends and gives as the field has it. */
const PLAIN: Codec = {}

const encoder = <V>(encode: (value: V) => unknown): Encode =>
  cast<Encode>(encode, 'the layer above checks values by kind')
const decoder = <R>(decode: (raw: R) => unknown): Decode => decode

/** 'YYYY-MM-DD HH:MM:SS.mmm' in UTC. */
export function momentText(date: Date): string {
  const text = date.toISOString()
  return `${text.slice(0, 10)} ${text.slice(11, 23)}`
}

/** A whole number as one of 64 bits: a plain one would be sent as a float, and text would be compared as one. */
export const integerParameter = (value: number | string | bigint): unknown => BigInt(value)

/** A decimal as one: text would be compared as a float. */
export const decimalParameter = (value: string): unknown => new Decimal(value)

const INTEGER: Codec = { encode: encoder(integerParameter) }
const BIGINT: Codec = {
  encode: encoder(integerParameter),
  decode: decoder((raw: number | string) => BigInt(raw)),
}
const DECIMAL: Codec = { encode: encoder(decimalParameter) }
const BOOLEAN: Codec = { decode: decoder((raw: number) => raw === 1) }
const DATETIME: Codec = {
  encode: encoder(momentText),
  decode: decoder((milliseconds: number) => new Date(milliseconds)),
}
/** The copy sheds the message of which it is a part. */
const BYTES: Codec = {
  encode: encoder((bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)),
  decode: decoder((raw: Uint8Array) => new Uint8Array(raw)),
}
const JSON_TEXT: Codec = {
  encode: encoder((value) => JSON.stringify(value)),
  decode: decoder((text: string) => deepFreeze(JSON.parse(text))),
}

function arrayCodec(field: FieldShape): Codec {
  const { encode, decode } = elementCodec(field)
  return {
    encode: encoder((list: readonly unknown[]) =>
      JSON.stringify(encode === undefined ? list : list.map(encode)),
    ),
    decode: decoder((text: string) => {
      const list = cast<string[]>(JSON.parse(text), 'the column holds JSON arrays only')
      return decode === undefined ? deepFreeze(list) : Object.freeze(list.map((item) => decode(item)))
    }),
  }
}

const byKind: Partial<Record<FieldKind, (field: FieldShape) => Codec>> = {
  id: ({ idType }) => (idType === 'auto' ? INTEGER : PLAIN),
  integer: () => INTEGER,
  bigint: () => BIGINT,
  decimal: () => DECIMAL,
  boolean: () => BOOLEAN,
  datetime: () => DATETIME,
  bytes: () => BYTES,
  json: () => JSON_TEXT,
  file: () => JSON_TEXT,
  array: arrayCodec,
}

/** How MySQL keeps a field: field-table.ts, at work. */
export const codecOf = (field: FieldShape): Codec => byKind[field.kind]?.(field) ?? PLAIN

/** Kinds whose values need no type where they are only stored: nothing is compared then. */
const STORED_AS_THEY_ARE: ReadonlySet<FieldKind> = new Set(['id', 'integer', 'bigint', 'decimal'])

/** How a value is sent that is inserted; types cost more than they are worth there. */
export const insertEncode = (field: FieldShape): Encode | undefined =>
  STORED_AS_THEY_ARE.has(field.kind) ? undefined : codecOf(field).encode

const items: Partial<Record<FieldKind, Encode>> = {
  bigint: String,
  datetime: encoder(momentText),
  boolean: Number,
  bytes: encoder((bytes: Uint8Array) => Buffer.from(bytes).toString('hex')),
}

/** Encodes a list of a field's values as one JSON text. */
export function listText({ kind }: FieldShape): Encode {
  const encode = items[kind]
  return encoder((list: readonly unknown[]) => JSON.stringify(encode === undefined ? list : list.map(encode)))
}
