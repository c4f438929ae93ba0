import { PrometheusError } from '../../errors/error.ts'
import { isPlainObject } from '../../support/plain-object.ts'

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

const TEXTS = ['url', 'host', 'user', 'database', 'schema', 'applicationName'] as const
const TIMES = ['idleTimeout', 'connectTimeout', 'acquireTimeout', 'statementTimeout', 'lockTimeout'] as const
const KNOWN = new Set<string>([
  ...TEXTS,
  ...TIMES,
  'port',
  'password',
  'ssl',
  'max',
  'prepare',
  'rowSecurity',
])

const refuse = (what: string): never => {
  throw new PrometheusError('MISUSE', `postgres(): ${what}.`)
}

function checkNames(options: PostgresOptions): void {
  const unknown = Object.keys(options).find((name) => !KNOWN.has(name))
  if (unknown !== undefined) refuse(`there is no option '${unknown}'`)
  const wrong = TEXTS.find((name) => options[name] !== undefined && !isText(options[name]))
  if (wrong !== undefined) refuse(`${wrong} is a text`)
  const { password, url, host, schema } = options
  if (!['undefined', 'string', 'function'].includes(typeof password))
    refuse('password is a text, or a function that gives one')
  if (url !== undefined && host !== undefined) refuse('give a url or a host, not both')
  if (schema !== undefined && /["\\\s]/.test(schema))
    refuse('the name of a schema has no spaces and no quotes')
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''

function checkNumbers(options: PostgresOptions): void {
  for (const name of TIMES) {
    const time = options[name]
    if (time !== undefined && (!Number.isSafeInteger(time) || time < 0))
      refuse(`${name} is whole milliseconds, 0 or more`)
  }
  const { max = 1, port = 1 } = options
  if (!Number.isSafeInteger(max) || max < 1) refuse('max is a whole number of connections')
  if (!Number.isSafeInteger(port) || port < 1 || port > 65_535) refuse('port is a number from 1 to 65535')
}

/** Checks the argument of `postgres()` and fills in what it leaves out. */
export function settingsOf(urlOrOptions: string | PostgresOptions): Settings {
  const options = typeof urlOrOptions === 'string' ? { url: urlOrOptions } : urlOrOptions
  if (!isPlainObject(options)) refuse('give a url or options')
  checkNames(options)
  checkNumbers(options)
  const { prepare = true, rowSecurity = false, ssl = true } = options
  if (typeof prepare !== 'boolean') refuse('prepare is true or false')
  if (typeof rowSecurity !== 'boolean') refuse('rowSecurity is true or false')
  if (typeof ssl !== 'boolean' && !isPlainObject(ssl)) refuse('ssl is true, false or options of tls.connect')
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  return { ...DEFAULTS, ...given }
}
