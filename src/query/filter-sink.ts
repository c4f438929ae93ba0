import type { Attribute } from '../schema/attribute.ts'
import type { ResolvedRelation } from '../schema/relations.ts'
import type { FieldShape } from '../schema/shape.ts'
import type { JsonType, Leaf } from './condition.ts'

/** What one leaf of a filter asks, but for its field. */
export interface LeafDescription {
  readonly op: Leaf['op']
  readonly not: boolean
  readonly withNull?: boolean
  readonly path?: readonly string[]
  readonly jsonType?: JsonType
}

/** An attribute that is stored, and so can be filtered by. */
export type StoredAttribute = Attribute & { readonly shape: FieldShape }

/**
 * Listens to a filter being read. There are two: one makes the key under which the compiled query is cached, the
 * other, where the key is new, makes the condition. So a filter is read and checked by one piece of code.
 */
export interface FilterSink {
  /** A group begins: what follows until its end is joined by `and` or `or`, or negated. */
  begin(op: 'and' | 'or' | 'not'): void
  /**
   * What follows until its end is asked of the records that a step of a relation leads to: one at least must fit.
   * Whether a rule of access asks it is said too, since rules see what who is asked about may not.
   */
  beginRelated(relation: ResolvedRelation, step: number, ofRule: boolean): void
  end(): void
  /** Something that is true or false whatever the record. */
  constant(truth: boolean): void
  /** A leaf; its parameter, where it has one, is at position `param`. */
  leaf(field: FieldShape, leaf: LeafDescription, param: number): void
}
