import { PrometheusError } from '../errors/error.ts'
import type { Store, StoreTransaction, TransactionOptions } from '../store/contract.ts'
import type { MaybePromise } from '../support/maybe-promise.ts'
import type { Core, OpenTransaction } from './core.ts'

/** What is to run when a transaction is committed. */
export type AfterCommit = () => void | Promise<void>

/** Runs what was left for after the commit, in order; what fails is reported, since all is stored already. */
export async function runAfterCommit(
  { events }: Core<TransactionScope>,
  work: readonly AfterCommit[],
): Promise<void> {
  for (const run of work) {
    try {
      await run()
    } catch (error) {
      events.report(error)
    }
  }
}

/** One transaction, or a savepoint inside one: begun in its store by its first statement. */
export class TransactionScope implements OpenTransaction {
  readonly core: Core<TransactionScope>
  readonly parent: TransactionScope | null
  readonly options: TransactionOptions
  closed = false
  #store: Store | undefined
  #begun: MaybePromise<StoreTransaction> | undefined
  #child: TransactionScope | undefined
  /** Settles when the open savepoint ends; savepoints of one transaction take turns. */
  #childEnd: Promise<void> = Promise.resolve()
  readonly #afterCommit: AfterCommit[] = []
  /** Makes records again what they were, where this is undone. */
  readonly #onRollback: (() => void)[] = []

  constructor(core: Core<TransactionScope>, parent: TransactionScope | null, options: TransactionOptions) {
    this.core = core
    this.parent = parent
    this.options = options
  }

  /** The store's transaction, for a statement; waits while a savepoint is open, since that would undo it too. */
  async transactionFor(store: Store, model: string): Promise<StoreTransaction> {
    this.#checkUse()
    while (this.#child !== undefined) await this.#childEnd
    return this.#begin(store, model)
  }

  /** Waits for its turn among the savepoints of this transaction, then holds it until the returned function is called. */
  async openChild(child: TransactionScope): Promise<() => void> {
    this.#checkUse()
    while (this.#child !== undefined) await this.#childEnd
    if (this.closed) throw closedError()
    this.#child = child
    let end = (): void => {}
    this.#childEnd = new Promise((resolve) => {
      end = () => {
        this.#child = undefined
        resolve()
      }
    })
    return end
  }

  /** Runs a function after the commit of the outermost transaction; never where any around it is undone. */
  afterCommit(run: AfterCommit): void {
    this.#checkUse()
    this.#afterCommit.push(run)
  }

  /** Runs a function where this transaction, or any around it, is undone. */
  onRollback(run: () => void): void {
    this.#onRollback.push(run)
  }

  /** Keeps what was done; what was left for after the commit has run when this returns. */
  async commit(): Promise<void> {
    while (this.#child !== undefined) await this.#childEnd
    this.closed = true
    const begun = await this.#begun
    // A commit that fails has ended the store's transaction too: there is nothing left to undo in it.
    this.#begun = undefined
    await begun?.commit()
    if (this.parent === null) await runAfterCommit(this.core, this.#afterCommit)
    else this.parent.#takeOver(this)
  }

  /** Undoes what was done; a transaction that the store has ended itself is undone already. */
  async rollback(): Promise<void> {
    this.closed = true
    while (this.#child !== undefined) await this.#childEnd
    const begun = await Promise.resolve(this.#begun).catch(() => undefined)
    for (const run of this.#onRollback.reverse()) run()
    await begun?.rollback()
  }

  /** What a savepoint has left to do is left to the transaction around it. */
  #takeOver(child: TransactionScope): void {
    for (const run of child.#afterCommit) this.#afterCommit.push(run)
    for (const run of child.#onRollback) this.#onRollback.push(run)
  }

  async #begin(store: Store, model: string): Promise<StoreTransaction> {
    if (this.closed) throw closedError()
    if (this.#store !== undefined && this.#store !== store) throw twoStores(model)
    this.#store = store
    this.#begun ??= this.parent === null ? store.begin(this.options) : this.parent.#savepoint(store, model)
    return this.#begun
  }

  /** A savepoint for a child, which need not wait for itself. */
  async #savepoint(store: Store, model: string): Promise<StoreTransaction> {
    return (await this.#begin(store, model)).savepoint()
  }

  /** Whether this is the other transaction, or around it. */
  encloses(other: TransactionScope): boolean {
    for (let at: TransactionScope | null = other; at !== null; at = at.parent) {
      if (at === this) return true
    }
    return false
  }

  #checkUse(): void {
    if (this.closed) throw closedError()
    for (
      let scope: OpenTransaction | null = this.core.current?.tx.parent ?? null;
      scope !== null;
      scope = scope.parent
    ) {
      if (scope === this) throw outsideError()
    }
  }
}

/** A transaction is used that has ended. */
export const closedError = () =>
  new PrometheusError('TX_CLOSED', 'The transaction has ended: await every query inside its callback.')

/** The database or transaction around a transaction is used inside it, and would wait for itself. */
export const outsideError = () =>
  new PrometheusError(
    'TX_OUTSIDE',
    'Inside a transaction, use the one that the callback was given, and nothing around it.',
  )

const twoStores = (model: string) =>
  new PrometheusError(
    'UNSUPPORTED',
    `${model} is in another store than the rest of the transaction; a transaction has one store.`,
    { model },
  )
