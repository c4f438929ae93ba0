import type { RedisOptions as ClientOptions } from 'ioredis'
import { PrometheusError } from '../../errors/error.ts'

/** How a Redis server is reached and used. */
export interface RedisOptions {
  /** The address: `redis://user:password@host:port/db`, or `rediss:` for TLS; redis://127.0.0.1:6379 by default. */
  readonly url?: string
  /** What all keys begin with, as `{prefix:table}`: 'prometheus' by default. Applications that share a server differ in it. */
  readonly prefix?: string
  /** How long a connection may take before CONNECTION_FAILED, in milliseconds: 5,000 by default. */
  readonly connectTimeout?: number
  /** How long an answer may take before TIMEOUT, in milliseconds: 5,000 by default. */
  readonly commandTimeout?: number
  /** The longest pause between two attempts to reconnect, in milliseconds: 2,000 by default. */
  readonly reconnectDelay?: number
  /** How many records one statement may look at where no key or index leads to them; 10,000 by default. */
  readonly scan?: { readonly limit: number }
  /** More options of ioredis, such as `tls` or `sentinels`; what is said above stands before them. */
  readonly client?: ClientOptions
}

/** The options with their defaults. */
export interface Settings {
  readonly url: string
  readonly prefix: string
  readonly connectTimeout: number
  readonly commandTimeout: number
  readonly reconnectDelay: number
  readonly scanLimit: number
  readonly client: ClientOptions
}

const KNOWN = ['url', 'prefix', 'connectTimeout', 'commandTimeout', 'reconnectDelay', 'scan', 'client']
const DURATIONS = ['connectTimeout', 'commandTimeout', 'reconnectDelay'] as const

const refuse = (what: string): never => {
  throw new PrometheusError('MISUSE', `redis(): ${what}.`)
}

function checkAddress(url: unknown): void {
  if (typeof url !== 'string' || !URL.canParse(url) || !/^rediss?:$/.test(new URL(url).protocol))
    refuse("give an address such as 'redis://127.0.0.1:6379'")
  // The driver asks the server for what is no number, and nobody hears of its refusal.
  if (!/^\/?\d*$/.test(new URL(String(url)).pathname))
    refuse("a database is a number at the end of the address, as in 'redis://127.0.0.1:6379/1'")
}

function checkScan(scan: unknown): void {
  const limit: unknown = typeof scan === 'object' && scan !== null ? Reflect.get(scan, 'limit') : undefined
  if (!Number.isSafeInteger(limit) || Number(limit) < 1)
    refuse('scan is { limit: a whole number of records }')
}

function check(options: RedisOptions): void {
  const unknown = Object.keys(options).find((name) => !KNOWN.includes(name))
  if (unknown !== undefined) refuse(`there is no option '${unknown}'`)
  const { url, prefix, scan, client } = options
  if (url !== undefined) checkAddress(url)
  if (prefix !== undefined && (typeof prefix !== 'string' || !/^[^{}\s]+$/.test(prefix)))
    refuse('prefix is a text without braces and spaces')
  for (const name of DURATIONS) {
    const value = options[name]
    if (value !== undefined && (!Number.isFinite(value) || value <= 0)) refuse(`${name} is milliseconds`)
  }
  if (scan !== undefined) checkScan(scan)
  if (client !== undefined && (typeof client !== 'object' || client === null))
    refuse('client is an object of options of ioredis')
  if (client?.keyPrefix) refuse('there is an option of its own for what keys begin with: prefix')
}

/** Checks the argument of `redis()` and fills in what it leaves out. */
export function settingsOf(urlOrOptions: string | RedisOptions): Settings {
  const options = typeof urlOrOptions === 'string' ? { url: urlOrOptions } : urlOrOptions
  if (typeof options !== 'object' || options === null) refuse('give an address or options')
  check(options)
  return {
    url: options.url ?? 'redis://127.0.0.1:6379',
    prefix: options.prefix ?? 'prometheus',
    connectTimeout: options.connectTimeout ?? 5_000,
    commandTimeout: options.commandTimeout ?? 5_000,
    reconnectDelay: options.reconnectDelay ?? 2_000,
    scanLimit: options.scan?.limit ?? 10_000,
    client: options.client ?? {},
  }
}
