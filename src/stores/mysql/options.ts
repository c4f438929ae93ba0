import { PrometheusError } from '../../errors/error.ts'
import type { OptionKinds } from '../sql/check-options.ts'
import { checkOptions } from '../sql/check-options.ts'

/** How a MySQL or MariaDB database is reached. */
export interface MysqlOptions {
  /** `mysql://user:password@host:port/database`; the other options come before what it says. */
  readonly url?: string
  /** The name of the server: 127.0.0.1 by default. */
  readonly host?: string
  /** 3306 by default. */
  readonly port?: number
  /** The path of the server's socket, in the place of host and port. */
  readonly socketPath?: string
  readonly user?: string
  readonly password?: string
  readonly database?: string
  /** Whether to encrypt, or the options of Node's `tls.connect`. */
  readonly ssl?: boolean | object
  /** Connections at most: 10 by default. */
  readonly max?: number
  /** How long an unused connection is kept, in milliseconds: 30,000 by default. */
  readonly idleTimeout?: number
  /** How long connecting may take, in milliseconds: 10,000 by default. */
  readonly connectTimeout?: number
  /** How long to wait for a free connection before TIMEOUT, in milliseconds: 10,000 by default. */
  readonly acquireTimeout?: number
  /**
   * How long a statement may run before TIMEOUT, in milliseconds: as the server has it by default, 0 for ever. MySQL
   * bounds reads only.
   */
  readonly statementTimeout?: number
  /** How long a statement waits for a lock before LOCK_TIMEOUT, in milliseconds, of which whole seconds count: as the server has it by default. */
  readonly lockTimeout?: number
  /** How many statements the server keeps prepared for each connection: 250 by default. */
  readonly preparedStatements?: number
}

type Defaulted = 'max' | 'idleTimeout' | 'connectTimeout' | 'acquireTimeout' | 'preparedStatements'

/** The options with their defaults. */
export type Settings = Omit<MysqlOptions, Defaulted | 'url' | 'database'> &
  Required<Pick<MysqlOptions, Defaulted | 'database'>>

const DEFAULTS: Required<Pick<MysqlOptions, Defaulted>> = {
  max: 10,
  idleTimeout: 30_000,
  connectTimeout: 10_000,
  acquireTimeout: 10_000,
  preparedStatements: 250,
}

const KINDS: OptionKinds = {
  texts: ['url', 'host', 'socketPath', 'user', 'database'],
  times: ['idleTimeout', 'connectTimeout', 'acquireTimeout', 'statementTimeout', 'lockTimeout'],
  counts: ['max', 'preparedStatements'],
  others: ['password'],
}

const refuse = (what: string): never => {
  throw new PrometheusError('MISUSE', `mysql(): ${what}.`)
}

/** The parts of a url. What stands behind a question mark is refused: options say it, and are checked. */
function partsOf(url: string): MysqlOptions {
  if (!URL.canParse(url)) refuse('the url is none; write mysql://user:password@host:port/database')
  const { protocol, hostname, port, username, password, pathname, search } = new URL(url)
  if (protocol !== 'mysql:' && protocol !== 'mariadb:') refuse('the url begins with mysql:// or mariadb://')
  if (search !== '') refuse('the url has parameters; write them as options')
  const given: Record<string, unknown> = {
    host: decodeURIComponent(hostname.replace(/^\[(.*)\]$/, '$1')),
    port: port === '' ? undefined : Number(port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
  }
  return withoutNothing(given)
}

const withoutNothing = (options: object): MysqlOptions =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined && value !== ''))

/** Checks the argument of `mysql()` and fills in what it leaves out. */
export function settingsOf(urlOrOptions: string | MysqlOptions): Settings {
  const options = typeof urlOrOptions === 'string' ? { url: urlOrOptions } : urlOrOptions
  checkOptions(options, KINDS, refuse)
  const { url, ...named } = options
  if (!['undefined', 'string'].includes(typeof named.password)) refuse('password is a text')
  const parts = url === undefined ? {} : partsOf(url)
  const { database = refuse('name a database'), ...rest } = { ...parts, ...withoutNothing(named) }
  return { ...DEFAULTS, ...rest, database }
}
