import type { Store } from '../../store/contract.ts'
import type { MysqlOptions } from './options.ts'
import { settingsOf } from './options.ts'
import { createMysqlStore } from './store.ts'

export type { MysqlOptions } from './options.ts'

/**
 * A store in a MySQL or MariaDB database, by mysql2: MariaDB 10.11 and later, MySQL 8.0.19 and later.
 *
 * What is acknowledged is as safe as the server's settings make it; a write of which the server did not live to say
 * whether it was done fails with OUTCOME_UNKNOWN.
 *
 * @example
 * const db = await connect<Models>({ models: { Product }, store: mysql('mysql://shop@localhost/shop') })
 */
export const mysql = (urlOrOptions: string | MysqlOptions): Store =>
  createMysqlStore(settingsOf(urlOrOptions))
