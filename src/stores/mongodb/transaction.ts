import type { ClientSession, Db } from 'mongodb'
import { isPrometheusError, PrometheusError } from '../../errors/error.ts'
import type { ModelShape } from '../../schema/shape.ts'
import type { StoreTransaction } from '../../store/contract.ts'
import type { Connection, Work } from './connection.ts'
import { abortTransaction, startTransaction } from './connection.ts'
import { convertError } from './errors.ts'
import { Journal } from './journal.ts'
import type { Release } from './lane.ts'
import { Lane } from './lane.ts'
import { Recorded } from './recorded.ts'

/** What a transaction and its savepoints share. */
interface Root {
  readonly connection: Connection
  readonly db: Db
  readonly session: ClientSession
  readonly journal: Journal
  readonly recorded: Recorded
  /** The error after which the server ended the transaction. */
  lost?: PrometheusError
}

/** How a transaction or savepoint ends. */
interface End {
  commit(): Promise<void>
  rollback(): Promise<void>
}

const whole = (root: Root): End => ({
  commit: () => root.connection.commit(root),
  rollback: () => abortTransaction(root.session),
})

function part({ db, session, journal, recorded }: Root): End {
  const place = journal.begin()
  const told = recorded.count
  return {
    commit: async () => journal.keep(),
    rollback: () => {
      recorded.undo(told)
      return journal.undo(db, session, place)
    },
  }
}

/** A transaction in a session of the driver, or a savepoint inside one. Its statements take turns. */
export class MongodbTransaction implements StoreTransaction {
  readonly #lane = new Lane()
  readonly #root: Root
  readonly #end: End
  readonly #release: () => unknown
  #open = true
  /** A commit has failed: whoever rolls back then finds it done. */
  #failed = false

  private constructor(root: Root, end: End, release: () => unknown) {
    this.#root = root
    this.#end = end
    this.#release = release
  }

  /** Begins one; the server hears of it with the first statement. */
  static begin(connection: Connection): MongodbTransaction {
    const session = connection.client.startSession()
    startTransaction(session)
    const parts = { journal: new Journal(), recorded: new Recorded() }
    const root: Root = { connection, db: connection.db, session, ...parts }
    return new MongodbTransaction(root, whole(root), () => session.endSession())
  }

  /** The store to which it belongs. */
  get connection(): Connection {
    return this.#root.connection
  }

  /** Runs a statement in its turn. */
  run<T>(model: ModelShape, task: (work: Work) => Promise<T>): Promise<T> {
    const { connection, ...parts } = this.#root
    const { db } = parts
    return this.#lane.run(async () => {
      this.#check()
      await connection.guard(model, () => connection.catalog.check(model, db))
      try {
        return await task({ ...parts, goesOn: true })
      } catch (error) {
        throw this.#failure(error, model)
      }
    })
  }

  async savepoint(): Promise<StoreTransaction> {
    const release: Release = await this.#lane.take()
    try {
      this.#check()
      return new MongodbTransaction(this.#root, part(this.#root), release)
    } catch (error) {
      release()
      throw error
    }
  }

  commit(): Promise<void> {
    return this.#finish(async () => {
      this.#check()
      this.#failed = true
      await this.#end.commit()
      this.#failed = false
    })
  }

  rollback(): Promise<void> {
    return this.#finish(async () => {
      if (this.#failed) return
      if (!this.#open) this.#check()
      if (this.#root.lost === undefined) await this.#end.rollback()
    })
  }

  async #finish(task: () => Promise<void>): Promise<void> {
    await this.#lane.run(async () => {
      try {
        await task()
      } catch (error) {
        throw this.#failure(error)
      } finally {
        const wasOpen = this.#open
        this.#open = false
        if (wasOpen) await this.#release()
      }
    })
  }

  #check(): void {
    const { lost } = this.#root
    if (!this.#open)
      throw new PrometheusError('TX_CLOSED', 'The transaction has ended: await everything inside it.')
    if (lost === undefined) return
    const message = `The database has rolled the transaction back after ${lost.code}: begin a new one.`
    throw new PrometheusError('TX_CLOSED', message, {}, lost)
  }

  /** The error as it leaves the store. What the server or the driver threw has ended the transaction; a refusal of our own has not. */
  #failure(error: unknown, model?: ModelShape): PrometheusError {
    if (isPrometheusError(error)) return error
    this.#root.lost ??= convertError(error, model)
    return convertError(error, model)
  }
}
