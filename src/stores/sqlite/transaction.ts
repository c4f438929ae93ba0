import type { PrometheusError } from '../../errors/error.ts'
import type { ModelShape } from '../../schema/shape.ts'
import type { StoreTransaction } from '../../store/contract.ts'
import type { Release } from '../../store/lane.ts'
import type { Lost } from '../../store/turns.ts'
import { Turns } from '../../store/turns.ts'
import type { MaybePromise } from '../../support/maybe-promise.ts'
import { chain, isPromise } from '../../support/maybe-promise.ts'
import type { Connections } from './connections.ts'
import type { Group } from './group.ts'
import { patiently } from './patience.ts'

interface Verbs {
  readonly commit: string
  readonly rollback: string
}

/** What a transaction and its savepoints share. */
interface Root extends Group, Lost {}

/** A transaction on the writer, or a savepoint inside one. */
export class SqliteTransaction implements StoreTransaction {
  readonly #turns: Turns
  readonly #connections: Connections
  readonly #verbs: Verbs
  readonly #depth: number
  readonly #root: Root

  constructor(connections: Connections, verbs: Verbs, release: Release, depth: number, root: Root) {
    this.#turns = new Turns(root, release)
    this.#connections = connections
    this.#verbs = verbs
    this.#depth = depth
    this.#root = root
  }

  /** What is recorded in this transaction, at whatever depth, is one group. */
  get group(): Group {
    return this.#root
  }

  /** Runs a statement in this transaction: at once, or after what holds it. */
  run<T>(task: () => MaybePromise<T>, model: ModelShape): MaybePromise<T> {
    return this.#turns.free ? this.#now(task, model) : this.#turns.run(() => this.#now(task, model))
  }

  /** Runs what takes several turns of the event loop; other uses of the transaction wait for its end. */
  hold<T>(task: () => MaybePromise<T>, model: ModelShape): MaybePromise<T> {
    return this.#turns.run(() => {
      const result = this.#now(task, model)
      if (!isPromise(result)) return result
      return result.catch((error: unknown): never => {
        throw this.failure(error, model)
      })
    })
  }

  #now<T>(task: () => MaybePromise<T>, model: ModelShape): MaybePromise<T> {
    this.#turns.check()
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
    return this.#turns.nest((release) => {
      const name = `"savepoint_${this.#depth}"`
      this.#exec(`savepoint ${name}`)
      const verbs = { commit: `release ${name}`, rollback: `rollback to ${name}; release ${name}` }
      return new SqliteTransaction(this.#connections, verbs, release, this.#depth + 1, this.#root)
    })
  }

  commit(): MaybePromise<void> {
    return this.#turns.end(() => this.#commit())
  }

  rollback(): MaybePromise<void> {
    return this.#turns.end(() => this.#undo())
  }

  #exec(text: string): void {
    try {
      this.#connections.writer.exec(text)
    } catch (error) {
      throw this.failure(error)
    }
  }

  #commit(): void {
    this.#turns.check()
    try {
      this.#exec(this.#verbs.commit)
    } catch (error) {
      this.#undo()
      throw error
    }
    if (this.#depth === 1 && this.#root.first !== undefined) this.#connections.commits.tell()
  }

  #undo(): void {
    if (this.#connections.writer.inTransaction) this.#exec(this.#verbs.rollback)
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
