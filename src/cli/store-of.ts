import type { Store } from '../store/contract.ts'
import { postgres } from '../stores/postgres/index.ts'
import { sqlite } from '../stores/sqlite/index.ts'

/** The store of a database that is named by its address alone: the URL of a PostgreSQL database, or a file of SQLite. */
export const storeOf = (address: string): Store =>
  /^postgres(?:ql)?:\/\//.test(address) ? postgres(address) : sqlite({ path: address, readonly: true })
