import { createRequire } from 'node:module'
import { PrometheusError } from '../../errors/error.ts'
import { cast } from '../../support/cast.ts'

/** What is used of a statement of better-sqlite3. */
export interface DriverStatement {
  /** Whether it gives rows. */
  readonly reader: boolean
  raw(): DriverStatement
  pluck(): DriverStatement
  get(...values: unknown[]): unknown
  all(...values: unknown[]): unknown[]
  run(...values: unknown[]): { readonly changes: number; readonly lastInsertRowid: number | bigint }
}

/** What is used of a connection of better-sqlite3. */
export interface Database {
  readonly inTransaction: boolean
  prepare(text: string): DriverStatement
  exec(text: string): unknown
  pragma(text: string, options?: { simple: boolean }): unknown
  function(
    name: string,
    options: { deterministic?: boolean; directOnly?: boolean; varargs?: boolean },
    body: (...args: unknown[]) => unknown,
  ): unknown
  aggregate(name: string, options: object): unknown
  close(): unknown
}

/** How a connection is opened. */
export interface DriverOptions {
  readonly readonly: boolean
  readonly fileMustExist: boolean
  /** How long one call may wait for a lock, in milliseconds; it blocks the event loop. */
  readonly timeout: number
}

type Driver = new (path: string, options: DriverOptions) => Database

let driver: Driver | undefined

function load(): Driver {
  try {
    return cast<Driver>(createRequire(import.meta.url)('better-sqlite3'), 'the main export of the package')
  } catch (cause) {
    const message =
      'sqlite() needs the package better-sqlite3, which cannot be loaded: run `npm install better-sqlite3`.'
    throw new PrometheusError('CONNECTION_FAILED', message, {}, cause)
  }
}

/** Opens a connection; the driver is loaded with the first one. */
export function connect(path: string, options: DriverOptions): Database {
  driver ??= load()
  return new driver(path, options)
}
