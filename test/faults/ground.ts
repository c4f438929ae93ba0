import type { Store } from 'prometheus-odm'
import { createPrometheus, field, isPrometheusError } from 'prometheus-odm'
import { afterAll, beforeAll, beforeEach } from 'vitest'

export const { defineModel, connect } = createPrometheus()

/** What is written while servers fail. */
export class Entry extends defineModel({
  name: 'Entry',
  schema: {
    id: field.id(),
    mark: field.string({ required: true }),
    count: field.integer({ default: 0 }),
    code: field.string({ unique: true }),
  },
}) {}
export interface Models {
  Entry: typeof Entry
}

/** What the stores of servers have for options alike. */
export interface ServerOptions {
  readonly url?: string
  readonly max?: number
  readonly connectTimeout?: number
  readonly acquireTimeout?: number
  readonly idleTimeout?: number
  readonly lockTimeout?: number
  readonly statementTimeout?: number
}

/** A server of the tests' own, which they may stop. */
export interface FaultServer {
  /** Of the database of the tests, for the user `known` with the password `right`. */
  readonly url: string
  /** The ways in which it ends; each is followed by a start. */
  readonly ends: readonly (() => Promise<void>)[]
  start(): Promise<void>
  remove(): Promise<void>
  /** Runs SQL in the database of the tests, on a connection of its own. */
  administer(text: string): Promise<readonly object[]>
  /** Ends the connections of stores, or those alone that wait for a lock; says how many. */
  terminate(which?: 'waiting'): Promise<number>
  /** How many connections of stores there are. */
  connections(): Promise<number>
}

/** A kind of server. */
export interface FaultEngine {
  /** The store's name. */
  readonly name: string
  /** Why none can be started here, if so. */
  readonly missing: string | undefined
  start(): Promise<FaultServer>
  store(options: ServerOptions): Store
  /** SQL that gives `count` of an entry a type of the same values, and the one that it had. */
  readonly alterations: readonly string[]
  /** What a write is told that waited when its connection was ended: some servers say that it was, others only go. */
  readonly endedWrite: readonly string[]
  /** What a write is told that waits longer than a statement may take, and than a lock is waited for. */
  readonly lateWrite: string
}

/** The code that something fails with, or `done`. */
export const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (isPrometheusError(error) ? error.code : String(error)),
  )

export type Opened = Awaited<ReturnType<Ground['open']>>

/** A server for the tests of a file, and databases on it. */
export class Ground {
  readonly engine: FaultEngine
  #server: FaultServer | undefined

  constructor(engine: FaultEngine) {
    this.engine = engine
    beforeAll(async () => {
      if (engine.missing === undefined) this.#server = await engine.start()
    })
    beforeEach(({ skip }) => {
      if (engine.missing !== undefined) skip(engine.missing)
    })
    afterAll(() => this.#server?.remove())
  }

  get server(): FaultServer {
    if (this.#server === undefined) throw new TypeError('there is a server while tests run')
    return this.#server
  }

  /** A database on the server. */
  open(options: ServerOptions = {}) {
    const store = this.engine.store({ url: this.server.url, ...options })
    return connect<Models>({ models: { Entry }, store, sync: true })
  }

  /** Runs something on a database of its own, which is closed afterwards. */
  async withDatabase(options: ServerOptions, run: (db: Opened) => Promise<void>): Promise<void> {
    const db = await this.open(options)
    try {
      await run(db)
    } finally {
      await db.close()
    }
  }
}
