import { sql } from 'kysely'
import type { FieldShape, IndexShape, ModelShape } from '../../schema/shape.ts'
import type { Dialect } from '../sql/dialect.ts'
import { checkName, referenceName } from '../sql/names.ts'
import { formOf } from '../sql/schema/form.ts'
import type { Sql } from '../sql/statement.ts'
import { joined } from '../sql/statement.ts'
import type { TableDialect } from '../sql/table.ts'
import { enumCheck, Tables } from '../sql/table.ts'
import { columnType, isJson } from './column-type.ts'
import { literal } from './literal.ts'
import type { Computed } from './physical-index.ts'
import { PREFIX, physicalIndex, physicalKey } from './physical-index.ts'
import type { Server } from './server.ts'

/** The column that the server computes, and keeps: indexes over columns that it does not keep have had faults. */
function computedColumn({ name, from, kind }: Computed): Sql {
  const source = sql.id(from.column)
  const [type, value] =
    kind === 'hash'
      ? [sql`binary(32)`, sql`unhex(sha2(${source}, 256))`]
      : [sql`tinyint`, sql`if(${source} is null, 1, null)`]
  return sql`${sql.id(name)} ${type} generated always as (${value}) stored`
}

const inIndex = ({ column, kind }: FieldShape): Sql =>
  kind === 'text' || kind === 'bytes' ? sql`${sql.id(column)} (${sql.lit(PREFIX)})` : sql`${sql.id(column)}`

const indexPart = ({ name, unique, fields }: IndexShape): Sql =>
  sql`${unique ? sql`unique index` : sql`index`} ${sql.id(name)} (${joined(fields.map(inIndex))})`

/** What follows the columns: the primary key or what is unique in its place, and all indexes with the columns that they need. */
function keysPart(model: ModelShape, columns: Sql): Sql {
  const key = physicalKey(model)
  const all = [...(key === undefined ? [] : [key]), ...model.indexes.map(physicalIndex)]
  const computed = new Map(all.flatMap((one) => one.computed.map((column) => [column.name, column])))
  const indexes = all.flatMap(({ index, search }) => (search === undefined ? [index] : [index, search]))
  return joined([
    ...(key === undefined ? [sql`primary key (${columns})`] : []),
    ...[...computed.values()].map(computedColumn),
    ...indexes.map(indexPart),
  ])
}

const tableDialect = (dialect: Dialect, server: Server): TableDialect => ({
  dialect,
  // What is kept as JSON, as text or not, says what it is: otherwise a migration would not see one become another.
  columnType: (field) => `${columnType(field, server)}${isJson(field) ? ` comment '${formOf(field)}'` : ''}`,
  autoKey: sql` auto_increment`,
  autoKeyIsPrimary: false,
  literal,
  checkName: (model, column) => (server.namesChecks ? checkName(model, column) : undefined),
  check: (field) =>
    field.kind === 'boolean' ? sql`${sql.id(field.column)} in (0, 1)` : enumCheck(field, literal),
  // Models may refer to each other in circles: references come when all tables are there.
  references: () => sql``,
  primaryKey: keysPart,
  indexed: inIndex,
  // A column that is null in the other records says it: see physical-index.ts.
  partial: () => sql``,
  indexIfNotExists: false,
  tableOptions: sql` engine = InnoDB default charset = utf8mb4 collate = ${sql.raw(server.collation)}`,
})

/** The statements that define tables. */
export class MysqlTables {
  readonly #dialect: Dialect
  readonly #tables: Tables

  constructor(dialect: Dialect, server: Server) {
    this.#dialect = dialect
    this.#tables = new Tables(tableDialect(dialect, server))
  }

  /** CREATE TABLE of a model with its indexes, without its references. */
  createTable(model: ModelShape): string {
    return this.#tables.createTable(model, new Set())
  }

  /** ALTER TABLE for a column that is missing. */
  addColumn(field: FieldShape, model: ModelShape): string {
    return this.#tables.addColumn(field, model, new Set())
  }

  /** ALTER TABLE for a column that the server computes. */
  addComputed(computed: Computed, { table }: ModelShape): string {
    const text = sql`alter table ${sql.id(table)} add column ${computedColumn(computed)}`
    return text.compile(this.#dialect.kysely).sql
  }

  /** Gives a row where the table has any. */
  anyRow({ table }: ModelShape): string {
    return sql`select 1 from ${sql.id(table)} limit 1`.compile(this.#dialect.kysely).sql
  }

  /** CREATE INDEX. */
  createIndex(index: IndexShape, model: ModelShape): string {
    return this.#tables.createIndex(index, model)
  }

  /** ALTER TABLE for a reference to a table that is there. */
  addReference({ column, ref }: FieldShape, model: ModelShape): string {
    const target = sql`${sql.id(ref?.table ?? '')} (${sql.id(ref?.column ?? '')})`
    const name = sql.id(referenceName(model, column))
    const text = sql`alter table ${sql.id(model.table)} add constraint ${name} foreign key (${sql.id(column)}) references ${target}`
    return text.compile(this.#dialect.kysely).sql
  }
}
