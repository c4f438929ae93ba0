import { createRequire } from 'node:module'
import { PrometheusError } from '../../errors/error.ts'
import { cast } from '../../support/cast.ts'
import { lazily } from '../sql/lazily.ts'

/** What a statement that gives no rows tells. */
export interface Written {
  /** The rows that matched, also those that had the new values already. */
  readonly affectedRows: number
  /** The first key that the server made. */
  readonly insertId: number
}

/** How the driver calls back. */
export type Done = (error: Error | null, result?: unknown) => void

/** A message of the server: bytes of a buffer from `offset` on. */
export interface Packet {
  readonly buffer: Buffer
  readonly offset: number
  readonly end: number
  isError(): boolean
  asError(encoding: string): Error
}

/** What is used of a connection while it belongs to a command. */
export interface Wire {
  write(bytes: Buffer): void
  /** The number of the next message. */
  sequenceId: number
  readonly clientEncoding: string
}

/** What the driver takes in the place of a command of its own: it sends messages, and is told of the answers. */
export interface Command {
  /** Called without a packet to begin, then with each packet; gives whether that was the last. */
  execute(packet: Packet | undefined, wire: Wire): boolean
  /** Called once: by the command, or by the driver where the connection is lost. */
  readonly onResult: Done
}

/** A statement that the driver has prepared. */
interface Made {
  readonly id: number
  readonly parameters: readonly { readonly columnType: number }[]
}

/** What is used of a connection of mysql2. */
export interface Client {
  connect(done: (error: Error | null) => void): void
  addCommand(command: Command): unknown
  prepare(options: { readonly sql: string }, done: (error: Error | null, made: Made) => void): unknown
  unprepare(options: { readonly sql: string }): unknown
  query(options: { readonly sql: string; readonly rowsAsArray?: true }, done: Done): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'end', listener: () => void): unknown
  end(done: () => void): void
  destroy(): void
  readonly stream: { destroy(): void }
}

interface Driver {
  createConnection(options: object): Client
}

function load(): Driver {
  try {
    return cast<Driver>(createRequire(import.meta.url)('mysql2'), 'the main export of the package')
  } catch (cause) {
    const message = 'mysql() needs the package mysql2, which cannot be loaded: run `npm install mysql2`.'
    throw new PrometheusError('CONNECTION_FAILED', message, {}, cause)
  }
}

const driver = lazily(load)

/** A new connection, which has yet to connect. */
export const createClient = (options: object): Client => driver().createConnection(options)
