import { PrometheusError } from '../../errors/error.ts'

/** How a SQLite database is opened. */
export interface SqliteOptions {
  /** The file, which is made where it is missing, or `:memory:`. */
  readonly path: string
  /** Opens an existing file and refuses writes. */
  readonly readonly?: boolean
  /** How long a statement waits for another process's lock before LOCK_TIMEOUT, in milliseconds: 5,000 by default. */
  readonly busyTimeout?: number
  /**
   * What a commit waits for. `normal`, the default: a killed process loses nothing acknowledged, a power failure may
   * lose the last commits and never damages the file. `full`: a power failure loses nothing, writes are slower.
   */
  readonly synchronous?: 'normal' | 'full'
  /** Page cache of each connection in KiB: 16,000 by default. */
  readonly cacheSize?: number
}

/** The options with their defaults. */
export interface Settings extends Required<SqliteOptions> {
  /** The database lives in its one connection. */
  readonly private: boolean
}

const KNOWN = new Set(['path', 'readonly', 'busyTimeout', 'synchronous', 'cacheSize'])

const refuse = (what: string): never => {
  throw new PrometheusError('MISUSE', `sqlite(): ${what}.`)
}

function check(options: SqliteOptions): void {
  const unknown = Object.keys(options).find((name) => !KNOWN.has(name))
  if (unknown !== undefined) refuse(`there is no option '${unknown}'`)
  const { path, readonly, busyTimeout = 0, synchronous = 'normal', cacheSize = 1 } = options
  if (typeof path !== 'string' || path === '') refuse("give the path of a file, or ':memory:'")
  if (readonly && path === ':memory:') refuse("a database in ':memory:' cannot be read-only")
  if (!Number.isFinite(busyTimeout) || busyTimeout < 0) refuse('busyTimeout is milliseconds, 0 or more')
  if (synchronous !== 'normal' && synchronous !== 'full') refuse("synchronous is 'normal' or 'full'")
  if (!Number.isInteger(cacheSize) || cacheSize < 1) refuse('cacheSize is a whole number of KiB')
}

/** Checks the argument of `sqlite()` and fills in what it leaves out. */
export function settingsOf(pathOrOptions: string | SqliteOptions): Settings {
  const options = typeof pathOrOptions === 'string' ? { path: pathOrOptions } : pathOrOptions
  if (typeof options !== 'object' || options === null) refuse("give a path, ':memory:' or options")
  check(options)
  const defaults = { readonly: false, busyTimeout: 5_000, synchronous: 'normal', cacheSize: 16_000 } as const
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  return { ...defaults, ...given, path: options.path, private: options.path === ':memory:' }
}
