import { createRequire } from 'node:module'
import { PrometheusError } from '../../errors/error.ts'
import { cast } from '../../support/cast.ts'

/** What is used of a connection of pg while it belongs to an exchange: the messages of PostgreSQL's protocol. */
export interface Wire {
  readonly stream: { cork(): void; uncork(): void; destroy(): void }
  parse(statement: { readonly name: string; readonly text: string }): void
  bind(values: {
    readonly statement: string
    readonly values: readonly unknown[]
    readonly valueMapper: (value: unknown) => unknown
  }): void
  execute(portal: object): void
  close(statement: { readonly type: 'S'; readonly name: string }): void
  sync(): void
}

/** What pg takes in the place of a query: it sends messages, and is told of the answers. */
export interface Submittable {
  submit(wire: Wire): undefined
  handleRowDescription(): void
  handleDataRow(message: { readonly fields: unknown[] }): void
  handleCommandComplete(message: { readonly text: string }): void
  handleReadyForQuery(): void
  handleError(error: Error): void
  handleEmptyQuery(): void
  handlePortalSuspended(): void
  handleCopyInResponse(): void
  handleCopyData(): void
}

/** What one statement of a script gave. */
export interface ScriptResult {
  readonly rows: readonly (readonly unknown[])[]
  readonly fields?: readonly { readonly name: string }[]
}

/** What is used of a client of pg. */
export interface Client {
  readonly connection: Wire
  readonly host: string
  readonly port: number
  readonly user: string | undefined
  readonly database: string | undefined
  connect(done: (error: Error | null) => void): void
  query(exchange: Submittable): unknown
  query(text: {
    readonly text: string
    readonly rowMode: 'array'
  }): Promise<ScriptResult | readonly ScriptResult[]>
  end(done?: () => void): void
  on(event: 'error' | 'end', listener: (error: Error) => void): unknown
}

/** How a client connects; what is left out is as pg has it: by the environment, then its defaults. */
export interface ClientOptions {
  readonly connectionString?: string
  readonly host?: string
  readonly port?: number
  readonly user?: string
  readonly password?: string | (() => string | Promise<string>)
  readonly database?: string
  readonly ssl?: boolean | object
  readonly options?: string
  readonly application_name: string
  readonly connectionTimeoutMillis: number
  readonly statement_timeout?: number
  readonly lock_timeout?: number
  readonly keepAlive: true
}

type Driver = new (options: ClientOptions) => Client

let driver: Driver | undefined

function load(): Driver {
  try {
    const { Client } = cast<{ Client: Driver }>(
      createRequire(import.meta.url)('pg'),
      'the export of the package',
    )
    return Client
  } catch (cause) {
    const message = 'postgres() needs the package pg, which cannot be loaded: run `npm install pg`.'
    throw new PrometheusError('CONNECTION_FAILED', message, {}, cause)
  }
}

/** A client that is not connected yet; the driver is loaded with the first one. */
export function createClient(options: ClientOptions): Client {
  driver ??= load()
  return new driver(options)
}
