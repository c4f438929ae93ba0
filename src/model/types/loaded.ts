import type { Relation } from '../../schema/relation.ts'
import type { X } from '../../support/any.ts'
import type { Part, RecordOf, RelsOf } from './registry.ts'

/** What a query gives for one record: the record or, by `select` and `plain`, a plain object, with what it includes. */
export type Loaded<N extends keyof DB, Q, DB> = Item<N, Q, DB> & Included<N, Q, DB>

type Item<N extends keyof DB, Q, DB> = Q extends { select: infer Selected }
  ? Picked<Part<N, DB, 'attrs'>, Selected>
  : Q extends { plain: true }
    ? Part<N, DB, 'attrs'>
    : RecordOf<N, DB>

/** The selected attributes. */
export type Picked<A, Selected> = { [K in keyof Selected & keyof A]: A[K] }

type Included<N extends keyof DB, Q, DB> = Q extends { include: infer I }
  ? {
      [K in keyof I & keyof RelsOf<N, DB>]:
        | LoadedRelation<DB, RelsOf<N, DB>[K], I[K]>
        | (undefined extends I[K] ? undefined : never)
    }
  : unknown

type LoadedRelation<DB, R, Q> =
  R extends Relation<infer T extends keyof DB & string, infer Many, infer Null, X, X>
    ? Many extends true
      ? Loaded<T, Q, DB>[]
      : Null extends true
        ? Loaded<T, Q, DB> | null
        : Loaded<T, Q, DB>
    : never

/** One page, and the cursors of its neighbours, null where there is none. */
export interface Page<T> {
  readonly items: T[]
  readonly next: string | null
  readonly previous: string | null
}
