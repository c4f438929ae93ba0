import type { Store } from '../../store/contract.ts'
import type { SqliteOptions } from './options.ts'
import { settingsOf } from './options.ts'
import { createSqliteStore } from './store.ts'

export type { SqliteOptions } from './options.ts'

/**
 * A store in a SQLite file, by better-sqlite3.
 *
 * Commits are in the write-ahead log when they are acknowledged: killing the process loses none of them. What a power
 * failure may lose is said at {@link SqliteOptions.synchronous}.
 *
 * @example
 * const db = await connect<Models>({ models: { Product }, store: sqlite('shop.db') })
 */
export const sqlite = (pathOrOptions: string | SqliteOptions): Store =>
  createSqliteStore(settingsOf(pathOrOptions))
