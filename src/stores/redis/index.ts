import type { Store } from '../../store/contract.ts'
import type { RedisOptions } from './options.ts'
import { settingsOf } from './options.ts'
import { createRedisStore } from './store.ts'

export type { RedisOptions } from './options.ts'

/**
 * A store in a Redis server of version 7 or later, by ioredis: for records that live for a while.
 *
 * Every statement is all or nothing; there are no transactions of several. What an acknowledged write survives is said
 * by the server's own settings (`appendonly`, `save`).
 *
 * @example
 * const db = await connect<Models>({ models: { Visit }, store: redis('redis://127.0.0.1:6379') })
 */
export const redis = (urlOrOptions: string | RedisOptions = {}): Store =>
  createRedisStore(settingsOf(urlOrOptions))
