import { jsonIdentity } from '../../query/json-value.ts'
import type { FieldShape } from '../../schema/shape.ts'
import { cast } from '../../support/cast.ts'
import { deepFreeze } from '../../support/deep-freeze.ts'

/** How a field's values, none of them null, are kept as text. Equal values have the same text, so that indexes can go by it. */
export interface Codec {
  toText(value: unknown): string
  /** The value anew, frozen where it can be. */
  fromText(text: string): unknown
}

const kindReason = 'values of a field are of the kind of the field'

const plain: Codec = { toText: String, fromText: (text) => text }
const numeric: Codec = { toText: String, fromText: Number }
const big: Codec = { toText: String, fromText: BigInt }
const truth: Codec = { toText: (value) => (value === true ? '1' : '0'), fromText: (text) => text === '1' }
const time: Codec = {
  toText: (value) => String(cast<Date>(value, kindReason).getTime()),
  fromText: (text) => new Date(Number(text)),
}
const binary: Codec = {
  toText: (value) => Buffer.from(cast<Uint8Array>(value, kindReason)).toString('base64'),
  fromText: (text) => new Uint8Array(Buffer.from(text, 'base64')),
}
const json: Codec = {
  toText: jsonIdentity,
  fromText: (text) => deepFreeze(cast<unknown>(JSON.parse(text), 'JSON is plain data')),
}

function listOf({ toText, fromText }: Codec): Codec {
  return {
    toText: (value) => JSON.stringify(cast<readonly unknown[]>(value, kindReason).map(toText)),
    fromText: (text) =>
      Object.freeze(cast<readonly string[]>(JSON.parse(text), 'written as a list of texts').map(fromText)),
  }
}

/** The codec of a field. */
export function codecOf(field: FieldShape): Codec {
  switch (field.kind) {
    case 'id':
      return field.idType === 'auto' ? numeric : plain
    case 'integer':
    case 'number':
      return numeric
    case 'bigint':
      return big
    case 'boolean':
      return truth
    case 'datetime':
      return time
    case 'bytes':
      return binary
    case 'json':
    case 'file':
      return json
    case 'array':
      return field.element === undefined ? json : listOf(codecOf(field.element))
    default:
      return plain
  }
}

const SORTED_AS_TEXT = new Set<FieldShape['kind']>([
  'string',
  'text',
  'date',
  'time',
  'enum',
  'email',
  'url',
  'phone',
  'color',
  'ip',
])

/** Whether the order of a field's values is that of their texts, byte by byte. */
export const isSortedAsText = ({ kind, idType }: FieldShape): boolean =>
  kind === 'id' ? idType !== 'auto' : SORTED_AS_TEXT.has(kind)
