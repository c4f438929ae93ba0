import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, sql } from 'kysely'
import { jsonIdentity } from '../../query/json-value.ts'
import type { Dialect } from '../sql/dialect.ts'
import { param } from '../sql/statement.ts'
import { copy, increment, sum } from './arithmetic.ts'
import { codecOf } from './codecs.ts'
import { jsonElements, jsonExists, jsonNullOf, jsonOperand, listText } from './json.ts'
import { textMatch } from './text-match.ts'

const kysely = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
})

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
  list: (position, encode, field) =>
    field.kind === 'bytes'
      ? sql`(select unhex(value) from json_each(${param(position, listText(encode))}))`
      : sql`(select value from json_each(${param(position, listText(encode))}))`,
  text: textMatch,
  nullOf: (leaf, column) => (leaf.path === undefined ? column : jsonNullOf(leaf, column)),
  exists: jsonExists,
  elements: jsonElements,
  sum,
  increment,
  overflow: sql`prometheus_overflow()`,
  copy,
  nullsFirst: (descending) => !descending,
  noLimit: sql` limit -1`,
}
