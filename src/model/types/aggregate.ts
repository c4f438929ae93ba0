import type { Direction, Order } from '../../schema/infer.ts'
import type { Part } from './registry.ts'
import type { Where } from './where.ts'

/** Attributes that sum and average. */
type Numeric<N extends keyof DB, DB> = keyof Part<N, DB, 'numeric'>
/** Attributes with an order: what groups, and has a least and a greatest. */
type Ordered<N extends keyof DB, DB> = keyof Part<N, DB, 'sort'>

/** What `aggregate` takes: figures over all that match or, with `by`, over each group. */
export interface AggregateArgs<N extends keyof DB, DB> {
  where?: Where<N, DB>
  by?: readonly Ordered<N, DB>[]
  count?: true
  sum?: readonly Numeric<N, DB>[]
  avg?: readonly Numeric<N, DB>[]
  min?: readonly Ordered<N, DB>[]
  max?: readonly Ordered<N, DB>[]
  /** By attributes that are in `by`. */
  sort?: { [K in Ordered<N, DB>]?: Direction | Order }
  limit?: number
}

type Names<Q, P extends string> = Q extends { readonly [K in P]: readonly (infer Name)[] } ? Name : never

/** One row of an aggregate: the group's attributes and the figures that were asked for. */
export type AggregateRow<N extends keyof DB, Q, DB> =
  Figures<Q, Part<N, DB, 'attrs'>, Part<N, DB, 'numeric'>> extends infer Row
    ? { [K in keyof Row]: Row[K] }
    : never

/** The figures, by the attributes `A` and those of them that are numbers, `F`. */
type Figures<Q, A, F> = { [K in Names<Q, 'by'> & keyof A]: A[K] } & (Q extends { count: true }
  ? { count: number }
  : unknown) &
  (Q extends { sum: readonly (infer Name)[] }
    ? { sum: { [K in Name & keyof F]: F[K] extends { readonly '~value': infer V } ? V | null : never } }
    : unknown) &
  (Q extends { avg: readonly (infer Name)[] }
    ? { avg: { [K in Name & keyof F]: F[K] extends { readonly '~average': infer V } ? V | null : never } }
    : unknown) &
  (Q extends { min: readonly (infer Name)[] } ? { min: { [K in Name & keyof A]: A[K] | null } } : unknown) &
  (Q extends { max: readonly (infer Name)[] } ? { max: { [K in Name & keyof A]: A[K] | null } } : unknown)
