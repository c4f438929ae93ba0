import type { Action } from '../../access/actions.ts'
import type { AggregateArgs, AggregateRow } from './aggregate.ts'
import type { Answer, Asked, Explanation } from './answers.ts'
import type { Checked } from './checked.ts'
import type { FindArgs, PageArgs, StreamArgs } from './find-args.ts'
import type { Loaded, Page } from './loaded.ts'
import type { NewValues } from './nested-write.ts'
import type { Part, RecordOf } from './registry.ts'
import type { Where } from './where.ts'

/** What `upsert` takes: what to create, and by which attributes a record that is there already is known. */
export interface UpsertArgs<Key, Create, Update> {
  by: readonly [Key, ...Key[]]
  create: Create
  /** What changes on the record that is there; by default what `create` says, without key and `by`. */
  update?: Update
}

/** The queries of a model of a connected database. */
export interface Queries<N extends keyof DB, DB> {
  /** All records that match. */
  find<Q extends FindArgs<N, DB> = {}>(query?: Checked<Q, FindArgs<N, DB>>): Promise<Loaded<N, Q, DB>[]>
  /** The first record that matches, or null. */
  findOne<Q extends FindArgs<N, DB> = {}>(
    query?: Checked<Q, FindArgs<N, DB>>,
  ): Promise<Loaded<N, Q, DB> | null>
  /** The record of this key, or null. */
  findById<Q extends FindArgs<N, DB> = {}>(
    key: Part<N, DB, 'key'>,
    query?: Checked<Q, FindArgs<N, DB>>,
  ): Promise<Loaded<N, Q, DB> | null>
  /** One page of the records that match, with the cursors of its neighbours. */
  page<Q extends PageArgs<N, DB> = {}>(query?: Checked<Q, PageArgs<N, DB>>): Promise<Page<Loaded<N, Q, DB>>>
  /** All records that match, read in chunks. */
  stream<Q extends StreamArgs<N, DB> = {}>(
    query?: Checked<Q, StreamArgs<N, DB>>,
  ): AsyncIterable<Loaded<N, Q, DB>>
  /** How many records match. */
  count(where?: Where<N, DB>): Promise<number>
  /** Whether any record matches. */
  exists(where?: Where<N, DB>): Promise<boolean>
  /** Counts, sums, averages, least and greatest values. */
  aggregate<const Q extends AggregateArgs<N, DB>>(
    query: Checked<Q, AggregateArgs<N, DB>>,
  ): Promise<AggregateRow<N, Q, DB>[]>
  /** Whether the caller may do something: of a record yes or no, without one also that it depends on the record. */
  can(action: Action, asked?: Asked<Part<N, DB, 'key'>, Part<N, DB, 'name'>>): Promise<Answer>
  /** The same with what decided it: for developers and logs, since it tells of rules and of what may not be read. */
  explain(action: Action, asked?: Asked<Part<N, DB, 'key'>, Part<N, DB, 'name'>>): Promise<Explanation>
  /** Makes and saves a record, and with it what its relations are given. */
  create<Q extends object = {}>(values: Checked<Q, NewValues<N, DB, Q>>): Promise<RecordOf<N, DB>>
  /** Inserts all or none; gives their number. */
  insertMany(values: readonly Part<N, DB, 'create'>[]): Promise<number>
  /** Creates the record or, where it is there, changes it: atomically. */
  upsert(
    query: UpsertArgs<Part<N, DB, 'stored'>, Part<N, DB, 'create'>, Part<N, DB, 'update'>>,
  ): Promise<RecordOf<N, DB>>
  /** Changes all records that match; gives their number. */
  updateWhere(where: Where<N, DB>, changes: Part<N, DB, 'update'>): Promise<number>
  /** Destroys all records that match; gives their number. */
  destroyWhere(where: Where<N, DB>): Promise<number>
}
