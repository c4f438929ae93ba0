import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
} from 'kysely'
import { standardNulls } from '../sql/clauses.ts'
import type { Dialect } from '../sql/dialect.ts'
import { param } from '../sql/statement.ts'
import { copy, extreme, increment, overflow, sum } from './arithmetic.ts'
import { arrayLiteral } from './array-literal.ts'
import { codecOf } from './codecs.ts'
import { listType } from './column-type.ts'
import { elements, jsonExists, jsonNullOf, jsonOperand } from './json.ts'
import { lists } from './lists.ts'
import { textMatch } from './text-match.ts'

/** Kysely that compiles by a compiler of PostgreSQL's, and is connected to nothing. */
export const kyselyWith = (createQueryCompiler: () => PostgresQueryCompiler): Kysely<unknown> =>
  new Kysely<unknown>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler,
    },
  })

const kysely = kyselyWith(() => new PostgresQueryCompiler())

/** PostgreSQL's SQL. */
export const postgresDialect: Dialect = {
  kysely,
  codec: codecOf,
  operand(leaf, column) {
    if (leaf.path !== undefined || leaf.field.kind === 'json') return jsonOperand(leaf, column)
    return { value: column, nullable: leaf.field.nullable, encode: codecOf(leaf.field).encode }
  },
  differs: (value, other) => sql`(${value} is distinct from ${other})`,
  items: ({ position, encode, field }) =>
    sql`(select unnest(${param(position, arrayLiteral(encode))}::${sql.raw(listType(field))}))`,
  within: (value, { position, encode }, not) => {
    const list = param(position, arrayLiteral(encode))
    return not ? sql`${value} <> all(${list})` : sql`${value} = any(${list})`
  },
  text: textMatch,
  nullOf: (leaf, column) => (leaf.path === undefined ? column : jsonNullOf(leaf, column)),
  exists: jsonExists,
  elements,
  count: (text: string) => Number(text),
  sum,
  extreme,
  increment,
  overflow,
  copy,
  nullsFirst: (descending) => descending,
  nulls: standardNulls,
  noLimit: sql``,
  lists,
  each: 'lateral',
  lock(lock, table) {
    const name = sql.id(table)
    if (lock === 'share') return sql` for share of ${name}`
    return lock === 'update' ? sql` for update of ${name}` : sql` for update of ${name} skip locked`
  },
  // As an anti-join, `not exists` is not asked again of a row that another transaction has changed meanwhile.
  lacking: (found) => sql`(${found}) is not true`,
  noValues: sql`default values`,
  returning: (keys) => sql` returning ${keys}`,
}
