import type { Action } from '../../access/actions.ts'
import type { Schema } from '../../schema/entry.ts'
import type { AttributeName, Attrs, KeyInput, StoredName } from '../../schema/infer.ts'
import type { AggregateArgs, AggregateRow } from './aggregate.ts'
import type { Answer, Asked, Explanation } from './answers.ts'
import type { Checked } from './checked.ts'
import type { FindArgs, PageArgs, StreamArgs } from './find-args.ts'
import type { Page } from './loaded.ts'
import type { NewValues } from './nested-write.ts'
import type { UpsertArgs } from './queries.ts'
import type { AnyModel, InstanceOf, ModelTypes, One } from './registry.ts'
import type { Where } from './where.ts'

/** What a query of a class gives for one record: the class's own, so that statics keep its methods. */
type Own<C, S extends Schema, Q> = Q extends { select: infer Selected }
  ? { [K in keyof Selected & keyof Attrs<S>]: Attrs<S>[K] }
  : Q extends { plain: true }
    ? ModelTypes<S>['plain']
    : InstanceOf<C>

/** The queries of a model alone, which its statics use: `this` is the class, whose records they give. */
export interface SelfQueries<N extends string, S extends Schema> {
  /** All records that match. */
  find<C extends AnyModel, Q extends FindArgs<N, One<N, S>> = {}>(
    this: C,
    query?: Checked<Q, FindArgs<N, One<N, S>>>,
  ): Promise<Own<C, S, Q>[]>
  /** The first record that matches, or null. */
  findOne<C extends AnyModel, Q extends FindArgs<N, One<N, S>> = {}>(
    this: C,
    query?: Checked<Q, FindArgs<N, One<N, S>>>,
  ): Promise<Own<C, S, Q> | null>
  /** The record of this key, or null. */
  findById<C extends AnyModel, Q extends FindArgs<N, One<N, S>> = {}>(
    this: C,
    key: KeyInput<S>,
    query?: Checked<Q, FindArgs<N, One<N, S>>>,
  ): Promise<Own<C, S, Q> | null>
  /** One page of the records that match, with the cursors of its neighbours. */
  page<C extends AnyModel, Q extends PageArgs<N, One<N, S>> = {}>(
    this: C,
    query?: Checked<Q, PageArgs<N, One<N, S>>>,
  ): Promise<Page<Own<C, S, Q>>>
  /** All records that match, read in chunks. */
  stream<C extends AnyModel, Q extends StreamArgs<N, One<N, S>> = {}>(
    this: C,
    query?: Checked<Q, StreamArgs<N, One<N, S>>>,
  ): AsyncIterable<Own<C, S, Q>>
  /** How many records match. */
  count(where?: Where<N, One<N, S>>): Promise<number>
  /** Whether any record matches. */
  exists(where?: Where<N, One<N, S>>): Promise<boolean>
  /** Counts, sums, averages, least and greatest values. */
  aggregate<const Q extends AggregateArgs<N, One<N, S>>>(
    query: Checked<Q, AggregateArgs<N, One<N, S>>>,
  ): Promise<AggregateRow<N, Q, One<N, S>>[]>
  /** Whether the caller may do something: of a record yes or no, without one also that it depends on the record. */
  can(action: Action, asked?: Asked<KeyInput<S>, AttributeName<S>>): Promise<Answer>
  /** The same with what decided it: for developers and logs, since it tells of rules and of what may not be read. */
  explain(action: Action, asked?: Asked<KeyInput<S>, AttributeName<S>>): Promise<Explanation>
  /** Makes and saves a record, and with it what its relations are given. */
  create<C extends AnyModel, Q extends object = {}>(
    this: C,
    values: Checked<Q, NewValues<N, One<N, S>, Q>>,
  ): Promise<InstanceOf<C>>
  /** Inserts all or none; gives their number. */
  insertMany(values: readonly ModelTypes<S>['create'][]): Promise<number>
  /** Creates the record or, where it is there, changes it: atomically. */
  upsert<C extends AnyModel>(
    this: C,
    query: UpsertArgs<StoredName<S>, ModelTypes<S>['create'], ModelTypes<S>['update']>,
  ): Promise<InstanceOf<C>>
  /** Changes all records that match; gives their number. */
  updateWhere(where: Where<N, One<N, S>>, changes: ModelTypes<S>['update']): Promise<number>
  /** Destroys all records that match; gives their number. */
  destroyWhere(where: Where<N, One<N, S>>): Promise<number>
}
