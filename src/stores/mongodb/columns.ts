import type { Document } from 'mongodb'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import type { Row } from '../../store/contract.ts'
import { codecOf, encodeOrNull, orderCodecOf } from './codecs.ts'

const isKey = ({ key }: ModelShape, { index }: FieldShape): boolean =>
  key.length === 1 && key[0]?.index === index

/** The name of a field in documents: a key of one field is the `_id`. */
export const columnOf = (model: ModelShape, field: FieldShape): string =>
  isKey(model, field) ? '_id' : field.column

/** The name under which a field is put in order. */
export const orderColumnOf = (model: ModelShape, field: FieldShape): string =>
  field.kind === 'bytes' ? `~${columnOf(model, field)}` : columnOf(model, field)

/** A field as an expression. */
export const pathOf = (model: ModelShape, field: FieldShape): string => `$${columnOf(model, field)}`

/** Names by which a value is stored, with its encoders: one or, of bytes, two. */
export function placesOf(model: ModelShape, field: FieldShape) {
  const place = { column: columnOf(model, field), encode: encodeOrNull(codecOf(field)) }
  if (field.kind !== 'bytes') return [place]
  return [place, { column: orderColumnOf(model, field), encode: encodeOrNull(orderCodecOf(field)) }]
}

/** Makes documents of values; nulls are left out. */
export function documentMaker(model: ModelShape, fields: readonly FieldShape[]): (values: Row) => Document {
  const places = fields.map((field) => placesOf(model, field))
  return (values) => {
    const document: Document = {}
    places.forEach((ofField, i) => {
      for (const { column, encode } of ofField) {
        const value = encode(values[i])
        if (value !== null) document[column] = value
      }
    })
    return document
  }
}

/** Makes rows of documents: the raw values by name, null where there is none. */
export const rowMaker =
  (names: readonly string[]): ((document: Document) => Row) =>
  (document) =>
    names.map((name) => document[name] ?? null)
