import { PrometheusError } from '../../errors/error.ts'
import type { OptionKinds } from '../sql/check-options.ts'
import { checkOptions } from '../sql/check-options.ts'

/** How a PostgreSQL database is reached. What is left out is as the variables `PGHOST`, `PGUSER` and so on have it. */
export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`; what the other options say then does not count. */
  readonly url?: string
  /** The name of the server, or the folder of its socket. */
  readonly host?: string
  readonly port?: number
  readonly user?: string
  /** The password, or a function that gives one for each new connection. */
  readonly password?: string | (() => string | Promise<string>)
  readonly database?: string
  /** Whether to encrypt, or the options of Node's `tls.connect`. */
  readonly ssl?: boolean | object
  /** The schema of the tables: that of the user's `search_path` by default. */
  readonly schema?: string
  /** Connections at most: 10 by default. */
  readonly max?: number
  /** How long an unused connection is kept, in milliseconds: 30,000 by default. */
  readonly idleTimeout?: number
  /** How long connecting may take, in milliseconds: 10,000 by default. */
  readonly connectTimeout?: number
  /** How long to wait for a free connection before TIMEOUT, in milliseconds: 10,000 by default. */
  readonly acquireTimeout?: number
  /** How long a statement may run before TIMEOUT, in milliseconds: as the server has it by default, 0 for ever. */
  readonly statementTimeout?: number
  /** How long a statement waits for a lock before LOCK_TIMEOUT, in milliseconds: as the server has it by default. */
  readonly lockTimeout?: number
  /** Whether the server keeps statements prepared, as it does by default; false for poolers that share connections by transaction. */
  readonly prepare?: boolean
  /** Whether statements tell the database on whose behalf they run, for its row-level security: false by default. */
  readonly rowSecurity?: boolean
  /** What the server calls these connections: `prometheus-odm` by default. */
  readonly applicationName?: string
}

type Defaulted =
  | 'max'
  | 'idleTimeout'
  | 'connectTimeout'
  | 'acquireTimeout'
  | 'prepare'
  | 'rowSecurity'
  | 'applicationName'

/** The options with their defaults. */
export type Settings = Omit<PostgresOptions, Defaulted> & Required<Pick<PostgresOptions, Defaulted>>

const DEFAULTS: Required<Pick<PostgresOptions, Defaulted>> = {
  max: 10,
  idleTimeout: 30_000,
  connectTimeout: 10_000,
  acquireTimeout: 10_000,
  prepare: true,
  rowSecurity: false,
  applicationName: 'prometheus-odm',
}

const KINDS: OptionKinds = {
  texts: ['url', 'host', 'user', 'database', 'schema', 'applicationName'],
  times: ['idleTimeout', 'connectTimeout', 'acquireTimeout', 'statementTimeout', 'lockTimeout'],
  counts: ['max'],
  others: ['password', 'prepare', 'rowSecurity'],
}

const refuse = (what: string): never => {
  throw new PrometheusError('MISUSE', `postgres(): ${what}.`)
}

/** What only this store asks of them. */
function checkOwn({
  password,
  url,
  host,
  schema,
  prepare = true,
  rowSecurity = false,
}: PostgresOptions): void {
  if (!['undefined', 'string', 'function'].includes(typeof password))
    refuse('password is a text, or a function that gives one')
  if (url !== undefined && !/^(postgres|postgresql|socket):|^\//.test(url))
    refuse('the url is none; write postgres://user:password@host:port/database')
  if (url !== undefined && host !== undefined) refuse('give a url or a host, not both')
  if (schema !== undefined && /["\\\s]/.test(schema))
    refuse('the name of a schema has no spaces and no quotes')
  if (typeof prepare !== 'boolean') refuse('prepare is true or false')
  if (typeof rowSecurity !== 'boolean') refuse('rowSecurity is true or false')
}

/** Checks the argument of `postgres()` and fills in what it leaves out. */
export function settingsOf(urlOrOptions: string | PostgresOptions): Settings {
  const options = typeof urlOrOptions === 'string' ? { url: urlOrOptions } : urlOrOptions
  checkOptions(options, KINDS, refuse)
  checkOwn(options)
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  return { ...DEFAULTS, ...given }
}
