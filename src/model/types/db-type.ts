import type { ErrorCode } from '../../errors/codes.ts'
import type { SessionShape } from '../../schema/session.ts'
import type { TransactionOptions as StoreTransactionOptions } from '../../store/contract.ts'
import type { DatabasePlace } from '../../store/place.ts'
import type { PoolFigures } from '../../store/pool.ts'
import type { Changes } from './changes-type.ts'
import type { Checked } from './checked.ts'
import type { GivenRelated } from './nested-write.ts'
import type { Queries } from './queries.ts'
import type { Part, RecordOf } from './registry.ts'

/** A model of a connected database: its queries, and the class of its records. */
export interface BoundModel<N extends keyof DB, DB> extends Queries<N, DB> {
  /** The record of a key: there at once, and loading behind it; `ready` says when, or that there is none. */
  new (key: Part<N, DB, 'key'>): RecordOf<N, DB>
  /** A record that is not saved yet. */
  new <Q extends object = {}>(
    values?: Checked<Q, Part<N, DB, 'fresh'> & GivenRelated<N, DB, Q>>,
  ): RecordOf<N, DB>
  readonly modelName: N
}

type OwnStatics<C> = {
  [K in keyof C as K extends 'prototype' | 'schema' | '~' | keyof BoundModel<never, {}> ? never : K]: C[K]
}

/** The models of a database by name, each with its own statics. */
export type BoundModels<DB> = { readonly [N in keyof DB]: BoundModel<N, DB> & OwnStatics<DB[N]> }

/** How a transaction runs. */
export interface TransactionOptions extends StoreTransactionOptions {
  /** How often it is run again after a failure that may pass; 0 by default. */
  readonly retries?: number
}

/** What databases, sessions and transactions have alike. */
export interface Scope<DB, Session extends SessionShape> {
  /** The model of a name, for code that works with any. */
  model<N extends keyof DB>(name: N): BoundModel<N, DB>
  /** Runs a function in a transaction, rolled back if it throws; inside another, it is a savepoint. */
  transaction<T>(
    run: (tx: Transaction<DB, Session>) => T | Promise<T>,
    options?: TransactionOptions,
  ): Promise<T>
  /**
   * Runs a function when the transaction around this call is committed, and never if it is undone; outside of any, at
   * once. For what reaches outside: mail, queues, other services.
   */
  afterCommit(run: () => void | Promise<void>): void
  /** The database as a session may see and change it; null is a guest. */
  as(session: Session | null): Scoped<DB, Session>
  /** The database as trusted code sees it; the reason is told to `on('system')`, and with each of its statements. */
  system(reason: string): Trusted<DB, Session>
}

/** A statement that a store has run, or that has failed. */
export interface StatementEvent {
  readonly model: string
  /** The model's table. */
  readonly table: string
  /** The store's name, such as 'sqlite'. */
  readonly store: string
  readonly place: DatabasePlace
  /** What kind of statement: find, insert and so on. */
  readonly kind: string
  /** The same for statements that differ in values only: the text of the statement, without values, where the store has one. */
  readonly shape: string
  /** In milliseconds. */
  readonly duration: number
  /** How many rows were read or written; 0 where it failed. */
  readonly rows: number
  /** The code of the error, where it failed. */
  readonly error?: ErrorCode
  /** Why trusted code has run it, of `system(reason)`. */
  readonly reason?: string
}

/** Trusted code has begun to work, which no permission holds back. */
export interface SystemEvent {
  readonly reason: string
}

/** Something that developers can do better. */
export type WarningEvent = RepeatedReadWarning | SlowStatementWarning

/** A statement took long. */
export interface SlowStatementWarning {
  readonly code: 'SLOW_STATEMENT'
  /** What took how long, and what to do. */
  readonly message: string
  readonly model: string
  readonly shape: string
  /** In milliseconds. */
  readonly duration: number
}

/** One read for each record, where one read of them all would do. */
export interface RepeatedReadWarning {
  readonly code: 'N_PLUS_ONE'
  /** What was seen, where, and what to do. */
  readonly message: string
  readonly model: string
  /** The call that was repeated: `findById`, `count` and so on; `new` where a record was made by its key. */
  readonly call: string
  readonly times: number
  /** `file:line:column` of the last of these calls, where that is known. */
  readonly place: string | undefined
}

/** What one can listen to. */
export interface DatabaseEvents {
  /** A store has run a statement. */
  readonly statement: StatementEvent
  /** Somebody has called `system(reason)`: for the log of what permissions did not hold back. */
  readonly system: SystemEvent
  /** Something failed of which no caller can be told: work after a commit, or a function of a role. */
  readonly error: unknown
  /** Developers can do something better; told where `connect` was given `warnings: true`, or NODE_ENV is development. */
  readonly warning: WarningEvent
}

/** What trusted code has outside of transactions. */
export interface WithChanges<DB, Session extends SessionShape> {
  /** What was changed of models with `changes: true`, for search indexes, mail, jobs. */
  readonly changes: Changes<DB, Transaction<DB, Session>>
}

/** The connections of one of the stores. */
export interface StorePool extends PoolFigures {
  /** The store's name, such as 'postgres'. */
  readonly store: string
  readonly place: DatabasePlace
}

/** What the database alone has. */
export interface DatabaseBase<DB, Session extends SessionShape>
  extends Scope<DB, Session>,
    WithChanges<DB, Session> {
  /** Makes tables, columns and indexes that are missing. */
  sync(): Promise<void>
  /** Closes the stores. */
  close(): Promise<void>
  /** The connections of each store that has any, at this moment: for dashboards and alarms. */
  pools(): readonly StorePool[]
  /** Listens; gives a function that stops it. */
  on<E extends keyof DatabaseEvents>(event: E, listener: (event: DatabaseEvents[E]) => void): () => void
}

/** A connected database. */
export type Database<DB, Session extends SessionShape> = BoundModels<DB> & DatabaseBase<DB, Session>

/** The database as somebody sees it. */
export type Scoped<DB, Session extends SessionShape> = BoundModels<DB> & Scope<DB, Session>

/** The database as trusted code sees it. */
export type Trusted<DB, Session extends SessionShape> = Scoped<DB, Session> & WithChanges<DB, Session>

/** The database inside a transaction. */
export type Transaction<DB, Session extends SessionShape> = BoundModels<DB> & Scope<DB, Session>
