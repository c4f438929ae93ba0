import type { FieldShape, RelationShape } from '../schema/shape.ts'
import type { Condition } from './condition.ts'

/** A step to a related record. */
export interface Hop {
  readonly relation: RelationShape
  /** What a related record has to meet; it has no parameters. */
  readonly where: Condition
}

/** The steps to a related record, each by a relation to one. */
export type Via = readonly [Hop, ...Hop[]]

/**
 * A value of the record that `via` leads to; null where no record is there. Where several are, which only a relation
 * that no unique index keeps to one allows, it is the least of their values that are not null.
 */
export interface RelatedValue {
  readonly field: FieldShape
  readonly via: Via
}

/** A hop leads to one record at most: by a key or a unique index, and not by trust. */
function leadsToOne({ relation: { target, foreign }, where }: Hop): boolean {
  const isForeign = (fields: readonly FieldShape[]) =>
    fields.length === 1 && fields[0]?.index === foreign.index
  const isSeen = (field: FieldShape) => where.op === 'null' && !where.not && where.field.index === field.index
  return (
    isForeign(target.key) ||
    target.indexes.some(
      ({ fields, unique, whereNull }) =>
        unique && isForeign(fields) && (whereNull === undefined || isSeen(whereNull)),
    )
  )
}

/** Whether at most one record can be at the end, so that its value is the only one. */
export const isSingle = (via: Via): boolean => via.every(leadsToOne)
