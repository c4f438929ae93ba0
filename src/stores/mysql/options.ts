import { PrometheusError } from '../../errors/error.ts'
import { isPlainObject } from '../../support/plain-object.ts'

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

const TEXTS = ['url', 'host', 'socketPath', 'user', 'database'] as const
const TIMES = ['idleTimeout', 'connectTimeout', 'acquireTimeout', 'statementTimeout', 'lockTimeout'] as const
const COUNTS = ['max', 'preparedStatements'] as const
const KNOWN = new Set<string>([...TEXTS, ...TIMES, ...COUNTS, 'port', 'password', 'ssl'])

const refuse = (what: string): never => {
  throw new PrometheusError('MISUSE', `mysql(): ${what}.`)
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
const isCount = (value: unknown, least: number): boolean =>
  Number.isSafeInteger(value) && (value as number) >= least

function checkNames(options: MysqlOptions): void {
  if (!isPlainObject(options)) refuse('give a url or options')
  const unknown = Object.keys(options).find((name) => !KNOWN.has(name))
  if (unknown !== undefined) refuse(`there is no option '${unknown}'`)
  const wrong = TEXTS.find((name) => options[name] !== undefined && !isText(options[name]))
  if (wrong !== undefined) refuse(`${wrong} is a text`)
  const { password = '', ssl = true } = options
  if (typeof password !== 'string') refuse('password is a text')
  if (typeof ssl !== 'boolean' && !isPlainObject(ssl)) refuse('ssl is true, false or options of tls.connect')
}

function checkNumbers(options: MysqlOptions): void {
  for (const name of TIMES)
    if (options[name] !== undefined && !isCount(options[name], 0))
      refuse(`${name} is whole milliseconds, 0 or more`)
  for (const name of COUNTS)
    if (options[name] !== undefined && !isCount(options[name], 1))
      refuse(`${name} is a whole number, 1 or more`)
  const { port = 1 } = options
  if (!isCount(port, 1) || port > 65_535) refuse('port is a number from 1 to 65535')
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
  checkNames(options)
  checkNumbers(options)
  const { url, ...named } = options
  const parts = url === undefined ? {} : partsOf(url)
  const { database = refuse('name a database'), ...rest } = { ...parts, ...withoutNothing(named) }
  return { ...DEFAULTS, ...rest, database }
}
