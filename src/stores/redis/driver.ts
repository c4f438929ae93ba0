import { createRequire } from 'node:module'
import type { Redis, RedisOptions } from 'ioredis'
import { PrometheusError } from '../../errors/error.ts'
import { cast } from '../../support/cast.ts'

/** A client of ioredis. */
export type Client = Redis

type Driver = new (url: string, options: RedisOptions) => Redis

let driver: Driver | undefined

function load(): Driver {
  try {
    const loaded = cast<{ Redis: Driver }>(
      createRequire(import.meta.url)('ioredis'),
      'the exports of the package',
    )
    return loaded.Redis
  } catch (cause) {
    const message = 'redis() needs the package ioredis, which cannot be loaded: run `npm install ioredis`.'
    throw new PrometheusError('CONNECTION_FAILED', message, {}, cause)
  }
}

/** Makes a client that is not connected yet; the driver is loaded with the first one. */
export function createClient(url: string, options: RedisOptions): Client {
  driver ??= load()
  return new driver(url, options)
}
