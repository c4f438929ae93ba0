import type { Relation } from '../../schema/relation.ts'
import type { X } from '../../support/any.ts'
import type { Part, RecordOf, RelsOf } from './registry.ts'

/**
 * What a query gives for one record: the record or, by `select` and `plain`, a plain object, with what it
 * includes. It is a conditional type throughout: editors show what comes out and not how it was asked for.
 */
export type Loaded<N extends keyof DB, Q, DB> = Q extends { include: infer I }
  ? Item<N, Q, DB> & {
      [K in keyof I & keyof RelsOf<N, DB>]:
        | LoadedRelation<DB, RelsOf<N, DB>[K], I[K]>
        | (undefined extends I[K] ? undefined : never)
    }
  : Item<N, Q, DB>

type Item<N extends keyof DB, Q, DB> = Q extends { select: infer Selected }
  ? { [K in keyof Selected & keyof Part<N, DB, 'attrs'>]: Part<N, DB, 'attrs'>[K] }
  : Q extends { plain: true }
    ? Part<N, DB, 'plain'>
    : RecordOf<N, DB>

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
