import type { Store } from '../store/contract.ts'
import { sqlite } from '../stores/sqlite/index.ts'

/** The store of a database that is named by its address alone: a file of SQLite. */
export const storeOf = (address: string): Store => sqlite({ path: address, readonly: true })
