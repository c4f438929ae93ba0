import type { PrometheusError } from '../../errors/error.ts'
import type { ModelShape } from '../../schema/shape.ts'
import type { StoreTransaction } from '../../store/contract.ts'
import type { MaybePromise } from '../../support/maybe-promise.ts'
import { chain, isPromise } from '../../support/maybe-promise.ts'
import type { Release } from '../sql/lane.ts'
import { Lane } from '../sql/lane.ts'
import { checkOpen } from '../sql/transaction-errors.ts'
import type { Connections } from './connections.ts'
import type { Group } from './group.ts'
import { patiently } from './patience.ts'

interface Verbs {
  readonly commit: string
  readonly rollback: string
}

/** What a transaction and its savepoints share. */
interface Root extends Group {
  /** The error after which the database ended the transaction by itself. */
  lost?: PrometheusError
}

/** A transaction on the writer, or a savepoint inside one. */
export class SqliteTransaction implements StoreTransaction {
  /** Statements and savepoints of this transaction take turns: a savepoint holds it until its end. */
  readonly lane = new Lane()
  readonly #connections: Connections
  readonly #verbs: Verbs
  readonly #release: Release
  readonly #depth: number
  readonly #root: Root
  #open = true

  constructor(connections: Connections, verbs: Verbs, release: Release, depth: number, root: Root) {
    this.#connections = connections
    this.#verbs = verbs
    this.#release = release
    this.#depth = depth
    this.#root = root
  }

  /** What is recorded in this transaction, at whatever depth, is one group. */
  get group(): Group {
    return this.#root
  }

  #check(): void {
    checkOpen(this.#open, this.#root.lost)
  }

  /** Runs a statement in this transaction: at once, or after what holds it. */
  run<T>(task: () => MaybePromise<T>, model: ModelShape): MaybePromise<T> {
    return this.lane.free ? this.#now(task, model) : this.lane.run(() => this.#now(task, model))
  }

  /** Runs what takes several turns of the event loop; other uses of the transaction wait for its end. */
  hold<T>(task: () => MaybePromise<T>, model: ModelShape): MaybePromise<T> {
    return this.lane.run(() => {
      const result = this.#now(task, model)
      if (!isPromise(result)) return result
      return result.catch((error: unknown): never => {
        throw this.failure(error, model)
      })
    })
  }

  #now<T>(task: () => MaybePromise<T>, model: ModelShape): MaybePromise<T> {
    this.#check()
    try {
      return task()
    } catch (error) {
      throw this.failure(error, model)
    }
  }

  /** The error as it leaves the store; remembers when the database has ended the transaction over it. */
  failure(error: unknown, model?: ModelShape): PrometheusError {
    const failure = this.#connections.failure(error, model)
    if (!this.#connections.writer.inTransaction) this.#root.lost ??= failure
    return failure
  }

  savepoint(): MaybePromise<StoreTransaction> {
    return chain(this.lane.take(), (release) => {
      const name = `"savepoint_${this.#depth}"`
      try {
        this.#check()
        this.#connections.writer.exec(`savepoint ${name}`)
      } catch (error) {
        release()
        throw this.failure(error)
      }
      const verbs = { commit: `release ${name}`, rollback: `rollback to ${name}; release ${name}` }
      return new SqliteTransaction(this.#connections, verbs, release, this.#depth + 1, this.#root)
    })
  }

  commit(): MaybePromise<void> {
    return this.lane.run(() => this.#end(() => this.#commit()))
  }

  rollback(): MaybePromise<void> {
    return this.lane.run(() => this.#end(() => this.#undo()))
  }

  #commit(): void {
    this.#check()
    try {
      this.#connections.writer.exec(this.#verbs.commit)
      if (this.#depth === 1 && this.#root.first !== undefined) this.#connections.commits.tell()
    } catch (error) {
      const failure = this.failure(error)
      this.#undo()
      throw failure
    }
  }

  #undo(): void {
    if (this.#connections.writer.inTransaction) this.#connections.writer.exec(this.#verbs.rollback)
  }

  #end(task: () => void): void {
    if (!this.#open) this.#check()
    try {
      task()
    } catch (error) {
      throw this.#connections.failure(error)
    } finally {
      this.#open = false
      this.#release()
    }
  }
}

/** Begins a transaction when the writer is free and the database gives its write lock. */
export function begin(connections: Connections): MaybePromise<StoreTransaction> {
  const { settings, lane } = connections
  const verb = settings.readonly ? 'begin' : 'begin immediate'
  return chain(lane.take(), (release) => {
    const failed = (error: unknown): never => {
      release()
      throw connections.failure(error)
    }
    const verbs = { commit: 'commit', rollback: 'rollback' }
    const begun = () => new SqliteTransaction(connections, verbs, release, 1, {})
    try {
      const started = patiently(() => connections.writer.exec(verb), settings.busyTimeout)
      return isPromise(started) ? started.then(begun, failed) : begun()
    } catch (error) {
      return failed(error)
    }
  })
}
