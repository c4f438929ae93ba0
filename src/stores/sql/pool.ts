import { PrometheusError } from '../../errors/error.ts'
import type { PoolFigures } from '../../store/pool.ts'
import type { MaybePromise } from '../../support/maybe-promise.ts'
import { WaitQueue } from './wait-queue.ts'

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

/** The connections of a store: made when they are asked for, up to a limit, and ended when nobody needs them. */
export class Pool<C extends Pooled> {
  readonly #settings: PoolSettings<C>
  /** Those that nobody uses, the longest unused first. */
  readonly #idle: C[] = []
  readonly #all = new Set<C>()
  /** Connections that are being made. */
  #coming = 0
  readonly #queue: WaitQueue<C>
  /** Since the pool was made: for who observes it. */
  readonly #count = { opened: 0, closed: 0, lost: 0, failed: 0 }
  #sweep: NodeJS.Timeout | undefined
  #closed = false
  #drained: (() => void) | undefined
  /** Whoever closes it waits for the same end. */
  #draining: Promise<void> | undefined

  constructor(settings: PoolSettings<C>) {
    this.#settings = settings
    const { name, acquireTimeout, max } = settings
    const message = `None of the ${max} connections to ${name} came free within ${acquireTimeout} ms: look for transactions that stay open, or raise \`max\`.`
    this.#queue = new WaitQueue(acquireTimeout, () => new PrometheusError('TIMEOUT', message))
  }

  /** What there is at this moment, and what became of it. */
  get figures(): Omit<PoolFigures, 'name'> {
    const [open, idle] = [this.#all.size, this.#idle.length]
    return {
      max: this.#settings.max,
      open,
      idle,
      used: open - idle,
      connecting: this.#coming,
      waiting: this.#queue.size,
      longestWait: this.#queue.longest,
      ...this.#count,
      timeouts: this.#queue.timeouts,
    }
  }

  /** A connection for one user, who gives it back by {@link release}: the one that was used last. */
  acquire(): MaybePromise<C> {
    if (this.#closed) throw this.#isClosed()
    const free = this.#idle.pop()
    if (free !== undefined) return free
    return this.#size < this.#settings.max ? this.#connect() : this.#queue.wait()
  }

  /** Takes a connection back; one that has ended, or is in no known state, is dropped. */
  release(connection: C, usable = true): void {
    if (!usable || connection.lost !== undefined) {
      connection.cut()
      this.#drop(connection, 'lost')
      return
    }
    const next = this.#queue.next()
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
      connection.cut()
      this.#drop(connection, 'closed')
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
    while (this.#queue.size > 0) this.#queue.next()?.reject(this.#isClosed())
    await Promise.all(this.#idle.splice(0).map((connection) => this.#end(connection)))
    if (this.#size === 0) return
    this.#draining ??= this.#drain()
    await this.#draining
  }

  get #size(): number {
    return this.#all.size + this.#coming
  }

  #isClosed(): PrometheusError {
    return new PrometheusError('NOT_CONNECTED', `The ${this.#settings.name} store is closed.`)
  }

  async #drain(): Promise<void> {
    const cut = setTimeout(() => {
      for (const connection of [...this.#all]) {
        connection.cut()
        this.#drop(connection, 'closed')
      }
    }, this.#settings.acquireTimeout)
    await new Promise<void>((resolve) => {
      this.#drained = resolve
    })
    clearTimeout(cut)
  }

  async #connect(): Promise<C> {
    this.#coming++
    try {
      const connection = await this.#settings.connect()
      this.#all.add(connection)
      this.#count.opened++
      connection.onLost = () => this.#lose(connection)
      return connection
    } catch (error) {
      this.#count.failed++
      throw error
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
    this.#drop(connection, 'closed')
    await connection.end()
  }

  /** One that nobody uses is gone at once; who uses one brings it back. */
  #lose(connection: C): void {
    const at = this.#idle.indexOf(connection)
    if (at === -1) return
    this.#idle.splice(at, 1)
    this.#drop(connection, 'lost')
  }

  #drop(connection: C, as: 'closed' | 'lost'): void {
    if (!this.#all.delete(connection)) return
    this.#count[as]++
    this.#makeRoom()
  }

  /** A connection that is gone leaves room for another one. */
  #makeRoom(): void {
    if (this.#closed && this.#size === 0) this.#drained?.()
    if (this.#closed || this.#size >= this.#settings.max) return
    const next = this.#queue.next()
    if (next !== undefined) this.#connect().then(next.resolve, next.reject)
  }
}
