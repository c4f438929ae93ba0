import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, sql } from 'kysely'
import { jsonIdentity } from '../../query/json-value.ts'
import { standardNulls } from '../sql/clauses.ts'
import type { Dialect, List } from '../sql/dialect.ts'
import { listText } from '../sql/json-list.ts'
import { plainExtreme } from '../sql/read.ts'
import type { Sql } from '../sql/statement.ts'
import { param } from '../sql/statement.ts'
import { copy, increment, overflowing, sum } from './arithmetic.ts'
import { codecOf } from './codecs.ts'
import { jsonElements, jsonExists, jsonNullOf, jsonOperand } from './json.ts'
import { textMatch } from './text-match.ts'

const kysely = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
})

function items({ position, encode, field }: List): Sql {
  const item = field.kind === 'bytes' ? sql`unhex(value)` : sql`value`
  return sql`(select ${item} from json_each(${param(position, listText(encode))}))`
}

/** SQLite's SQL. */
export const sqliteDialect: Dialect = {
  kysely,
  codec: codecOf,
  operand(leaf, column) {
    if (leaf.path !== undefined || leaf.field.kind === 'json') return jsonOperand(leaf, column)
    if (leaf.field.kind === 'file') {
      return { value: sql`prometheus_json(${column})`, nullable: true, encode: jsonIdentity }
    }
    return { value: column, nullable: leaf.field.nullable, encode: codecOf(leaf.field).encode }
  },
  differs: (value, other) => sql`(${value} is not ${other})`,
  items,
  within: (value, list, not) => sql`${value} ${not ? sql`not in` : sql`in`} ${items(list)}`,
  text: textMatch,
  nullOf: (leaf, column) => (leaf.path === undefined ? column : jsonNullOf(leaf, column)),
  exists: jsonExists,
  elements: jsonElements,
  sum,
  extreme: plainExtreme,
  increment,
  overflow: overflowing,
  copy,
  nullsFirst: (descending) => !descending,
  nulls: standardNulls,
  noLimit: sql` limit -1`,
  each: 'keys',
  // A transaction has the whole database to itself.
  lock: () => sql``,
  noValues: sql`default values`,
  returning: () => sql``,
}
