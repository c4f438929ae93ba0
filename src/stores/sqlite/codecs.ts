import { sql } from 'kysely'
import type { FieldKind } from '../../schema/kinds.ts'
import type { FieldShape } from '../../schema/shape.ts'
import type { Decode } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { deepFreeze } from '../../support/deep-freeze.ts'
import { fromOrderedText, point, toOrderedText, unpoint } from '../sql/decimal.ts'
import type { Codec } from '../sql/dialect.ts'
import { elementCodec } from '../sql/elements.ts'
import { jsonText } from '../sql/json-text.ts'
import type { Encode, Sql } from '../sql/statement.ts'

const PLAIN: Codec = {}

/** Integers past 2^53 − 1 are read as text: the driver's own way would make bigints of every integer of the row. */
const asText = (column: Sql): Sql => sql`cast(${column} as text)`

const encoder = <V>(encode: (value: V) => unknown): Encode =>
  cast<Encode>(encode, 'the layer above checks values by kind')
const decoder = <R>(decode: (raw: R) => unknown): Decode => decode

const BIGINT: Codec = { select: asText, decode: decoder((text: string) => BigInt(text)) }
const BOOLEAN: Codec = {
  encode: encoder((value: boolean) => (value ? 1 : 0)),
  decode: decoder((raw: number) => raw === 1),
}
const DATETIME: Codec = {
  encode: encoder((date: Date) => date.getTime()),
  decode: decoder((milliseconds: number) => new Date(milliseconds)),
}
/** The driver's buffer is a copy of its own already: it only sheds its class. */
const BYTES: Codec = {
  decode: decoder((raw: Uint8Array) => new Uint8Array(raw.buffer, raw.byteOffset, raw.byteLength)),
}
const JSON_TEXT: Codec = {
  encode: encoder((value) => jsonText(value)),
  decode: decoder((text: string) => deepFreeze(JSON.parse(text))),
}

/** How a decimal field is kept: as a scaled INTEGER, exact as a JavaScript number or not, or as ordered TEXT. */
export function decimalForm({ precision = 38 }: FieldShape): 'number' | 'integer' | 'text' {
  if (precision > 18) return 'text'
  return precision > 15 ? 'integer' : 'number'
}

function decimalCodec(field: FieldShape): Codec {
  const { precision = 38, scale = 0 } = field
  switch (decimalForm(field)) {
    case 'number':
      return {
        encode: encoder((value: string) => Number(unpoint(value))),
        decode: decoder((raw: number) => point(raw, scale)),
      }
    case 'integer':
      return {
        encode: encoder((value: string) => BigInt(unpoint(value))),
        decode: decoder((raw: string) => point(raw, scale)),
        select: asText,
      }
    case 'text':
      return {
        encode: encoder((value: string) => toOrderedText(BigInt(unpoint(value)), precision)),
        decode: decoder((raw: string) => point(fromOrderedText(raw), scale)),
      }
  }
}

function arrayCodec(field: FieldShape): Codec {
  const { encode, decode } = elementCodec(field)
  return {
    encode: encoder((list: readonly unknown[]) => jsonText(encode === undefined ? list : list.map(encode))),
    decode: decoder((text: string) => {
      const list = cast<string[]>(JSON.parse(text), 'the column holds JSON arrays only')
      return decode === undefined ? deepFreeze(list) : Object.freeze(list.map((item) => decode(item)))
    }),
  }
}

const byKind: Partial<Record<FieldKind, (field: FieldShape) => Codec>> = {
  bigint: () => BIGINT,
  boolean: () => BOOLEAN,
  datetime: () => DATETIME,
  bytes: () => BYTES,
  decimal: decimalCodec,
  json: () => JSON_TEXT,
  file: () => JSON_TEXT,
  array: arrayCodec,
}

/** How SQLite keeps a field: field-table.ts, at work. */
export const codecOf = (field: FieldShape): Codec => byKind[field.kind]?.(field) ?? PLAIN
