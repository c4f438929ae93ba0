import type {
  ColumnState,
  IndexedState,
  IndexState,
  ReferenceState,
  TableState,
} from '../../../store/schema-access.ts'
import type { Database } from '../driver.ts'
import { rows } from '../rows.ts'
import type { TableDefinition } from './definition.ts'
import { readDefinition } from './definition.ts'

interface ListedTable {
  readonly name: string
  readonly strict: 0 | 1
  readonly wr: 0 | 1
  readonly sql: string
}
interface ListedColumn {
  readonly name: string
  readonly type: string
  readonly notnull: 0 | 1
  readonly dflt_value: string | null
  readonly pk: number
  readonly hidden: number
}
interface ListedIndex {
  readonly name: string
  readonly unique: 0 | 1
  readonly origin: 'c' | 'u' | 'pk'
  readonly partial: 0 | 1
}
interface ListedReference {
  readonly id: number
  readonly table: string
  readonly from: string
  readonly to: string | null
  readonly on_update: string
  readonly on_delete: string
}

const TABLES = `select l.name, l.strict, l.wr, s.sql from pragma_table_list l
  join sqlite_schema s on s.name = l.name and s.type = 'table'
  where l.schema = 'main' and l.type = 'table' and l.name not like 'sqlite~_%' escape '~' order by l.name`

function columnOf(column: ListedColumn, { columns }: TableDefinition): ColumnState {
  const { name, type, notnull, dflt_value } = column
  const definition = columns.find((one) => one.name.toLowerCase() === name.toLowerCase())
  return {
    name,
    type: type.toUpperCase(),
    nullable: notnull === 0,
    ...(dflt_value !== null && { default: dflt_value }),
    auto: definition?.auto ?? false,
    ...(definition?.check && { check: definition.check }),
    ...(definition?.form !== undefined && { form: definition.form }),
  }
}

const INDEX_COLUMNS = 'select name, "desc", coll, key from pragma_index_xinfo(?) order by seqno'

function indexedColumns(database: Database, index: string): IndexedState[] {
  const listed = rows<{ name: string | null; desc: 0 | 1; coll: string; key: 0 | 1 }>(
    database,
    INDEX_COLUMNS,
    index,
  )
  return listed
    .filter(({ key }) => key === 1)
    .map(({ name, desc, coll }) => {
      const more = [coll === 'BINARY' ? '' : `collate ${coll}`, desc === 1 ? 'desc' : ''].filter(Boolean)
      return { column: name ?? '(expression)', ...(more.length > 0 && { more: more.join(' ') }) }
    })
}

function conditionOf(database: Database, index: string): string {
  const [found] = rows<{ sql: string }>(database, 'select sql from sqlite_schema where name = ?', index)
  return /\)\s*where\s+([\s\S]+)$/i.exec(found?.sql ?? '')?.[1]?.trim() ?? ''
}

const listedIndexes = (database: Database, table: string): readonly ListedIndex[] =>
  rows(database, 'select name, "unique", origin, partial from pragma_index_list(?) order by name', table)

const indexOf = (database: Database, { name, unique, partial, origin }: ListedIndex): IndexState => ({
  name,
  columns: indexedColumns(database, name),
  unique: unique === 1,
  ...(partial === 1 && { where: conditionOf(database, name) }),
  ...(origin === 'u' && { constraint: true }),
})

const REFERENCES =
  'select id, "table", "from", "to", on_update, on_delete from pragma_foreign_key_list(?) order by id, seq'

function actionsOf({ on_delete, on_update }: ListedReference): { actions?: string } {
  const actions = [
    on_delete === 'NO ACTION' ? '' : `on delete ${on_delete.toLowerCase()}`,
    on_update === 'NO ACTION' ? '' : `on update ${on_update.toLowerCase()}`,
  ].filter(Boolean)
  return actions.length === 0 ? {} : { actions: actions.join(' ') }
}

function referencesOf(database: Database, table: string): ReferenceState[] {
  const listed = rows<ListedReference>(database, REFERENCES, table)
  return listed.flatMap((first, at) => {
    if (listed[at - 1]?.id === first.id) return []
    const columns = listed.filter(({ id }) => id === first.id)
    return {
      columns: columns.map(({ from }) => from),
      table: first.table,
      foreign: columns.flatMap(({ to }) => to ?? keyOf(database, first.table)),
      ...actionsOf(first),
    }
  })
}

const keyOf = (database: Database, table: string): string[] =>
  rows<{ name: string }>(
    database,
    'select name from pragma_table_info(?) where pk > 0 order by pk',
    table,
  ).map(({ name }) => name)

const triggersOf = (database: Database, table: string): string[] =>
  rows<{ sql: string }>(
    database,
    "select sql from sqlite_schema where type = 'trigger' and tbl_name = ? order by name",
    table,
  ).map(({ sql }) => sql)

const extrasOf = (table: ListedTable, columns: readonly ListedColumn[]): string[] => [
  ...columns.filter(({ hidden }) => hidden > 1).map(({ name }) => `GENERATED of ${name}`),
  ...(table.wr === 1 ? ['WITHOUT ROWID'] : []),
]

function tableOf(database: Database, table: ListedTable): TableState {
  const { name, strict, sql } = table
  const definition = readDefinition(sql)
  const listed = rows<ListedColumn>(database, 'select * from pragma_table_xinfo(?) where hidden <> 1', name)
  const indexes = listedIndexes(database, name)
  return {
    name,
    columns: listed.map((column) => columnOf(column, definition)),
    key: { columns: keyOf(database, name) },
    references: referencesOf(database, name),
    indexes: indexes.filter(({ origin }) => origin !== 'pk').map((index) => indexOf(database, index)),
    ...(strict === 1 && { options: 'strict' }),
    extras: [...new Set([...definition.extras, ...extrasOf(table, listed)])],
    triggers: triggersOf(database, name),
  }
}

/** All tables of a database but SQLite's own. */
export const readTables = (database: Database): TableState[] =>
  rows<ListedTable>(database, TABLES).map((table) => tableOf(database, table))
