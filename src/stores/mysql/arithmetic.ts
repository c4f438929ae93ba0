import { sql } from 'kysely'
import type { FieldShape } from '../../schema/shape.ts'
import type { Decode } from '../../store/contract.ts'
import { overflow as overflowError } from '../sql/decimal.ts'
import type { Figure } from '../sql/dialect.ts'
import type { Sql } from '../sql/statement.ts'
import { param } from '../sql/statement.ts'
import { decimalParameter, integerParameter } from './codecs.ts'

const MOST = sql.raw('9223372036854775807')

/**
 * An expression that leaves 64 bits, so that the error names the column. The column is in it because what is constant
 * would fail when the statement is planned; its sign is 0 or 1, and one more is past the end in either case.
 */
export const overflow = (_field: FieldShape, column: Sql): Sql => sql`(${MOST} + abs(sign(${column})) + 1)`

const SAFE = sql.raw(String(Number.MAX_SAFE_INTEGER))

const integer = (value: unknown): unknown => integerParameter(value as number | bigint)
const decimal = (value: unknown): unknown => decimalParameter(value as string)

/** The old value plus a parameter; fails where the field cannot hold the result. Null stays null. */
export function increment(field: FieldShape, column: Sql, position: number): Sql {
  switch (field.kind) {
    case 'number':
      return sql`${column} + ${param(position)}`
    case 'decimal':
      return sql`${column} + ${param(position, decimal)}`
    case 'bigint':
      return sql`${column} + ${param(position, integer)}`
    default: {
      const sum = sql`${column} + ${param(position, integer)}`
      return sql`case when ${sum} not between -${SAFE} and ${SAFE} then ${overflow(field, column)} else ${sum} end`
    }
  }
}

/** The value of a field in the form of another: a decimal that would lose digits fails, where the server would round it. */
export function copy(from: FieldShape, to: FieldShape, column: Sql): Sql {
  const { scale = 0 } = to
  if (to.kind !== 'decimal' || (from.scale ?? 0) <= scale) return column
  return sql`case when ${column} <> round(${column}, ${sql.lit(scale)}) then ${overflow(to, column)} else ${column} end`
}

const finite =
  (field: FieldShape): Decode =>
  (sum: number) => {
    if (Number.isFinite(sum)) return sum
    throw overflowError(field)
  }

const whole: Decode = (sum: string) => BigInt(sum)

/** An exact sum. */
export function sum(field: FieldShape, column: Sql): Figure {
  const value = sql`sum(${column})`
  if (field.kind === 'number') return { value, decode: finite(field) }
  return field.kind === 'decimal' ? { value } : { value, decode: whole }
}
