import type { Store } from '../store/contract.ts'
import { mysql } from '../stores/mysql/index.ts'
import { postgres } from '../stores/postgres/index.ts'
import { sqlite } from '../stores/sqlite/index.ts'

/** The store of a database that is named by its address alone: the URL of one on a server, or a file of SQLite. */
export function storeOf(address: string): Store {
  if (/^postgres(?:ql)?:\/\//.test(address)) return postgres(address)
  if (/^(?:mysql|mariadb):\/\//.test(address)) return mysql(address.replace(/^mariadb/, 'mysql'))
  return sqlite({ path: address, readonly: true })
}
