import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isServer } from './stores.ts'

/** What the environment says of a server. */
export interface Settings {
  /** The SQLite file, or the address of a database server. */
  readonly database: string
  /** The address of a Redis server for login sessions; they are in the database where there is none. */
  readonly redis: string | undefined
  /** 0 is any free port. */
  readonly port: number
  /** The public address, such as https://itemscope.example, without a slash at its end; null is that of the server. */
  readonly origin: string | null
  /** That of the first administrator; a random one where nothing is said. */
  readonly administratorPassword: string | undefined
}

const defaultDatabase = fileURLToPath(new URL('../data/itemscope.db', import.meta.url))

/** Thrown where a setting, a file or an option is not what it has to be; its message is for the person who gave it. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Where the database is: ITEMSCOPE_DB, the address of a server or the path of a file, or data/itemscope.db of this application. */
export function databasePlace(environment: NodeJS.ProcessEnv): string {
  const place = environment.ITEMSCOPE_DB
  if (!place) return defaultDatabase
  return isServer(place) ? place : callersPath(environment, place)
}

/** A path as the caller means it: npm runs scripts in the folder of their package, and says where it was called. */
export function callersPath(environment: NodeJS.ProcessEnv, path: string): string {
  const called = environment.npm_lifecycle_event === undefined ? undefined : environment.INIT_CWD
  return resolve(called ?? process.cwd(), path)
}

/** Reads ITEMSCOPE_DB, REDIS_URL, PORT, ITEMSCOPE_ORIGIN and ITEMSCOPE_ADMIN_PASSWORD. */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  return {
    database: databasePlace(environment),
    redis: environment.REDIS_URL || undefined,
    port: readPort(environment.PORT || '3000'),
    origin: environment.ITEMSCOPE_ORIGIN ? readOrigin(environment.ITEMSCOPE_ORIGIN) : null,
    administratorPassword: environment.ITEMSCOPE_ADMIN_PASSWORD || undefined,
  }
}

function readPort(text: string): number {
  const port = Number(text)
  if (/^[0-9]{1,5}$/.test(text) && port <= 65535) return port
  throw new UsageError(`PORT has to be a number from 0 to 65535, and is “${text}”.`)
}

function readOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/') return url.origin
  throw new UsageError(
    `ITEMSCOPE_ORIGIN has to be an address such as https://itemscope.example, and is “${text}”.`,
  )
}
