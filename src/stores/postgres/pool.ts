import { PrometheusError } from '../../errors/error.ts'
import type { MaybePromise } from '../../support/maybe-promise.ts'
import { clientOptions } from './client-options.ts'
import { Connection } from './connection.ts'
import type { Client } from './driver.ts'
import { createClient } from './driver.ts'
import { convertError } from './errors.ts'
import type { Settings } from './options.ts'

/** An error of connecting says where to. */
function locate({ code, message, details, cause }: PrometheusError, client: Client): PrometheusError {
  const { user, host, port, database } = client
  const where = `${user}@${host}:${port}/${database}`
  const more = { ...details, host, port, database, user }
  return new PrometheusError(code, `${message.replace(/\.$/, '')} (${where}).`, more, cause)
}

/** Who waits for a connection. */
interface Waiting {
  readonly resolve: (connection: Connection) => void
  readonly reject: (error: PrometheusError) => void
  readonly timer: NodeJS.Timeout
}

const closed = (): PrometheusError => new PrometheusError('NOT_CONNECTED', 'The PostgreSQL store is closed.')

/** The connections of a store: made when they are asked for, up to a limit, and ended when nobody needs them. */
export class Pool {
  readonly #settings: Settings
  readonly #idle: Connection[] = []
  readonly #all = new Set<Connection>()
  /** Connections that are being made. */
  #coming = 0
  #waiting: Waiting[] = []
  #sweep: NodeJS.Timeout | undefined
  #closed = false
  #drained: (() => void) | undefined

  constructor(settings: Settings) {
    this.#settings = settings
  }

  /** A connection for one user, who gives it back by {@link release}. */
  acquire(): MaybePromise<Connection> {
    for (let next = this.#idle.pop(); next !== undefined; next = this.#idle.pop()) {
      if (next.lost === undefined) return next
      this.#drop(next)
    }
    if (this.#closed) throw closed()
    return this.#size < this.#settings.max ? this.#connect() : this.#wait()
  }

  /** Takes a connection back; one that has ended, or is in no known state, is dropped. */
  release(connection: Connection, usable = true): void {
    if (!usable || connection.lost !== undefined) {
      connection.cut()
      this.#drop(connection)
      return
    }
    const next = this.#waiting.shift()
    if (next !== undefined) {
      clearTimeout(next.timer)
      next.resolve(connection)
    } else if (this.#closed) void this.#end(connection)
    else this.#rest(connection)
  }

  /** Ends the connections that nobody uses: they may be as dead as the one that just failed. */
  distrust(): void {
    for (const connection of this.#idle.splice(0)) void this.#end(connection)
  }

  /** Ends all connections: those in use when they come back or, after a time limit, at once. */
  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#sweep)
    for (const { reject, timer } of this.#waiting.splice(0)) {
      clearTimeout(timer)
      reject(closed())
    }
    const ends = this.#idle.splice(0).map((connection) => this.#end(connection))
    await Promise.all(ends)
    if (this.#size > 0) await this.#drain()
  }

  get #size(): number {
    return this.#all.size + this.#coming
  }

  async #drain(): Promise<void> {
    const cut = setTimeout(() => {
      for (const connection of this.#all) {
        connection.cut()
        this.#drop(connection)
      }
    }, this.#settings.acquireTimeout)
    await new Promise<void>((resolve) => {
      this.#drained = resolve
    })
    clearTimeout(cut)
  }

  #wait(): Promise<Connection> {
    const { acquireTimeout, max } = this.#settings
    return new Promise((resolve, reject) => {
      const late = (): void => {
        this.#waiting = this.#waiting.filter(({ timer: other }) => other !== timer)
        const message = `None of the ${max} connections to PostgreSQL came free within ${acquireTimeout} ms: look for transactions that stay open, or raise \`max\`.`
        reject(new PrometheusError('TIMEOUT', message))
      }
      const timer = setTimeout(late, acquireTimeout)
      this.#waiting.push({ resolve, reject, timer })
    })
  }

  async #connect(): Promise<Connection> {
    this.#coming++
    try {
      const connection = await this.#open()
      this.#all.add(connection)
      return connection
    } finally {
      this.#coming--
      this.#makeRoom()
    }
  }

  #open(): Promise<Connection> {
    const client = createClient(clientOptions(this.#settings))
    const connection = new Connection(client)
    return new Promise((resolve, reject) => {
      client.connect((error) => {
        if (error === null || error === undefined) return resolve(connection)
        connection.cut()
        reject(locate(convertError(error), client))
      })
    })
  }

  #rest(connection: Connection): void {
    connection.idleSince = performance.now()
    this.#idle.push(connection)
    const { idleTimeout } = this.#settings
    if (this.#sweep !== undefined || idleTimeout === 0) return
    this.#sweep = setInterval(() => this.#endUnused(), Math.max(idleTimeout / 2, 10))
    this.#sweep.unref()
  }

  #endUnused(): void {
    const oldest = performance.now() - this.#settings.idleTimeout
    for (const connection of this.#idle.filter(({ idleSince }) => idleSince < oldest)) {
      this.#idle.splice(this.#idle.indexOf(connection), 1)
      void this.#end(connection)
    }
    if (this.#idle.length > 0) return
    clearInterval(this.#sweep)
    this.#sweep = undefined
  }

  async #end(connection: Connection): Promise<void> {
    this.#drop(connection)
    await connection.end()
  }

  #drop(connection: Connection): void {
    this.#all.delete(connection)
    this.#makeRoom()
  }

  /** A connection that is gone leaves room for another one. */
  #makeRoom(): void {
    if (this.#closed && this.#size === 0) this.#drained?.()
    if (this.#closed || this.#size >= this.#settings.max) return
    const next = this.#waiting.shift()
    if (next === undefined) return
    clearTimeout(next.timer)
    this.#connect().then(next.resolve, next.reject)
  }
}
