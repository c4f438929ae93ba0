import type { StoreTransaction } from '../../store/contract.ts'
import { checkOpen } from '../../store/transaction-errors.ts'
import type { MaybePromise } from '../../support/maybe-promise.ts'
import { chain } from '../../support/maybe-promise.ts'
import type { State } from './state.ts'
import { WriterQueue } from './writer-queue.ts'

/**
 * A transaction, or a savepoint inside one: a layer over what it began on. A savepoint holds its parent until it
 * ends: writes, other savepoints and the end of the parent wait.
 */
export class MemoryTransaction implements StoreTransaction {
  readonly #turns = new WriterQueue()
  readonly #layer: State
  readonly #release: () => void
  #open = true

  private constructor(layer: State, release: () => void) {
    this.#layer = layer
    this.#release = release
  }

  /** Begins in its turn on what `state` gives then. */
  static begin(turns: WriterQueue, state: () => State): MaybePromise<MemoryTransaction> {
    const release = () => turns.release()
    return chain(turns.enter(), () => {
      try {
        return new MemoryTransaction(state().layer(), release)
      } catch (error) {
        release()
        throw error
      }
    })
  }

  /** What the transaction sees. */
  get state(): State {
    this.#assertOpen()
    return this.#layer
  }

  /** Writes in its turn, all or nothing. */
  write<T>(work: (layer: State) => T): MaybePromise<T> {
    return this.#turns.run(() => this.state.atomically(work))
  }

  savepoint(): MaybePromise<StoreTransaction> {
    return MemoryTransaction.begin(this.#turns, () => this.state)
  }

  commit(): MaybePromise<void> {
    return this.#turns.run(() => {
      this.state.merge()
      this.#end()
    })
  }

  rollback(): MaybePromise<void> {
    return this.#turns.run(() => {
      this.#assertOpen()
      this.#end()
    })
  }

  #assertOpen(): void {
    checkOpen(this.#open)
  }

  #end(): void {
    this.#open = false
    this.#release()
  }
}
