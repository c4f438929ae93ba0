import { cast } from '../../support/cast.ts'
import type { FieldShape } from '../shape.ts'

/** A value as JSON text can hold it. */
export type JsonForm =
  | null
  | string
  | number
  | boolean
  | readonly JsonForm[]
  | { readonly [key: string]: JsonForm }

/**
 * A field's value in its JSON form (docs/reference/fields.md); a password has none and gives undefined. A value that
 * is none of the field's, as a record holds it until `save` refuses it, is given as it is.
 */
export function toJsonForm(field: FieldShape, value: unknown): JsonForm | undefined {
  if (value === null || value === undefined) return null
  if (field.kind === 'password') return undefined
  if (field.kind === 'bigint') return String(value)
  if (field.kind === 'datetime' && value instanceof Date && !Number.isNaN(value.getTime()))
    return value.toISOString()
  if (field.kind === 'bytes' && value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (field.kind === 'array' && Array.isArray(value)) return arrayToJson(field.element, value)
  return cast<JsonForm>(value, 'the other kinds are their own JSON form')
}

const arrayToJson = (element: FieldShape | undefined, items: readonly unknown[]): JsonForm =>
  items.map((item) =>
    element === undefined ? cast<JsonForm>(item, 'plain data') : (toJsonForm(element, item) ?? null),
  )

/**
 * The value that a JSON form stands for, still to be checked by the field's parser;
 * what is no such form is given back as it is, for the parser to refuse.
 */
export function fromJsonForm(field: FieldShape, json: unknown): unknown {
  switch (field.kind) {
    case 'bigint':
      return typeof json === 'string' && /^-?\d{1,19}$/.test(json) ? BigInt(json) : json
    case 'datetime':
      return typeof json === 'string' && /^\d{4}-\d\d-\d\dT/.test(json) ? new Date(json) : json
    case 'bytes':
      return typeof json === 'string' ? new Uint8Array(Buffer.from(json, 'base64')) : json
    case 'array':
      return Array.isArray(json) && field.element
        ? json.map((item) => fromJsonForm(elementOf(field), item))
        : json
    default:
      return json
  }
}

const elementOf = (field: FieldShape): FieldShape => field.element ?? field
