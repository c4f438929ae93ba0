import { sql } from 'kysely'
import type { ModelShape } from '../../schema/shape.ts'
import { cast } from '../../support/cast.ts'
import type { Dialect } from '../sql/dialect.ts'
import type { Column, Index } from '../sql/mismatch.ts'
import { joined } from '../sql/statement.ts'
import type { Connection } from './connection.ts'

/** A table as the database has it. */
export interface FoundTable {
  readonly columns: Column[]
  /** The columns of the primary key in their order. */
  readonly key: string[]
  /** The other indexes, with the columns that the server computes among their columns. */
  readonly indexes: Index[]
  /** The columns that refer to other tables. */
  readonly references: Set<string>
}

/** The tables of the models that are there, by name. */
export type Found = ReadonlyMap<string, FoundTable>

type Listed = readonly [table: string, name: string, more: string]

const COLUMNS = `select table_name, column_name, concat(regexp_replace(column_type, '^bigint\\\\(.*', 'bigint'), ifnull(concat(' collate ', collation_name), ''))
  from information_schema.columns where table_schema = database() and table_name in`
const INDEXES = `select table_name, index_name, concat(non_unique, group_concat(column_name order by seq_in_index separator ', '))
  from information_schema.statistics where table_schema = database() and table_name in`
const REFERENCES = `select table_name, column_name, referenced_table_name from information_schema.key_column_usage
  where table_schema = database() and referenced_table_name is not null and table_name in`

/** Reads of the catalog what the models need. */
export async function readCatalog(
  connection: Connection,
  models: readonly ModelShape[],
  { kysely }: Dialect,
): Promise<Found> {
  if (models.length === 0) return new Map()
  const names = joined(models.map(({ table }) => sql`${sql.lit(table)}`))
  const list = async (text: string, rest = sql``): Promise<readonly Listed[]> => {
    const { sql: whole } = sql`${sql.raw(text)} (${names})${rest}`.compile(kysely)
    return cast<readonly Listed[]>(await connection.script(whole), 'three texts a row')
  }
  const found = new Map<string, FoundTable>()
  for (const [table, name, type] of await list(COLUMNS)) tableIn(found, table).columns.push({ name, type })
  for (const [table, name, more] of await list(INDEXES, sql` group by table_name, index_name, non_unique`))
    addIndex(tableIn(found, table), name, more)
  for (const [table, name] of await list(REFERENCES)) tableIn(found, table).references.add(name)
  return found
}

function tableIn(found: Map<string, FoundTable>, name: string): FoundTable {
  const known = found.get(name)
  if (known !== undefined) return known
  const table = { columns: [], key: [], indexes: [], references: new Set<string>() }
  found.set(name, table)
  return table
}

function addIndex({ key, indexes }: FoundTable, name: string, more: string): void {
  const columns = more.slice(1)
  if (name === 'PRIMARY') key.push(...columns.split(', '))
  else indexes.push({ name, columns, unique: more.startsWith('0'), partial: false })
}
