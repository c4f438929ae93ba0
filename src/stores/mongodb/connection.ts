import type { ClientSession, Db, MongoClient, ReadPreference } from 'mongodb'
import { PrometheusError } from '../../errors/error.ts'
import type { ModelShape } from '../../schema/shape.ts'
import { Lane } from '../../store/lane.ts'
import { LogWatch } from '../../store/log-watch.ts'
import type { PoolFigures } from '../../store/pool.ts'
import { Catalog } from './catalog.ts'
import { findEpoch, giveUp, recordsChanges, takeNumber } from './change-tables.ts'
import { checkModel } from './check-model.ts'
import { DECODED, driver } from './driver.ts'
import {
  convertError,
  isConflict,
  isDuplicate,
  isUnanswered,
  isUnreachable,
  outcomeUnknown,
} from './errors.ts'
import { Journal } from './journal.ts'
import type { Settings } from './options.ts'
import { PoolWatch } from './pool-watch.ts'
import { Recorded } from './recorded.ts'

/** What a statement that writes works with: always in a transaction, its own or that of the caller. */
export interface Work {
  readonly db: Db
  readonly session: ClientSession
  readonly journal: Journal
  /** What it tells of, where models record their changes. */
  readonly recorded: Recorded
  /** The transaction goes on after a refusal: what the server would refuse, ending it, has to be found before. */
  readonly goesOn: boolean
}

const TRANSACTION = {
  readConcern: { level: 'snapshot' },
  writeConcern: { w: 'majority' },
  readPreference: 'primary',
} as const

/** The version of the protocol that MongoDB 6.0 speaks. */
const OLDEST = 17

const pause = (tries: number) =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(100, 2 ** tries)))

const closed = (): PrometheusError =>
  new PrometheusError(
    'NOT_CONNECTED',
    'The MongoDB store is not open. Connect it first, and use it before it is closed.',
  )

/** What is needed of a transaction to end it. */
export type Ending = Pick<Work, 'db' | 'session' | 'recorded'>

/** Begins a transaction that sees one state of all data. */
export const startTransaction = (session: ClientSession): void => session.startTransaction(TRANSACTION)

const COMMIT_TRIES = 6

/** Commits; where the answer was lost, asks again, and in the end says that nobody knows. */
async function commitTransaction(session: ClientSession): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await session.commitTransaction()
    } catch (error) {
      if (!isUnanswered(error)) throw error
      if (tries >= COMMIT_TRIES || isUnreachable(error)) throw outcomeUnknown(error)
      await pause(tries)
    }
  }
}

function givenUp(cause: unknown): PrometheusError {
  const message = 'The commit stood still until its place among the changes was given up: run it again.'
  return new PrometheusError('SERIALIZATION_FAILURE', message, {}, cause)
}

/** Stores what a transaction tells of, under a number that it takes now, and commits. */
async function commitRecorded({ db, session, recorded }: Ending): Promise<void> {
  const number = await takeNumber(db)
  try {
    await recorded.store(db, session, number)
    await commitTransaction(session)
  } catch (error) {
    await abortTransaction(session)
    // Readers wait for the number no longer than they have to.
    void giveUp(db, number).catch(() => undefined)
    throw isDuplicate(error) ? givenUp(error) : error
  }
}

/** Undoes; a transaction that the server has ended is undone already. */
export async function abortTransaction(session: ClientSession): Promise<void> {
  if (session.inTransaction()) await session.abortTransaction().catch(() => undefined)
}

/** The client of a store, and what is known of its database. */
export class Connection {
  readonly settings: Settings
  readonly catalog = new Catalog()
  /** Who listens for changes that were recorded. */
  readonly commits = new LogWatch()
  readonly #lanes = new Map<string, Lane>()
  #client: MongoClient | undefined
  #watch: PoolWatch | undefined

  constructor(settings: Settings) {
    this.settings = settings
  }

  get client(): MongoClient {
    if (this.#client === undefined) throw closed()
    return this.#client
  }

  /** The database by its primary, whatever the URL prefers: what a write goes by must not be old, nor may a transaction read elsewhere. */
  get db(): Db {
    return this.client.db(this.settings.database, { readPreference: 'primary' })
  }

  /** What a read outside of transactions is told: which members of the set may answer, as the URL has it. */
  get reading(): { readonly readPreference: ReadPreference; readonly maxTimeMS?: number } {
    return { readPreference: this.client.readPreference, ...this.limit }
  }

  /** How long the server may work on a read. */
  get limit(): { readonly maxTimeMS?: number } {
    const { statementTimeout } = this.settings
    return statementTimeout > 0 ? { maxTimeMS: statementTimeout } : {}
  }

  /** Connects, and refuses a server that is too old or has no transactions. */
  async open(models: readonly ModelShape[]): Promise<void> {
    models.forEach(checkModel)
    const { url, poolSize, acquireTimeout, connectTimeout, serverTimeout, statementTimeout } = this.settings
    await this.guard(undefined, async () => {
      const client = new (driver().MongoClient)(url, {
        maxPoolSize: poolSize,
        waitQueueTimeoutMS: acquireTimeout,
        connectTimeoutMS: connectTimeout,
        serverSelectionTimeoutMS: serverTimeout,
        ...(statementTimeout > 0 && { socketTimeoutMS: 2 * statementTimeout }),
        writeConcern: { w: 'majority' },
        ...DECODED,
      })
      this.#client = client
      this.#watch = new PoolWatch(client, poolSize)
      try {
        await this.#checkTopology()
        await this.catalog.read(this.db)
        if (recordsChanges(models)) await findEpoch(this.db)
      } catch (error) {
        await this.close()
        throw error
      }
    })
  }

  /** Runs a task; whatever it throws is a PrometheusError. */
  async guard<T>(model: ModelShape | undefined, task: () => Promise<T>): Promise<T> {
    try {
      return await task()
    } catch (error) {
      throw this.#client === undefined && model !== undefined ? closed() : convertError(error, model)
    }
  }

  /** Runs a statement that needs no transaction. */
  async direct<T>(model: ModelShape, task: (db: Db) => Promise<T>): Promise<T> {
    const { db } = this
    return this.guard(model, async () => {
      await this.catalog.check(model, db)
      return task(db)
    })
  }

  /** Runs a statement in a transaction of its own, again and for some time where it meets another one. */
  async alone<T>(model: ModelShape, task: (work: Work) => Promise<T>): Promise<T> {
    return this.direct(model, async (db) => {
      const until = Date.now() + this.settings.conflictTimeout
      try {
        return await this.#once(db, task)
      } catch (error) {
        if (!isConflict(error)) throw error
      }
      return this.#againOf(model).run(() => this.#again(db, task, until))
    })
  }

  /** The connections, for who observes them. */
  get figures(): PoolFigures | undefined {
    return this.#watch?.figures(this.settings.database)
  }

  /** Ends a transaction, with what it tells of. */
  async commit(ending: Ending): Promise<void> {
    if (ending.recorded.count === 0) return commitTransaction(ending.session)
    await commitRecorded(ending)
    this.commits.tell()
  }

  async close(): Promise<void> {
    this.commits.close()
    const client = this.#client
    this.#client = undefined
    await client?.close()
  }

  /** Statements of one model begin anew one after the other: at once, they would meet each other again and again. */
  #againOf({ table }: ModelShape): Lane {
    const lane = this.#lanes.get(table) ?? new Lane()
    this.#lanes.set(table, lane)
    return lane
  }

  async #again<T>(db: Db, task: (work: Work) => Promise<T>, until: number): Promise<T> {
    for (let tries = 0; ; tries++) {
      try {
        return await this.#once(db, task)
      } catch (error) {
        if (!isConflict(error) || Date.now() > until) throw error
        await pause(tries)
      }
    }
  }

  async #once<T>(db: Db, task: (work: Work) => Promise<T>): Promise<T> {
    const session = this.client.startSession()
    try {
      startTransaction(session)
      const recorded = new Recorded()
      const result = await task({ db, session, recorded, journal: new Journal(), goesOn: false })
      await this.commit({ db, session, recorded })
      return result
    } catch (error) {
      await abortTransaction(session)
      throw error
    } finally {
      await session.endSession()
    }
  }

  async #checkTopology(): Promise<void> {
    const hello = await this.db.admin().command({ hello: 1 })
    if (Number(hello.maxWireVersion) < OLDEST)
      throw new PrometheusError(
        'UNSUPPORTED',
        'mongodb(): the server is older than MongoDB 6.0: use a newer one.',
      )
    if (hello.setName !== undefined || hello.msg === 'isdbgrid') return
    const message =
      'mongodb(): the server is alone and has no transactions. Run it as a replica set, which may have one member: `mongod --replSet rs0`, and once `rs.initiate()`.'
    throw new PrometheusError('UNSUPPORTED', message, { capability: 'transactions' })
  }
}
