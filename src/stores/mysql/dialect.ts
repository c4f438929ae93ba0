import { DummyDriver, Kysely, MysqlAdapter, MysqlIntrospector, MysqlQueryCompiler, sql } from 'kysely'
import type { Lock } from '../../store/contract.ts'
import type { Dialect, List } from '../sql/dialect.ts'
import { plainExtreme } from '../sql/read.ts'
import type { Sql } from '../sql/statement.ts'
import { param } from '../sql/statement.ts'
import { copy, increment, overflow, sum } from './arithmetic.ts'
import { codecOf, listText } from './codecs.ts'
import { isJson, itemType } from './column-type.ts'
import { JsonConditions } from './json.ts'
import type { Server } from './server.ts'
import { textMatch } from './text-match.ts'

/** Compiles only; it is connected to nothing. */
export const kysely = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new MysqlAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new MysqlIntrospector(db),
    createQueryCompiler: () => new MysqlQueryCompiler(),
  },
})

function itemsOf({ position, field }: List, server: Server): Sql {
  const value = sql.id('~l', 'v')
  const table = sql`json_table(${param(position, listText(field))}, '$[*]' columns (v ${sql.raw(itemType(field, server))} path '$')) as ${sql.id('~l')}`
  return sql`(select ${field.kind === 'bytes' ? sql`unhex(${value})` : value} from ${table})`
}

const LOCKS: Readonly<Record<Lock, Sql>> = {
  update: sql` for update`,
  share: sql` lock in share mode`,
  'update skip locked': sql` for update skip locked`,
}

/** The SQL of MySQL, or of MariaDB. */
export function mysqlDialect(server: Server): Dialect {
  const json = new JsonConditions(server)
  const items = (list: List): Sql =>
    isJson(list.field) ? json.items(list.position, list.encode) : itemsOf(list, server)
  return {
    kysely,
    codec: codecOf,
    operand(leaf, column) {
      if (isJson(leaf.field)) return json.operand(leaf, column)
      return { value: column, nullable: leaf.field.nullable, encode: codecOf(leaf.field).encode }
    },
    differs: (value, other) => sql`(not (${value} <=> ${other}))`,
    items,
    within: (value, list, not) => sql`${value} ${not ? sql`not in` : sql`in`} ${items(list)}`,
    text: textMatch,
    nullOf: (leaf, column) => json.nullOf(leaf, column),
    exists: (leaf, column) => json.exists(leaf, column),
    elements: (leaf, column) => json.elements(leaf, column),
    sum,
    extreme: plainExtreme,
    increment,
    overflow,
    copy,
    nullsFirst: (descending) => !descending,
    nulls: (term, value, first) =>
      first ? sql`${value} is not null, ${term}` : sql`${value} is null, ${term}`,
    noLimit: sql` limit 18446744073709551615`,
    each: 'numbers',
    lock: (lock) => LOCKS[lock],
    noValues: sql`() values ()`,
    returning: (keys) => (server.returning ? sql` returning ${keys}` : sql``),
  }
}
