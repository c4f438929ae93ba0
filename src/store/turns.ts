import type { PrometheusError } from '../errors/error.ts'
import type { MaybePromise } from '../support/maybe-promise.ts'
import { chain, isPromise, lastly } from '../support/maybe-promise.ts'
import type { Release } from './lane.ts'
import { Lane } from './lane.ts'
import { checkOpen } from './transaction-errors.ts'

/** The error after which the database has ended a transaction by itself, as its savepoints see it too. */
export interface Lost {
  lost?: PrometheusError | undefined
}

/**
 * The turns of a transaction or a savepoint, and its end. Statements and savepoints go one after the other: a savepoint
 * holds what it is in until its own end. Where nothing has to wait, nothing makes a promise.
 */
export class Turns {
  readonly #lane = new Lane()
  readonly #root: Lost
  readonly #release: () => unknown
  #open = true

  /** `release` is called at the end, and is a part of it. */
  constructor(root: Lost, release: () => unknown) {
    this.#root = root
    this.#release = release
  }

  /** Whether nothing has to wait. */
  get free(): boolean {
    return this.#lane.free
  }

  /** Refuses what comes after the end, or after the database has ended it. */
  check(): void {
    checkOpen(this.#open, this.#root.lost)
  }

  /** Runs a task in its turn. */
  run<T>(task: () => MaybePromise<T>): MaybePromise<T> {
    return this.#lane.run(task)
  }

  /** Begins a savepoint in its turn; what it gets is to be called at its end. */
  nest<T>(begin: (release: Release) => MaybePromise<T>): MaybePromise<T> {
    return chain(this.#lane.take(), (release) => {
      const failed = (error: unknown): never => {
        release()
        throw error
      }
      try {
        this.check()
        const begun = begin(release)
        return isPromise(begun) ? begun.catch(failed) : begun
      } catch (error) {
        return failed(error)
      }
    })
  }

  /** Ends it in its turn, whatever comes of the task. */
  end(task: () => MaybePromise<void>): MaybePromise<void> {
    return this.#lane.run(() => {
      if (!this.#open) this.check()
      return lastly(task, () => {
        this.#open = false
        return this.#release()
      })
    })
  }
}
