import { createRequire } from 'node:module'
import { PrometheusError } from '../../errors/error.ts'
import { cast } from '../../support/cast.ts'
import { lazily } from '../sql/lazily.ts'

/** What a statement that gives no rows tells. */
export interface Written {
  /** The rows that matched, also those that had the new values already. */
  readonly affectedRows: number
  /** The first key that the server made; text where it is past 2^53 − 1. */
  readonly insertId: number | string
}

type Done = (error: Error | null, result: unknown) => void

/** What is used of a connection of mysql2. */
export interface Client {
  connect(done: (error: Error | null) => void): void
  execute(
    options: { readonly sql: string; readonly values: readonly unknown[]; readonly rowsAsArray: true },
    done: Done,
  ): unknown
  query(options: { readonly sql: string; readonly rowsAsArray?: true }, done: Done): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'end', listener: () => void): unknown
  end(done: () => void): void
  destroy(): void
  readonly stream: { destroy(): void }
}

/** A value with the type that the server is told of it. */
export interface Typed {
  readonly type: number
  readonly value: unknown
}

type MakeTyped = (value: string | number | bigint) => Typed

interface Driver {
  createConnection(options: object): Client
  readonly TypedParameter: { readonly LONGLONG: MakeTyped; readonly NEWDECIMAL: MakeTyped }
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

/** A whole number as one of 64 bits: a plain one would be sent as a float, and text would be compared as one. */
export const integerParameter: MakeTyped = (value) => driver().TypedParameter.LONGLONG(value)

/** A decimal as one: text would be compared as a float. */
export const decimalParameter: MakeTyped = (value) => driver().TypedParameter.NEWDECIMAL(value)
