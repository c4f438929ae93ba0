import type { Field, Flag } from './field.ts'

/** One relation: where it leads, to how many, and the names by which `connect` checks it. */
export interface Relation<
  Target extends string,
  Many extends boolean,
  Null extends boolean,
  By extends string | null = null,
  Through extends string | null = null,
> {
  readonly '~target': Target
  readonly '~many': Many
  readonly '~null': Null
  readonly '~by': By
  readonly '~through': Through
}

/** The relation of a ref. */
export interface RefRelation<Target extends string, V, F extends Flag>
  extends Relation<Target, false, 'nullable' extends F ? true : 'required' extends F ? false : true> {
  /** The type of the key, which must be that of the target's id. */
  readonly '~key': V
}

/** The key of another model's record: under `company`, attribute `companyId` and relation `company`. */
export interface Ref<Target extends string, V, F extends Flag> extends Field<'ref', V, V, F> {
  readonly '~relation': RefRelation<Target, V, F>
}

/** What a relation without an attribute has in common with fields: it is a relation, and nothing else. */
export interface NoAttribute {
  readonly '~linked': unknown
  readonly '~own': never
  readonly '~computed': never
  readonly '~ref': never
  readonly '~needed': never
  readonly '~optional': never
  readonly '~changeable': never
  readonly '~filterable': never
  readonly '~sortable': never
  readonly '~numeric': never
  readonly '~shown': never
  readonly '~out': never
  readonly '~in': never
  readonly '~change': never
  readonly '~filter': never
  readonly '~json': never
}

/** The other side of a ref: the records, or the one record, whose ref named `by` leads here. */
export interface Has<Target extends string, By extends string, Many extends boolean> extends NoAttribute {
  readonly kind: Many extends true ? 'hasMany' : 'hasOne'
  readonly '~relation': Relation<Target, Many, true, By>
}

/** Many to many: over the records of the model `through`, which refer to both sides. */
export interface ManyToMany<Target extends string, Through extends string, By extends string | null>
  extends NoAttribute {
  readonly kind: 'manyToMany'
  readonly '~relation': Relation<Target, true, true, By, Through>
}
