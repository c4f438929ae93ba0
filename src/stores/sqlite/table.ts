import { sql } from 'kysely'
import type { FieldKind } from '../../schema/kinds.ts'
import type { FieldShape } from '../../schema/shape.ts'
import { formOf } from '../sql/schema/form.ts'
import type { Sql } from '../sql/statement.ts'
import type { TableDialect } from '../sql/table.ts'
import { enumCheck, references, Tables } from '../sql/table.ts'
import { decimalForm } from './codecs.ts'
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

const literal = (value: unknown): Sql =>
  value instanceof Uint8Array ? sql.raw(`x'${Buffer.from(value).toString('hex')}'`) : sql.lit(value)

const dialect: TableDialect = {
  dialect: sqliteDialect,
  columnType: (field) => `${columnType(field)} /* ${formOf(field)} */`,
  autoKey: sql` primary key autoincrement`,
  autoKeyIsPrimary: true,
  literal,
  checkName,
  check: (field) =>
    field.kind === 'boolean' ? sql`${sql.id(field.column)} in (0, 1)` : enumCheck(field, literal),
  references,
  primaryKey: (_model, columns) => sql`primary key (${columns})`,
  indexed: ({ column }) => sql`${sql.id(column)}`,
  partial: ({ column }) => sql` where ${sql.id(column)} is null`,
  indexIfNotExists: true,
  tableOptions: sql` strict`,
}

/** The definitions of SQLite's tables. */
export const sqliteTables = new Tables(dialect)
