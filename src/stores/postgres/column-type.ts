import type { FieldKind } from '../../schema/kinds.ts'
import { isTextKind } from '../../schema/kinds.ts'
import type { FieldShape } from '../../schema/shape.ts'

const byKind: Partial<Record<FieldKind, string>> = {
  integer: 'bigint',
  bigint: 'bigint',
  number: 'double precision',
  boolean: 'boolean',
  date: 'date',
  datetime: 'timestamp(3) with time zone',
  time: 'time(3) without time zone',
  json: 'jsonb',
  file: 'jsonb',
  password: 'text',
  bytes: 'bytea',
}

const IDS = { uuid: 'uuid', auto: 'bigint', objectId: 'character(24)' } as const

function bareType(field: FieldShape): string {
  const { kind, idType = 'uuid', precision = 38, scale = 0, element } = field
  if (kind === 'id') return IDS[idType]
  if (kind === 'decimal') return `numeric(${precision},${scale})`
  if (kind === 'array') return element === undefined ? 'text[]' : `${bareType(element)}[]`
  return byKind[kind] ?? 'text'
}

/** Text compares by code point, not as the language of the database would have it. */
function isCollated({ kind, idType, element }: FieldShape): boolean {
  if (kind === 'array') return element === undefined || isCollated(element)
  return isTextKind(kind) || (kind === 'id' && idType === 'objectId')
}

/** The type of a field's column, as PostgreSQL writes it. */
export const columnType = (field: FieldShape): string =>
  isCollated(field) ? `${bareType(field)} COLLATE "C"` : bareType(field)

/** The type of a list of a field's values: of any length and scale, since a cast would cut what does not fit. */
export const listType = (field: FieldShape): string =>
  `${bareType(field)
    .replace(/\(.*?\)/, '')
    .replace(/^character$/, 'bpchar')}[]`
