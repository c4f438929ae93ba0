import { AsyncLocalStorage } from 'node:async_hooks'
import type { ModelShape } from '../schema/shape.ts'
import type { Store } from '../store/contract.ts'
import type { ConnectedModel } from './connected-model.ts'
import { Events } from './events.ts'
import type { Flows } from './flow.ts'
import type { Guard } from './guard.ts'
import type { StatementEvent } from './types/db-type.ts'

/** What the core needs to know of a transaction. */
export interface OpenTransaction {
  readonly closed: boolean
  readonly parent: OpenTransaction | null
}

/**
 * Inside which transaction code runs. In a transaction's own callback the outer database is refused, since the
 * callback was given what to use; a hook was given nothing, so there the outer database joins the transaction.
 */
interface Context<T extends OpenTransaction> {
  readonly tx: T
  readonly joins: boolean
}

/** Looks at reads and statements for developers: it is loaded where they are to be warned, and nowhere else. */
export interface ReadWatch {
  readonly flows: Flows
  /** Lets a bound model class tell of its reads. */
  watch(Bound: object, model: ConnectedModel): void
  /** Is told of each statement. */
  statement(event: StatementEvent): void
}

/** Makes what somebody may do of a session; loaded where a model says who may do what. */
export interface Guards {
  as(session: object | null): Guard
}

/** The changes of a database, for trusted code; loaded where a model records them. */
export interface ChangesAtWork {
  /** What a store has to hold beside its models. */
  shapesFor(store: Store): readonly ModelShape[]
  /** What code in a scope may do with changes; `transact` runs in a transaction of that scope. */
  in(scope: object, transact: never): object
  /** Refuses databases that have no log yet; removes old changes from time to time, until it is closed. */
  start(): Promise<void>
  /** Stops all who consume changes. */
  close(): Promise<void>
}

/** What all scopes of one connected database share. */
export class Core<T extends OpenTransaction = OpenTransaction> {
  readonly models: ReadonlyMap<string, ConnectedModel>
  readonly stores: ReadonlySet<Store>
  readonly events = new Events()
  /** Set as the database is connected, where developers are to be warned. */
  watch: ReadWatch | undefined
  /** Set as the database is connected, where any model is guarded. */
  guards: Guards | undefined
  /** Set as the database is connected, where any model records its changes. */
  changes: ChangesAtWork | undefined
  readonly #context = new AsyncLocalStorage<Context<T>>()
  /** How many transactions are open. While there is none, no statement pays for finding out where it runs. */
  #open = 0
  closed = false

  constructor(models: ReadonlyMap<string, ConnectedModel>) {
    this.models = models
    this.stores = new Set([...models.values()].map((model) => model.store))
  }

  /** Whether statements can go the short way: no transaction is open, nobody listens or counts, nothing is closed. */
  get quiet(): boolean {
    return this.#open === 0 && !this.events.watchesStatements && !this.closed && this.watch === undefined
  }

  /** The innermost open transaction in whose callback or hook this code runs. */
  get current(): Context<OpenTransaction> | undefined {
    const context = this.#open === 0 ? undefined : this.#context.getStore()
    if (context === undefined || !context.tx.closed) return context
    let tx = context.tx.parent
    while (tx?.closed) tx = tx.parent
    return tx === null ? undefined : { tx, joins: context.joins }
  }

  /** The transaction that the outer database joins here: that of a hook. */
  get joined(): T | undefined {
    const context = this.#open === 0 ? undefined : this.#context.getStore()
    return context?.joins === true && !context.tx.closed ? context.tx : undefined
  }

  /** Runs the callback of a transaction so that {@link current} knows it. */
  async runInside<R>(tx: T, run: () => Promise<R>): Promise<R> {
    this.#open++
    try {
      return await this.#context.run({ tx, joins: false }, run)
    } finally {
      if (--this.#open === 0) this.#context.disable()
    }
  }

  /** Runs a hook, in which the outer database joins the transaction. */
  runJoined<R>(tx: T, run: () => R): R {
    return this.#context.run({ tx, joins: true }, run)
  }
}
