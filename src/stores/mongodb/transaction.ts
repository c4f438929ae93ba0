import type { ClientSession, Db } from 'mongodb'
import type { PrometheusError } from '../../errors/error.ts'
import { isPrometheusError } from '../../errors/error.ts'
import type { ModelShape } from '../../schema/shape.ts'
import type { StoreTransaction } from '../../store/contract.ts'
import type { Lost } from '../../store/turns.ts'
import { Turns } from '../../store/turns.ts'
import type { MaybePromise } from '../../support/maybe-promise.ts'
import type { Connection, Work } from './connection.ts'
import { abortTransaction, startTransaction } from './connection.ts'
import { convertError } from './errors.ts'
import { Journal } from './journal.ts'
import { Recorded } from './recorded.ts'

/** What a transaction and its savepoints share. */
interface Root extends Lost {
  readonly connection: Connection
  readonly db: Db
  readonly session: ClientSession
  readonly journal: Journal
  readonly recorded: Recorded
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
  readonly #turns: Turns
  readonly #root: Root
  readonly #end: End
  /** A commit has failed: whoever rolls back then finds it done. */
  #failed = false

  private constructor(root: Root, end: End, release: () => unknown) {
    this.#turns = new Turns(root, release)
    this.#root = root
    this.#end = end
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
  async run<T>(model: ModelShape, task: (work: Work) => Promise<T>): Promise<T> {
    const { connection, ...parts } = this.#root
    const { db } = parts
    return this.#turns.run(async () => {
      this.#turns.check()
      await connection.guard(model, () => connection.catalog.check(model, db))
      try {
        return await task({ ...parts, goesOn: true })
      } catch (error) {
        throw this.#failure(error, model)
      }
    })
  }

  savepoint(): MaybePromise<StoreTransaction> {
    return this.#turns.nest((release) => new MongodbTransaction(this.#root, part(this.#root), release))
  }

  commit(): MaybePromise<void> {
    return this.#turns.end(async () => {
      this.#turns.check()
      this.#failed = true
      await this.#told(() => this.#end.commit())
      this.#failed = false
    })
  }

  rollback(): MaybePromise<void> {
    if (this.#failed) return
    return this.#turns.end(async () => {
      if (this.#root.lost === undefined) await this.#told(() => this.#end.rollback())
    })
  }

  async #told(task: () => Promise<void>): Promise<void> {
    try {
      await task()
    } catch (error) {
      throw this.#failure(error)
    }
  }

  /** The error as it leaves the store. What the server or the driver threw has ended the transaction; a refusal of our own has not. */
  #failure(error: unknown, model?: ModelShape): PrometheusError {
    if (isPrometheusError(error)) return error
    this.#root.lost ??= convertError(error, model)
    return convertError(error, model)
  }
}
