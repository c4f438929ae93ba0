import type { FieldKind } from '../../schema/kinds.ts'
import type { FieldShape } from '../../schema/shape.ts'
import type { Server } from './server.ts'

const byKind: Partial<Record<FieldKind, string>> = {
  text: 'longtext',
  integer: 'bigint',
  bigint: 'bigint',
  number: 'double',
  boolean: 'tinyint(1)',
  date: 'date',
  datetime: 'datetime(3)',
  time: 'time(3)',
  bytes: 'longblob',
}

const IDS = { uuid: 'char(36) collate ascii_bin', auto: 'bigint', objectId: 'char(24) collate ascii_bin' }

/** The code points that a column of text kinds holds at least. */
const LENGTHS: Partial<Record<FieldKind, number>> = { email: 254, url: 2048, phone: 16, color: 9, ip: 45 }

/** The longest `varchar` in utf8mb4: a row has 65,535 bytes. */
const LONGEST = 16_000

/** How many code points a text field has at most, as far as its column says; undefined where it is `longtext`. */
export function lengthOf({ kind, maxLength = 0, values = [] }: FieldShape): number | undefined {
  if (kind === 'text') return undefined
  const longestValue = Math.max(0, ...values.map((value) => Array.from(value).length))
  const length = Math.max(1, LENGTHS[kind] ?? 0, maxLength, longestValue)
  return length > LONGEST ? undefined : length
}

function textType(field: FieldShape): string {
  const length = lengthOf(field)
  return length === undefined ? 'longtext' : `varchar(${length})`
}

const JSON_KINDS: ReadonlySet<FieldKind> = new Set(['json', 'array', 'file'])

/** Whether a field is kept as JSON. */
export const isJson = ({ kind }: FieldShape): boolean => JSON_KINDS.has(kind)

/** The type of a field's column, as the definition and the catalog have it; text is compared by code point, without padding. */
export function columnType(field: FieldShape, server: Server): string {
  const { kind, idType = 'uuid', precision = 38, scale = 0 } = field
  if (kind === 'id') return IDS[idType]
  if (kind === 'decimal') return `decimal(${precision},${scale})`
  if (kind === 'password') return 'varchar(255) collate ascii_bin'
  if (isJson(field)) return server.json
  const type = byKind[kind] ?? textType(field)
  return kind === 'text' || byKind[kind] === undefined ? `${type} collate ${server.collation}` : type
}

/**
 * The type of a list's items, as JSON_TABLE has it. Texts have one character more than the column: what is longer is
 * cut in silence, and may not become equal to what the column holds.
 */
export function itemType(field: FieldShape, server: Server): string {
  const { kind } = field
  if (kind === 'id' && field.idType !== 'auto') return 'varchar(37) collate ascii_bin'
  if (kind === 'bytes') return 'longtext'
  if (kind === 'password') return 'varchar(256) collate ascii_bin'
  const length =
    byKind[kind] === undefined && kind !== 'decimal' && kind !== 'id' ? lengthOf(field) : undefined
  return length === undefined
    ? columnType(field, server)
    : `varchar(${length + 1}) collate ${server.collation}`
}
