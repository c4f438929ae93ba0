import { createHash } from 'node:crypto'
import { PrometheusError } from '../../errors/error.ts'
import type { PoolFigures } from '../../store/pool.ts'
import type { Client } from './driver.ts'
import { createClient } from './driver.ts'
import { convertError } from './errors.ts'
import { LinkWatch } from './link-watch.ts'
import type { Settings } from './options.ts'

/** A script of the server, known to it by its hash once it was sent. */
export interface Script {
  readonly text: string
  readonly hash: string
  /** Whether it looks, where it is told that it is the first, if the server is the one that it was. */
  readonly meets: boolean
}

/** Makes a script of its text. */
export const scriptOf = (text: string, { meets = false } = {}): Script => ({
  text,
  hash: createHash('sha1').update(text).digest('hex'),
  meets,
})

/** The address without user and password, for messages. */
function whereOf({ url }: Settings): string {
  const { protocol, host, pathname } = new URL(url)
  return `${protocol}//${host}${pathname}`
}

const jitter = (): number => 0.5 + Math.random() / 2

/** What ioredis is told: it reconnects for ever, and no command outlives the connection or waits for more than one attempt. */
function clientOptions({ client, connectTimeout, commandTimeout, reconnectDelay }: Settings) {
  return {
    ...client,
    lazyConnect: true,
    connectTimeout,
    commandTimeout,
    retryStrategy: (attempt: number) => Math.min(20 * 2 ** Math.min(attempt, 20), reconnectDelay) * jitter(),
    // A command that was sent may have been run: sent again, it would be run twice.
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
  }
}

/** One connection to a server: it is opened once, reconnects by itself, and is closed once. */
export class Connection {
  readonly #settings: Settings
  readonly #where: string
  #client: Client | undefined
  #watch: LinkWatch | undefined
  /** Why the connection is not there, as the driver tells it beside the commands that fail. */
  #failure: unknown
  /** Whether a script has met the server since the connection was made: one that starts anew has no connections. */
  #met = false

  constructor(settings: Settings) {
    this.#settings = settings
    this.#where = whereOf(settings)
  }

  async open(): Promise<void> {
    const client = createClient(this.#settings.url, clientOptions(this.#settings))
    this.#watch = new LinkWatch(client)
    client.on('error', (error: unknown) => {
      this.#failure = error
    })
    client.on('ready', () => {
      this.#failure = undefined
    })
    client.on('close', () => {
      this.#met = false
    })
    try {
      await client.connect()
      // Where the server refuses the database, the driver has gone on in the first one.
      const { db = 0 } = client.options
      if (db !== 0) await client.select(db)
    } catch (error) {
      client.disconnect()
      throw convertError(this.#failure ?? error, this.#where)
    }
    this.#client = client
  }

  /** Runs a script on the keys of one model; `key` is one of them. The first that meets the server is told so: `fresh`. */
  async run(script: Script, key: string, request: object): Promise<unknown> {
    const { meets } = script
    // Made as it is sent: what is sent again may go to a server that has started meanwhile.
    const args = () => [JSON.stringify(meets && !this.#met ? { ...request, fresh: true } : request)]
    const answer = await this.#run(script, key, args)
    if (meets) this.#met = true
    return answer
  }

  /** The same with plain arguments, for scripts that are short beside the reading of a request. */
  call(script: Script, key: string, args: readonly string[]): Promise<unknown> {
    return this.#run(script, key, () => args)
  }

  /** The texts of some fields of a hash, null where there is none. */
  fields(key: string, names: readonly string[]): Promise<(string | null)[]> {
    return this.#ask((client) => client.hmget(key, ...names))
  }

  /** Adds to a number that the server keeps, and gives the sum. */
  increase(key: string, by: number): Promise<number> {
    return this.#ask((client) => client.incrby(key, by))
  }

  /** What the server says of itself, or nothing where the user may not ask. */
  async info(): Promise<ReadonlyMap<string, string>> {
    const text = await this.#ask((client) =>
      client.info().catch((error: Error) => (/^NOPERM/.test(error.message) ? '' : Promise.reject(error))),
    )
    return new Map(
      text.split(/\r?\n/).flatMap((line) => {
        const at = line.indexOf(':')
        return at === -1 ? [] : [[line.slice(0, at), line.slice(at + 1)] as const]
      }),
    )
  }

  /** The connection, for who observes it. */
  get figures(): PoolFigures | undefined {
    return this.#watch?.figures(this.#where)
  }

  /** Lets what was sent be answered, then closes. */
  async close(): Promise<void> {
    const client = this.#client
    this.#client = undefined
    this.#watch?.close()
    if (client?.status === 'ready') await client.quit().catch(() => undefined)
    client?.disconnect()
  }

  #run({ hash, text }: Script, key: string, args: () => readonly string[]): Promise<unknown> {
    return this.#ask((client) =>
      client
        .evalsha(hash, 1, key, ...args())
        .catch((error: Error) =>
          /^NOSCRIPT/.test(error.message) ? client.eval(text, 1, key, ...args()) : Promise.reject(error),
        ),
    )
  }

  async #ask<T>(command: (client: Client) => Promise<T>): Promise<T> {
    const client = this.#client
    const watch = this.#watch
    if (client === undefined || watch === undefined) throw closed()
    try {
      return await watch.ask(() => command(client))
    } catch (error) {
      if (this.#client === undefined) throw closed()
      throw convertError(client.status === 'ready' ? error : (this.#failure ?? error), this.#where)
    }
  }
}

const closed = (): PrometheusError =>
  new PrometheusError(
    'NOT_CONNECTED',
    'The Redis store is not open. Connect it first, and use it before it is closed.',
  )
