import { PrometheusError } from '../../errors/error.ts'

/** How a MongoDB database is reached. */
export interface MongodbOptions {
  /** A connection string: `mongodb://…` or `mongodb+srv://…`. Users, TLS and the like are said there. */
  readonly url: string
  /** The database, where the url names none. */
  readonly database?: string
  /** How many connections there may be at once: 20 by default. */
  readonly poolSize?: number
  /** How long to wait for a free connection before TIMEOUT, in milliseconds: 10,000 by default; 0 is no limit. */
  readonly acquireTimeout?: number
  /** How long a connection may take to open, in milliseconds: 10,000 by default. */
  readonly connectTimeout?: number
  /** How long a server is looked for before CONNECTION_FAILED, in milliseconds: 10,000 by default. */
  readonly serverTimeout?: number
  /**
   * How long the server may work on a read before TIMEOUT, in milliseconds; for no statement is it waited more than
   * twice as long. 0, the default, is no limit.
   */
  readonly statementTimeout?: number
  /**
   * How long a statement that is in no transaction is tried again where it meets one, before SERIALIZATION_FAILURE, in
   * milliseconds: 5,000 by default.
   */
  readonly conflictTimeout?: number
}

/** The options with their defaults. */
export type Settings = Required<MongodbOptions>

const DEFAULTS = {
  poolSize: 20,
  acquireTimeout: 10_000,
  connectTimeout: 10_000,
  serverTimeout: 10_000,
  statementTimeout: 0,
  conflictTimeout: 5_000,
} as const

const KNOWN: ReadonlySet<string> = new Set(['url', 'database', ...Object.keys(DEFAULTS)])

const refuse = (what: string): never => {
  throw new PrometheusError('MISUSE', `mongodb(): ${what}.`)
}

/** The name of the database in a connection string. */
const databaseIn = (url: string): string => {
  const path = /^mongodb(?:\+srv)?:\/\/[^/]+\/([^?]*)/.exec(url)?.[1] ?? ''
  return decodeURIComponent(path)
}

function checkNumber(name: string, value: unknown, least: number): void {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least) return
  refuse(`${name} is a whole number, ${least} or more`)
}

function check(options: MongodbOptions): void {
  const unknown = Object.keys(options).find((name) => !KNOWN.has(name))
  if (unknown !== undefined) refuse(`there is no option '${unknown}'`)
  if (typeof options.url !== 'string' || !/^mongodb(\+srv)?:\/\//.test(options.url))
    refuse("give a connection string that begins with 'mongodb://' or 'mongodb+srv://'")
  for (const [name, value] of Object.entries(options)) {
    if (name in DEFAULTS && value !== undefined) checkNumber(name, value, name === 'poolSize' ? 1 : 0)
  }
}

/** Checks the argument of `mongodb()` and fills in what it leaves out. */
export function settingsOf(urlOrOptions: string | MongodbOptions): Settings {
  const options = typeof urlOrOptions === 'string' ? { url: urlOrOptions } : urlOrOptions
  if (typeof options !== 'object' || options === null) refuse('give a connection string or options')
  check(options)
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  const database = options.database ?? databaseIn(options.url)
  if (database === '') refuse("name the database: at the end of the url, or by the option 'database'")
  return { ...DEFAULTS, ...given, url: options.url, database }
}
