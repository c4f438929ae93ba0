import type { SessionShape } from '../../schema/session.ts'
import type { TransactionOptions as StoreTransactionOptions } from '../../store/contract.ts'
import type { Queries } from './queries.ts'
import type { Part, RecordOf } from './registry.ts'

/** A model of a connected database: its queries, and the class of its records. */
export interface BoundModel<N extends keyof DB, DB> extends Queries<N, DB> {
  /** The record of a key: there at once, and loading behind it; `ready` says when, or that there is none. */
  new (key: Part<N, DB, 'key'>): RecordOf<N, DB>
  /** A record that is not saved yet. */
  new (values?: Part<N, DB, 'fresh'>): RecordOf<N, DB>
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
  /** The database as a session may see and change it; null is a guest. */
  as(session: Session | null): Scoped<DB, Session>
  /** The database as trusted code sees it; the reason is logged. */
  system(reason: string): Scoped<DB, Session>
}

/** A statement that a store has run. */
export interface StatementEvent {
  readonly model: string
  /** What kind of statement: find, insert and so on. */
  readonly kind: string
  /** In milliseconds. */
  readonly duration: number
  /** How many rows were read or written. */
  readonly rows: number
}

/** What the database alone has. */
export interface DatabaseBase<DB, Session extends SessionShape> extends Scope<DB, Session> {
  /** Makes tables, columns and indexes that are missing. */
  sync(): Promise<void>
  /** Closes the stores. */
  close(): Promise<void>
  /** Listens; gives a function that stops it. */
  on(event: 'statement', listener: (event: StatementEvent) => void): () => void
}

/** A connected database. */
export type Database<DB, Session extends SessionShape> = BoundModels<DB> & DatabaseBase<DB, Session>

/** The database as somebody sees it. */
export type Scoped<DB, Session extends SessionShape> = BoundModels<DB> & Scope<DB, Session>

/** The database inside a transaction. */
export type Transaction<DB, Session extends SessionShape> = BoundModels<DB> & Scope<DB, Session>
