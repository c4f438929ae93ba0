import type { OrNothing } from '../../schema/infer.ts'
import type { Part, RelsOf } from './registry.ts'

/** A filter: conditions on attributes and relations; all of them must hold. */
export type Where<N extends keyof DB, DB> = Part<N, DB, 'where'> &
  RelationWhere<N, DB> & // the switch: without this line there are no filters on relations
  Logic<N, DB>

/** Conditions joined. */
export interface Logic<N extends keyof DB, DB> {
  $and?: readonly Where<N, DB>[]
  $or?: readonly Where<N, DB>[]
  $not?: Where<N, DB>
}

/** Conditions on relations: to one, a filter or null; to many, `$some`, `$none` or `$every` with a filter. */
export type RelationWhere<N extends keyof DB, DB> = OrNothing<
  keyof RelsOf<N, DB>,
  { [K in keyof RelsOf<N, DB>]?: RelationFilter<RelsOf<N, DB>[K], DB> }
>

/** The filter of one relation. A model's own statics know no other models. */
type RelationFilter<R, DB> = R extends {
  readonly '~target': infer T extends keyof DB
  readonly '~many': infer Many
}
  ? Many extends true
    ? Quantified<T, DB>
    : Where<T, DB> | null
  : object | null

/** How many of the related records must match. */
export interface Quantified<N extends keyof DB, DB> {
  $some?: Where<N, DB>
  $none?: Where<N, DB>
  $every?: Where<N, DB>
}

/** The filter that means every record: what `everything` is. */
export interface Everything {
  readonly $and: readonly []
}
