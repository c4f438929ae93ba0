import type { Store } from '../../store/contract.ts'
import type { PostgresOptions } from './options.ts'
import { settingsOf } from './options.ts'
import { createPostgresStore } from './store.ts'

export type { PostgresOptions } from './options.ts'

/**
 * A store in a PostgreSQL database, by pg: PostgreSQL 13 and later, and what speaks its protocol.
 *
 * What is acknowledged is as safe as the server's settings make it; a write of which the server did not live to say
 * whether it was done fails with OUTCOME_UNKNOWN.
 *
 * @example
 * const db = await connect<Models>({ models: { Product }, store: postgres('postgres://localhost/shop') })
 */
export const postgres = (urlOrOptions: string | PostgresOptions): Store =>
  createPostgresStore(settingsOf(urlOrOptions))
