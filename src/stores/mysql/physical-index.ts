import { isTextKind } from '../../schema/kinds.ts'
import type { FieldShape, IndexShape, ModelShape } from '../../schema/shape.ts'
import { keyName } from '../sql/names.ts'
import { lengthOf } from './column-type.ts'
import { hashColumn, livingColumn, searchIndex } from './names.ts'

/** How many characters of a long text stand in an index that is not unique. */
export const PREFIX = 191

/** How many bytes an index has at most. */
const MOST_BYTES = 3072

/** What anything but a text takes of it at most: a number, a moment, an id, a hash. */
const PLAIN_BYTES = 40

/** A column that the server computes, and how. */
export interface Computed {
  readonly name: string
  readonly from: FieldShape
  readonly kind: 'hash' | 'living'
}

/** What stands in the database for an index of a model. */
export interface PhysicalIndex {
  readonly index: IndexShape
  readonly computed: readonly Computed[]
  /** By what values are found, where the unique index has only hashes of them. */
  readonly search?: IndexShape
}

const isLong = ({ kind }: FieldShape): boolean =>
  kind === 'bytes' || kind === 'json' || kind === 'array' || kind === 'file'

/** How many bytes of an index a field takes at most; more than fit where there is no end to it. */
function bytesOf(field: FieldShape): number {
  if (isLong(field)) return MOST_BYTES + 1
  if (!isTextKind(field.kind)) return PLAIN_BYTES
  const length = lengthOf(field)
  return length === undefined ? MOST_BYTES + 1 : length * 4
}

/** The fields that have to be shortened so that all fit in the index: the longest ones. */
function tooLong({ fields, unique }: IndexShape): ReadonlySet<FieldShape> {
  const short = unique ? PLAIN_BYTES : PREFIX * 4
  const long = new Set<FieldShape>()
  let left = MOST_BYTES - PLAIN_BYTES
  const byLength = fields.toSorted((a, b) => bytesOf(a) - bytesOf(b))
  for (const [at, field] of byLength.entries()) {
    const others = (byLength.length - 1 - at) * short
    if (bytesOf(field) + others > left) long.add(field)
    left -= long.has(field) ? short : bytesOf(field)
  }
  return long
}

/** What stands for a primary key that is too long for one; undefined where the key itself fits. */
export function physicalKey(model: ModelShape): PhysicalIndex | undefined {
  const key = physicalIndex({ name: keyName(model), fields: model.key, unique: true })
  return key.computed.length > 0 ? key : undefined
}

/** A column as a field, so that it can be in an index. */
const column = (field: FieldShape, name: string): FieldShape => ({ ...field, kind: 'boolean', column: name })

/**
 * An index as the database takes it. What is too long for a unique one is in it by its SHA-256, in a column that the
 * server computes: a prefix alone would take different values for the same. Where only the living are unique, a column
 * that is null in the others is in it too, since null is never a duplicate.
 */
export function physicalIndex(index: IndexShape): PhysicalIndex {
  const { fields, unique, whereNull, name } = index
  const long = tooLong(index)
  const shortened = fields.map((field) => (long.has(field) ? { ...field, kind: 'text' as const } : field))
  if (!unique) return { index: { name, unique, fields: shortened }, computed: [] }
  const hashes = fields.filter((field) => long.has(field))
  const computed: Computed[] = hashes.map((from) => ({ name: hashColumn(from), from, kind: 'hash' }))
  const hashed = fields.map((field) => (long.has(field) ? column(field, hashColumn(field)) : field))
  const living = whereNull === undefined ? [] : [column(whereNull, livingColumn(whereNull))]
  if (whereNull !== undefined)
    computed.push({ name: livingColumn(whereNull), from: whereNull, kind: 'living' })
  return {
    index: { name, unique, fields: [...hashed, ...living] },
    computed,
    ...(hashes.length > 0 && { search: { name: searchIndex(index), unique: false, fields: shortened } }),
  }
}
