import { sql } from 'kysely'
import type { ModelShape } from '../../schema/shape.ts'
import { cast } from '../../support/cast.ts'
import type { Index, Table } from '../sql/mismatch.ts'
import type { Sql } from '../sql/statement.ts'
import { joined } from '../sql/statement.ts'
import type { Connection } from './connection.ts'
import { postgresDialect } from './dialect.ts'
import { textLiteral } from './literal.ts'
import { searchIndexes } from './schema/words-index.ts'

/** A table as PostgreSQL has it. */
export interface FoundTable extends Table {
  /** The columns that refer to other tables. */
  readonly references: readonly string[]
}

/** An index as PostgreSQL has it. */
export interface FoundIndex extends Index {
  readonly table: string
}

/** An index that is called as a model's index for `$search`. */
export interface FoundSearch {
  readonly name: string
  readonly table: string
  readonly method: string
  /** Its first column, or expression. */
  readonly text: string
}

/** What the schema has of what the models need, by name. */
export interface Found {
  readonly tables: ReadonlyMap<string, FoundTable>
  /** All indexes that are called as an index of a model, of whatever table. */
  readonly indexes: ReadonlyMap<string, FoundIndex>
  readonly searches: ReadonlyMap<string, FoundSearch>
}

/** What {@link catalogText} gives. */
interface Listed {
  readonly tables: readonly (FoundTable & { readonly name: string })[] | null
  readonly indexes: readonly FoundIndex[] | null
  readonly searches: readonly FoundSearch[] | null
}

const KEY_COLUMNS = `(select json_agg(a.attname order by k.at) from unnest(i.indkey) with ordinality as k(number, at)
  left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number)`

const INDEX = `json_build_object('name', ic.relname, 'table', (select relname from pg_class where oid = i.indrelid), 'unique', i.indisunique, 'partial', i.indpred is not null,
  'columns', (select coalesce(string_agg(a.attname, ', ' order by k.at), '') from unnest(i.indkey) with ordinality as k(number, at)
    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number))`

const SEARCH = `json_build_object('name', ic.relname, 'table', (select relname from pg_class where oid = i.indrelid),
  'method', (select amname from pg_am where oid = ic.relam), 'text', pg_get_indexdef(i.indexrelid, 1, false))`

/** What is said of all indexes of some names. */
const indexesNamed = (names: Sql, what: string): Sql =>
  sql`(select json_agg(${sql.raw(what)}) from pg_index i join pg_class ic on ic.oid = i.indexrelid
    where ic.relnamespace = to_regnamespace(quote_ident(current_schema())) and ic.relname = any(${names}))`

/** One statement that reads all of the catalog that matters for the models, as JSON. */
function catalogText(models: readonly ModelShape[]): string {
  const list = (names: readonly string[]) => sql`array[${joined(names.map(textLiteral))}]::name[]`
  const tables = list(models.map(({ table }) => table))
  const indexes = list(models.flatMap(({ indexes }) => indexes.map(({ name }) => name)))
  const searches = list(models.flatMap(searchIndexes).map(({ name }) => name))
  const text = sql`select json_build_object(
  'tables', (select json_agg(json_build_object(
    'name', c.relname,
    'columns', (select json_agg(json_build_object('name', a.attname, 'type',
      format_type(a.atttypid, a.atttypmod) || coalesce(' COLLATE "' || co.collname || '"', '')))
      from pg_attribute a left join pg_collation co on co.oid = a.attcollation and co.collname <> 'default'
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
    'key', (select ${sql.raw(KEY_COLUMNS)} from pg_index i where i.indrelid = c.oid and i.indisprimary),
    'indexes', (select coalesce(json_agg(${sql.raw(INDEX)}), '[]') from pg_index i join pg_class ic on ic.oid = i.indexrelid
      where i.indrelid = c.oid and not i.indisprimary),
    'references', (select coalesce(json_agg(a.attname), '[]') from pg_constraint f
      join pg_attribute a on a.attrelid = f.conrelid and a.attnum = f.conkey[1]
      where f.conrelid = c.oid and f.contype = 'f' and array_length(f.conkey, 1) = 1)
  )) from pg_class c where c.relnamespace = to_regnamespace(quote_ident(current_schema())) and c.relkind in ('r', 'p', 'f')
    and c.relname = any(${tables})),
  'indexes', ${indexesNamed(indexes, INDEX)},
  'searches', ${indexesNamed(searches, SEARCH)}
)`
  return text.compile(postgresDialect.kysely).sql
}

/** Reads of the catalog what the models need. */
export async function readCatalog(connection: Connection, models: readonly ModelShape[]): Promise<Found> {
  const { rows } = await connection.script(catalogText(models))
  const value = rows[0]?.[0]
  const { tables, indexes, searches } = cast<Listed>(
    typeof value === 'string' ? JSON.parse(value) : value,
    'the statement builds it',
  )
  return {
    tables: new Map((tables ?? []).map((table) => [table.name, { ...table, key: table.key ?? [] }])),
    indexes: new Map((indexes ?? []).map((index) => [index.name, index])),
    searches: new Map((searches ?? []).map((index) => [index.name, index])),
  }
}
