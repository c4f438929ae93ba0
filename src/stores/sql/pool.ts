import { PrometheusError } from '../../errors/error.ts'
import type { MaybePromise } from '../../support/maybe-promise.ts'

/** A connection as a pool sees it. */
export interface Pooled {
  /** The error by which it ended; the pool has no more use for it then. */
  readonly lost: Error | undefined
  /** Called when it has ended; the pool sets it. */
  onLost: (() => void) | undefined
  /** When it was last used, by performance.now(); the pool sets it. */
  idleSince: number
  /** Says goodbye, when the server has heard all that was sent before. */
  end(): Promise<void>
  /** Cuts the connection without a word. */
  cut(): void
}

/** What a pool is made of. */
export interface PoolSettings<C extends Pooled> {
  /** The database, for messages. */
  readonly name: string
  /** Connections at most. */
  readonly max: number
  /** How long to wait for a free connection, in milliseconds. */
  readonly acquireTimeout: number
  /** How long an unused connection is kept, in milliseconds; 0 for ever. */
  readonly idleTimeout: number
  /** Makes a connection; fails with a PrometheusError. */
  connect(): Promise<C>
}

/** Who waits for a connection. */
interface Waiting<C> {
  readonly resolve: (connection: C) => void
  readonly reject: (error: unknown) => void
  readonly timer: NodeJS.Timeout
}

/** The connections of a store: made when they are asked for, up to a limit, and ended when nobody needs them. */
export class Pool<C extends Pooled> {
  readonly #settings: PoolSettings<C>
  /** Those that nobody uses, the longest unused first. */
  readonly #idle: C[] = []
  readonly #all = new Set<C>()
  /** Connections that are being made. */
  #coming = 0
  readonly #waiting = new Set<Waiting<C>>()
  #sweep: NodeJS.Timeout | undefined
  #closed = false
  #drained: (() => void) | undefined

  constructor(settings: PoolSettings<C>) {
    this.#settings = settings
  }

  /** A connection for one user, who gives it back by {@link release}: the one that was used last. */
  acquire(): MaybePromise<C> {
    if (this.#closed) throw this.#isClosed()
    const free = this.#idle.pop()
    if (free !== undefined) return free
    return this.#size < this.#settings.max ? this.#connect() : this.#wait()
  }

  /** Takes a connection back; one that has ended, or is in no known state, is dropped. */
  release(connection: C, usable = true): void {
    if (!usable || connection.lost !== undefined) {
      connection.cut()
      this.#drop(connection)
      return
    }
    const next = this.#next()
    if (next !== undefined) next.resolve(connection)
    else if (this.#closed) void this.#end(connection)
    else this.#rest(connection)
  }

  /** Does something with a connection; where that fails, nobody knows its state, and it is dropped. */
  async use<T>(work: (connection: C) => Promise<T>): Promise<T> {
    const connection = await this.acquire()
    let usable = false
    try {
      const result = await work(connection)
      usable = true
      return result
    } finally {
      this.release(connection, usable)
    }
  }

  /** The same with something after which the connection is not as the others are. */
  async useUp<T>(work: (connection: C) => Promise<T>): Promise<T> {
    const connection = await this.acquire()
    try {
      return await work(connection)
    } finally {
      this.release(connection, false)
    }
  }

  /** Ends the connections that nobody uses: they may be as dead as the one that just failed. */
  distrust(): void {
    for (const connection of this.#idle.splice(0)) void this.#end(connection)
  }

  /** Ends all connections: those in use when they come back or, after a time limit, at once. */
  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#sweep)
    for (let next = this.#next(); next !== undefined; next = this.#next()) next.reject(this.#isClosed())
    await Promise.all(this.#idle.splice(0).map((connection) => this.#end(connection)))
    if (this.#size > 0) await this.#drain()
  }

  get #size(): number {
    return this.#all.size + this.#coming
  }

  #isClosed(): PrometheusError {
    return new PrometheusError('NOT_CONNECTED', `The ${this.#settings.name} store is closed.`)
  }

  #next(): Waiting<C> | undefined {
    const [next] = this.#waiting
    if (next === undefined) return undefined
    this.#waiting.delete(next)
    clearTimeout(next.timer)
    return next
  }

  async #drain(): Promise<void> {
    const cut = setTimeout(() => {
      for (const connection of [...this.#all]) {
        connection.cut()
        this.#drop(connection)
      }
    }, this.#settings.acquireTimeout)
    await new Promise<void>((resolve) => {
      this.#drained = resolve
    })
    clearTimeout(cut)
  }

  #wait(): Promise<C> {
    const { name, acquireTimeout, max } = this.#settings
    return new Promise((resolve, reject) => {
      const late = (): void => {
        this.#waiting.delete(waiting)
        const message = `None of the ${max} connections to ${name} came free within ${acquireTimeout} ms: look for transactions that stay open, or raise \`max\`.`
        reject(new PrometheusError('TIMEOUT', message))
      }
      const waiting = { resolve, reject, timer: setTimeout(late, acquireTimeout) }
      this.#waiting.add(waiting)
    })
  }

  async #connect(): Promise<C> {
    this.#coming++
    try {
      const connection = await this.#settings.connect()
      this.#all.add(connection)
      connection.onLost = () => this.#lose(connection)
      return connection
    } finally {
      this.#coming--
      this.#makeRoom()
    }
  }

  #rest(connection: C): void {
    connection.idleSince = performance.now()
    this.#idle.push(connection)
    const { idleTimeout } = this.#settings
    if (this.#sweep !== undefined || idleTimeout === 0) return
    this.#sweep = setInterval(() => this.#endUnused(), Math.max(idleTimeout / 2, 10))
    this.#sweep.unref()
  }

  #endUnused(): void {
    const oldest = performance.now() - this.#settings.idleTimeout
    const used = this.#idle.findIndex(({ idleSince }) => idleSince >= oldest)
    for (const connection of this.#idle.splice(0, used === -1 ? this.#idle.length : used))
      void this.#end(connection)
    if (this.#idle.length > 0) return
    clearInterval(this.#sweep)
    this.#sweep = undefined
  }

  async #end(connection: C): Promise<void> {
    this.#drop(connection)
    await connection.end()
  }

  /** One that nobody uses is gone at once; who uses one brings it back. */
  #lose(connection: C): void {
    const at = this.#idle.indexOf(connection)
    if (at === -1) return
    this.#idle.splice(at, 1)
    this.#drop(connection)
  }

  #drop(connection: C): void {
    this.#all.delete(connection)
    this.#makeRoom()
  }

  /** A connection that is gone leaves room for another one. */
  #makeRoom(): void {
    if (this.#closed && this.#size === 0) this.#drained?.()
    if (this.#closed || this.#size >= this.#settings.max) return
    const next = this.#next()
    if (next !== undefined) this.#connect().then(next.resolve, next.reject)
  }
}
