import type { FieldShape } from '../../schema/shape.ts'
import { cast } from '../../support/cast.ts'
import { deepFreeze } from '../../support/deep-freeze.ts'
import type { Decode } from '../contract.ts'

type Convert = (value: unknown) => unknown

const kindReason = 'values of a field are of the kind of the field'
const itself: Convert = (value) => value
const copyDate: Convert = (value) => new Date(cast<Date>(value, kindReason).getTime())
const copyBytes: Convert = (value) => new Uint8Array(cast<Uint8Array>(value, kindReason))
/** What would be read back from text: nobody else's objects, no -0, and frozen. */
const copyJson: Convert = (value) =>
  deepFreeze(cast<unknown>(JSON.parse(JSON.stringify(value)), 'JSON is plain data'))
/** -0 is 0. */
const withoutSign: Convert = (value) => (value === 0 ? 0 : value)

const eachElement =
  (convert: Convert): Convert =>
  (value) =>
    Object.freeze(cast<readonly unknown[]>(value, kindReason).map(convert))

function copyOf(field: FieldShape): Convert {
  switch (field.kind) {
    case 'datetime':
      return copyDate
    case 'bytes':
      return copyBytes
    case 'json':
    case 'file':
      return copyJson
    case 'integer':
    case 'number':
      return withoutSign
    case 'array':
      return field.element === undefined ? copyJson : eachElement(copyOf(field.element))
    default:
      return itself
  }
}

/** Makes of a given value the one to keep: a copy where others could change it, null of nothing. */
export function keeperOf(field: FieldShape): Convert {
  const copy = copyOf(field)
  return (value) => (value === null || value === undefined ? null : copy(value))
}

/** What a kept value has to go through before it is handed out: mutable ones are copied. */
export function decodeOf(field: FieldShape): Decode | undefined {
  if (field.kind === 'datetime') return copyDate
  if (field.kind === 'bytes') return copyBytes
  if (field.kind !== 'array' || field.element === undefined) return undefined
  const element = decodeOf(field.element)
  return element === undefined
    ? undefined
    : eachElement(cast<Convert>(element, 'a decoder of this file takes any value'))
}
