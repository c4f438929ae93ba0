import { sql } from 'kysely'
import type { FieldShape, IndexShape, ModelShape } from '../../schema/shape.ts'
import type { Dialect } from './dialect.ts'
import type { Sql } from './statement.ts'
import { joined, orNull } from './statement.ts'

/** How one database writes the definitions of tables. */
export interface TableDialect {
  readonly dialect: Dialect
  /** The type of a field's column, as a definition has it. */
  columnType(field: FieldShape): string
  /** What stands behind the type of a key that the database makes. */
  readonly autoKey: Sql
  /** Whether `autoKey` names the primary key too. */
  readonly autoKeyIsPrimary: boolean
  /** A stored value in a definition. */
  literal(value: unknown): Sql
  /** The name of the check of a column; undefined where the database gives one itself. */
  checkName(model: ModelShape, column: string): string | undefined
  /** What a field's column holds beside its type, where a check says it. */
  check(field: FieldShape): Sql | undefined
  /** The clause by which a column refers to another table, where that is no statement of its own. */
  references(field: FieldShape, tables: ReadonlySet<string>): Sql
  /** The primary key of a table, from its columns. */
  primaryKey(model: ModelShape, columns: Sql): Sql
  /** A column in an index. */
  indexed(field: FieldShape): Sql
  /** The records that a unique index is over, where that is not all of them. */
  partial(field: FieldShape): Sql
  /** Whether CREATE INDEX can leave alone what is there. */
  readonly indexIfNotExists: boolean
  /** What follows the columns of a table. */
  readonly tableOptions: Sql
}

/** Whether the database makes the key. */
export const isAutoKey = ({ key }: ModelShape): boolean =>
  key.length === 1 && key[0]?.kind === 'id' && key[0].idType === 'auto' && key[0].ref === undefined

/** The values of an enum: a chain of comparisons, since IN over three values or more was seen to build a table for every row that is written. */
export function enumCheck(
  { column, kind, values }: FieldShape,
  literal: (value: unknown) => Sql,
): Sql | undefined {
  if (kind !== 'enum' || values === undefined) return undefined
  const alternatives = values.map((value) => sql`${sql.id(column)} = ${literal(value)}`)
  return joined(alternatives, sql` or `)
}

/** REFERENCES of a column to a table that is there. */
export function references({ ref }: FieldShape, tables: ReadonlySet<string>): Sql {
  if (ref === undefined || !tables.has(ref.table)) return sql``
  return sql` references ${sql.id(ref.table)} (${sql.id(ref.column)})`
}

/** The statements that make what a model needs, as text. */
export class Tables {
  readonly #with: TableDialect

  constructor(dialect: TableDialect) {
    this.#with = dialect
  }

  /** CREATE TABLE of a model; `tables` are those that references may name. */
  createTable(model: ModelShape, tables: ReadonlySet<string>): string {
    const { autoKeyIsPrimary, primaryKey, tableOptions } = this.#with
    const columns = model.fields.map((field) => this.#column(field, model, tables))
    const key = joined(model.key.map((field) => sql`${sql.id(field.column)}`))
    const parts = isAutoKey(model) && autoKeyIsPrimary ? columns : [...columns, primaryKey(model, key)]
    return this.#text(
      sql`create table if not exists ${sql.id(model.table)} (${joined(parts)})${tableOptions}`,
    )
  }

  /** ALTER TABLE for a column that is missing. */
  addColumn(field: FieldShape, model: ModelShape, tables: ReadonlySet<string>): string {
    const column = this.#column(field, model, tables)
    return this.#text(sql`alter table ${sql.id(model.table)} add column ${column}`)
  }

  /** CREATE INDEX of a model's index. */
  createIndex({ name, fields, unique, whereNull }: IndexShape, model: ModelShape): string {
    const { indexed, partial, indexIfNotExists } = this.#with
    const columns = joined(fields.map(indexed))
    const kind = unique ? sql`unique index` : sql`index`
    const quietly = indexIfNotExists ? sql` if not exists` : sql``
    const where = whereNull === undefined ? sql`` : partial(whereNull)
    return this.#text(
      sql`create ${kind}${quietly} ${sql.id(name)} on ${sql.id(model.table)} (${columns})${where}`,
    )
  }

  #text(part: Sql): string {
    return part.compile(this.#with.dialect.kysely).sql
  }

  #default(field: FieldShape): Sql {
    if (field.default === undefined) return sql``
    const encode = orNull(this.#with.dialect.codec(field).encode)
    const stored = encode === undefined ? field.default : encode(field.default)
    return sql` default ${this.#with.literal(stored)}`
  }

  #check(field: FieldShape, model: ModelShape): Sql {
    const check = this.#with.check(field)
    if (check === undefined) return sql``
    const name = this.#with.checkName(model, field.column)
    return sql`${name === undefined ? sql`` : sql` constraint ${sql.id(name)}`} check (${check})`
  }

  #column(field: FieldShape, model: ModelShape, tables: ReadonlySet<string>): Sql {
    const isKey = model.key.includes(field)
    const key = isAutoKey(model) && isKey ? this.#with.autoKey : sql``
    const required = field.nullable && !isKey ? sql`` : sql` not null`
    const type = sql.raw(this.#with.columnType(field))
    return sql`${sql.id(field.column)} ${type}${key}${required}${this.#default(field)}${this.#check(field, model)}${this.#with.references(field, tables)}`
  }
}
