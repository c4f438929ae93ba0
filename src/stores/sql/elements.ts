import type { JsonType } from '../../query/condition.ts'
import type { FieldKind } from '../../schema/kinds.ts'
import type { FieldShape } from '../../schema/shape.ts'
import { cast } from '../../support/cast.ts'
import type { Encode } from './statement.ts'

/** How the elements of an `array` field stand in JSON. */
export interface ElementCodec {
  readonly type: JsonType
  readonly encode?: Encode
  readonly decode?: (json: string) => unknown
}

const as = <V>(encode: (value: V) => unknown): Encode =>
  cast<Encode>(encode, 'values are checked by kind before')

const BIGINT: ElementCodec = { type: 'string', encode: String, decode: BigInt }
const DATETIME: ElementCodec = {
  type: 'string',
  encode: as((date: Date) => date.toISOString()),
  decode: (json) => new Date(json),
}
const BYTES: ElementCodec = {
  type: 'string',
  encode: as((bytes: Uint8Array) => Buffer.from(bytes).toString('base64')),
  decode: (json) => new Uint8Array(Buffer.from(json, 'base64')),
}
const TEXT: ElementCodec = { type: 'string' }
const NUMBER: ElementCodec = { type: 'number' }

const byKind: Partial<Record<FieldKind, ElementCodec>> = {
  bigint: BIGINT,
  datetime: DATETIME,
  bytes: BYTES,
  integer: NUMBER,
  number: NUMBER,
  boolean: { type: 'boolean' },
  json: { type: 'json' },
  file: { type: 'json' },
}

/** The element codec of an `array` field. */
export function elementCodec({ element }: FieldShape): ElementCodec {
  if (element?.kind === 'id' && element.idType === 'auto') return NUMBER
  return (element && byKind[element.kind]) ?? TEXT
}
