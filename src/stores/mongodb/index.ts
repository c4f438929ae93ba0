import type { Store } from '../../store/contract.ts'
import type { MongodbOptions } from './options.ts'
import { settingsOf } from './options.ts'
import { createMongodbStore } from './store.ts'

export type { MongodbOptions } from './options.ts'

/**
 * A store in a MongoDB database, by the official driver `mongodb`. The server is a replica set, which may have one
 * member, or a sharded cluster: a server that is alone has no transactions and is refused.
 *
 * @example
 * const db = await connect<Models>({ models: { Product }, store: mongodb('mongodb://127.0.0.1:27017/shop') })
 */
export const mongodb = (urlOrOptions: string | MongodbOptions): Store =>
  createMongodbStore(settingsOf(urlOrOptions))
