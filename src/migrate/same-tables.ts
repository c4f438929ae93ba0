import type { ModelShape } from '../schema/shape.ts'
import type { SchemaAccess } from '../store/schema-access.ts'
import { schemaChecksum } from './checksum.ts'
import type { NewMigration } from './file.ts'
import type { HistoryEntry } from './history.ts'

interface Database {
  readonly access: SchemaAccess
  readonly models: readonly ModelShape[]
  readonly history: readonly HistoryEntry[]
}

/** What a migration says of the tables that leaves them as they are. */
export async function sameTables({
  access,
  models,
  history,
}: Database): Promise<Pick<NewMigration, 'database' | 'tables' | 'result'>> {
  const names = new Set([...models.map(({ table }) => table), ...(history.at(-1)?.tables ?? [])])
  const actual = await access.read()
  const tables = actual.map(({ name }) => name).filter((name) => names.has(name))
  return { database: access.database, tables: tables.toSorted(), result: schemaChecksum(actual, tables) }
}
