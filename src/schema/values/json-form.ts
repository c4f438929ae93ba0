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

/** A field's value in its JSON form (docs/reference/fields.md); a password has none and gives undefined. */
export function toJsonForm(field: FieldShape, value: unknown): JsonForm | undefined {
  if (value === null || value === undefined) return null
  switch (field.kind) {
    case 'bigint':
      return String(value)
    case 'datetime':
      return cast<Date>(value, 'the value of a datetime field').toISOString()
    case 'bytes':
      return Buffer.from(cast<Uint8Array>(value, 'the value of a bytes field')).toString('base64')
    case 'password':
      return undefined
    case 'array':
      return arrayToJson(field.element, cast<readonly unknown[]>(value, 'the value of an array field'))
    default:
      return cast<JsonForm>(value, 'the other kinds are their own JSON form')
  }
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
