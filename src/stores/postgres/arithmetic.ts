import { sql } from 'kysely'
import type { FieldShape } from '../../schema/shape.ts'
import { point } from '../sql/decimal.ts'
import type { Figure } from '../sql/dialect.ts'
import type { Sql } from '../sql/statement.ts'
import { param } from '../sql/statement.ts'
import { columnType } from './column-type.ts'

/** Begins the text that an overflow fails to read as a number; the index of the field follows. */
export const OVERFLOW = 'prometheus_overflow:'

/**
 * An expression that fails, so that the error says of which field. The column is in it because what is constant would
 * fail when the statement is planned.
 */
export const overflow = (field: FieldShape, column: Sql): Sql =>
  sql`(${sql.lit(`${OVERFLOW}${field.index}`)} || left(${column}::text, 0))::${sql.raw(columnType(field))}`

const within = (sum: Sql, check: Sql, most: bigint, field: FieldShape, column: Sql): Sql =>
  sql`case when ${check} not between ${sql.raw(String(-most))} and ${sql.raw(String(most))} then ${overflow(field, column)} else ${sum} end`

const SAFE = BigInt(Number.MAX_SAFE_INTEGER)

/** The old value plus a parameter; fails where the field cannot hold the result. Null stays null. */
export function increment(field: FieldShape, column: Sql, position: number): Sql {
  const plus = (type: string): Sql => sql`${column} + ${param(position)}::${sql.raw(type)}`
  switch (field.kind) {
    case 'bigint':
      // Past 64 bits the sum itself fails.
      return plus('bigint')
    case 'number':
      return plus('double precision')
    case 'decimal': {
      const { precision = 38, scale = 0 } = field
      const most = sql.raw(point(10n ** BigInt(precision) - 1n, scale))
      const sum = plus('numeric')
      return sql`case when abs(${sum}) > ${most} then ${overflow(field, column)} else ${sum} end`
    }
    default:
      return within(plus('bigint'), plus('bigint'), SAFE, field, column)
  }
}

/** The value of a field in the form of another: decimals may differ in their scale. */
export function copy(from: FieldShape, to: FieldShape, column: Sql): Sql {
  const { precision = 38, scale = 0 } = to
  if (to.kind !== 'decimal' || ((from.precision ?? 38) === precision && (from.scale ?? 0) === scale))
    return column
  const most = sql.raw(point(10n ** BigInt(precision) - 1n, scale))
  const lossy = sql`${column} <> round(${column}, ${sql.lit(scale)}) or abs(${column}) > ${most}`
  return sql`case when ${lossy} then ${overflow(to, column)} else ${column} end`
}

/** An exact sum. */
export function sum(field: FieldShape, column: Sql): Figure {
  const value = sql`sum(${column})`
  if (field.kind === 'number') return { value, decode: (text: string) => Number(text) }
  return field.kind === 'decimal' ? { value } : { value, decode: (text: string) => BigInt(text) }
}

/** The least or the greatest value, also of types of which PostgreSQL cannot tell it. */
export function extreme(fn: 'min' | 'max', field: FieldShape, column: Sql): Sql {
  const call = (value: Sql): Sql => (fn === 'min' ? sql`min(${value})` : sql`max(${value})`)
  if (field.kind === 'boolean') return fn === 'min' ? sql`bool_and(${column})` : sql`bool_or(${column})`
  if (field.kind === 'id' && field.idType !== 'auto') return call(sql`${column}::text collate "C"`)
  if (field.kind === 'bytes') return sql`decode(${call(sql`encode(${column}, 'hex') collate "C"`)}, 'hex')`
  return call(column)
}
