import { sql } from 'kysely'
import type { FieldKind } from '../../schema/kinds.ts'
import type { FieldShape, IndexShape, ModelShape } from '../../schema/shape.ts'
import type { Sql } from '../sql/statement.ts'
import { joined, orNull } from '../sql/statement.ts'
import { codecOf, decimalForm } from './codecs.ts'
import { sqliteDialect } from './dialect.ts'
import { checkName } from './errors.ts'

const INTEGER: ReadonlySet<FieldKind> = new Set(['integer', 'bigint', 'boolean', 'datetime'])

/** The type of a field's column. */
export function columnType(field: FieldShape): 'INTEGER' | 'REAL' | 'TEXT' | 'BLOB' {
  if (INTEGER.has(field.kind) || (field.kind === 'id' && field.idType === 'auto')) return 'INTEGER'
  if (field.kind === 'number') return 'REAL'
  if (field.kind === 'bytes') return 'BLOB'
  return field.kind === 'decimal' && decimalForm(field) !== 'text' ? 'INTEGER' : 'TEXT'
}

/** Whether the database makes the key. */
export const isAutoKey = ({ key }: ModelShape): boolean =>
  key.length === 1 && key[0]?.kind === 'id' && key[0].idType === 'auto' && key[0].ref === undefined

function check(field: FieldShape, model: ModelShape): Sql {
  const column = sql.id(field.column)
  const named = sql` constraint ${sql.id(checkName(model, field.column))} check`
  if (field.kind === 'boolean') return sql`${named} (${column} in (0, 1))`
  if (field.kind !== 'enum' || field.values === undefined) return sql``
  // A chain of comparisons: IN over three values or more builds a table of them for every row that is written.
  const alternatives = field.values.map((value) => sql`${column} = ${sql.lit(value)}`)
  return sql`${named} (${joined(alternatives, sql` or `)})`
}

function references({ ref }: FieldShape, tables: ReadonlySet<string>): Sql {
  if (ref === undefined || !tables.has(ref.table)) return sql``
  return sql` references ${sql.id(ref.table)} (${sql.id(ref.column)})`
}

function literal(value: unknown): Sql {
  return value instanceof Uint8Array ? sql.raw(`x'${Buffer.from(value).toString('hex')}'`) : sql.lit(value)
}

function defaultValue(field: FieldShape): Sql {
  if (field.default === undefined) return sql``
  const encode = orNull(codecOf(field).encode)
  return sql` default ${literal(encode === undefined ? field.default : encode(field.default))}`
}

function column(field: FieldShape, model: ModelShape, tables: ReadonlySet<string>): Sql {
  const auto = isAutoKey(model) && model.key.includes(field)
  const key = auto ? sql` primary key autoincrement` : sql``
  const required = field.nullable && !model.key.includes(field) ? sql`` : sql` not null`
  const type = sql.raw(columnType(field))
  return sql`${sql.id(field.column)} ${type}${key}${required}${defaultValue(field)}${check(field, model)}${references(field, tables)}`
}

const text = (part: Sql): string => part.compile(sqliteDialect.kysely).sql

/** CREATE TABLE of a model; `tables` are those that references may name. */
export function createTable(model: ModelShape, tables: ReadonlySet<string>): string {
  const columns = model.fields.map((field) => column(field, model, tables))
  const key = joined(model.key.map((field) => sql`${sql.id(field.column)}`))
  const parts = isAutoKey(model) ? columns : [...columns, sql`primary key (${key})`]
  return text(sql`create table if not exists ${sql.id(model.table)} (${joined(parts)}) strict`)
}

/** ALTER TABLE for a column that is missing. */
export const addColumn = (field: FieldShape, model: ModelShape, tables: ReadonlySet<string>): string =>
  text(sql`alter table ${sql.id(model.table)} add column ${column(field, model, tables)}`)

/** CREATE INDEX of a model's index. */
export function createIndex({ name, fields, unique, whereNull }: IndexShape, model: ModelShape): string {
  const columns = joined(fields.map((field) => sql`${sql.id(field.column)}`))
  const kind = unique ? sql`unique index` : sql`index`
  const where = whereNull === undefined ? sql`` : sql` where ${sql.id(whereNull.column)} is null`
  return text(
    sql`create ${kind} if not exists ${sql.id(name)} on ${sql.id(model.table)} (${columns})${where}`,
  )
}
