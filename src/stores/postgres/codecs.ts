import type { FieldKind } from '../../schema/kinds.ts'
import type { FieldShape } from '../../schema/shape.ts'
import type { Decode } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { deepFreeze } from '../../support/deep-freeze.ts'
import type { Codec } from '../sql/dialect.ts'
import type { Encode } from '../sql/statement.ts'
import { arrayLiteral, parseArray } from './array-literal.ts'
import { decodeMoment, decodeTime } from './moments.ts'

/** Text that PostgreSQL takes and gives as the field has it; numbers and booleans become text on the wire. */
const PLAIN: Codec = {}

const encoder = <V>(encode: (value: V) => unknown): Encode =>
  cast<Encode>(encode, 'the layer above checks values by kind')
const decoder = (decode: (raw: string) => unknown): Decode => decode

const NUMBER: Codec = { decode: decoder(Number) }
const BIGINT: Codec = { decode: decoder(BigInt) }
const BOOLEAN: Codec = { decode: decoder((raw) => raw === 't') }
const DATETIME: Codec = {
  encode: encoder((date: Date) => date.toISOString()),
  decode: decoder(decodeMoment),
}
const TIME: Codec = { decode: decoder(decodeTime) }
/** `\x` and hexadecimal digits. The copy sheds the pool that small buffers share. */
const BYTES: Codec = { decode: decoder((raw) => new Uint8Array(Buffer.from(raw.slice(2), 'hex'))) }
const JSON_TEXT: Codec = {
  encode: encoder((value) => JSON.stringify(value)),
  decode: decoder((text) => deepFreeze(JSON.parse(text))),
}

/** How the elements of an `array` field are kept. */
export const elementCodec = ({ element }: FieldShape): Codec =>
  element === undefined ? PLAIN : codecOf(element)

function arrayCodec(field: FieldShape): Codec {
  const { encode, decode } = elementCodec(field)
  return {
    encode: arrayLiteral(encode),
    decode: decoder((text) => {
      const items = parseArray(text)
      return Object.freeze(
        decode === undefined ? items : items.map((item) => decode(cast(item, 'it is text'))),
      )
    }),
  }
}

const byKind: Partial<Record<FieldKind, (field: FieldShape) => Codec>> = {
  id: ({ idType }) => (idType === 'auto' ? NUMBER : PLAIN),
  integer: () => NUMBER,
  number: () => NUMBER,
  bigint: () => BIGINT,
  boolean: () => BOOLEAN,
  datetime: () => DATETIME,
  time: () => TIME,
  bytes: () => BYTES,
  json: () => JSON_TEXT,
  file: () => JSON_TEXT,
  array: arrayCodec,
}

/** How PostgreSQL keeps a field: field-table.ts, at work. What comes from the driver is text. */
export const codecOf = (field: FieldShape): Codec => byKind[field.kind]?.(field) ?? PLAIN
