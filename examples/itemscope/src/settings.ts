import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What the environment says of a server. */
export interface Settings {
  /** The SQLite file. */
  readonly database: string
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

/** The path of the database file: ITEMSCOPE_DB, or data/itemscope.db of this application. */
export function databaseFile(environment: NodeJS.ProcessEnv): string {
  const file = environment.ITEMSCOPE_DB
  return file ? callersPath(environment, file) : defaultDatabase
}

/** A path as the caller means it: npm runs scripts in the folder of their package, and says where it was called. */
export function callersPath(environment: NodeJS.ProcessEnv, path: string): string {
  const called = environment.npm_lifecycle_event === undefined ? undefined : environment.INIT_CWD
  return resolve(called ?? process.cwd(), path)
}

/** Reads ITEMSCOPE_DB, PORT, ITEMSCOPE_ORIGIN and ITEMSCOPE_ADMIN_PASSWORD. */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  return {
    database: databaseFile(environment),
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
