import { sql } from 'kysely'
import type { FieldShape } from '../../schema/shape.ts'
import type { Decode } from '../../store/contract.ts'
import { overflow, point, unpoint } from '../sql/decimal.ts'
import type { Figure } from '../sql/dialect.ts'
import type { Encode, Sql } from '../sql/statement.ts'
import { param } from '../sql/statement.ts'
import { decimalForm } from './codecs.ts'

const whole: Encode = (value) => BigInt(value as number)
const unscaled: Encode = (value) => BigInt(unpoint(String(value)))
const unscaledText: Encode = (value) => unpoint(String(value))

/** Fails, and names the field. */
export const overflowing = ({ name, kind }: FieldShape): Sql =>
  sql`prometheus_overflow(${sql.lit(name)}, ${sql.lit(kind)})`

const unless = (failure: Sql, result: Sql, field: FieldShape): Sql =>
  sql`case when ${failure} then ${overflowing(field)} else ${result} end`

const within = (result: Sql, most: bigint, field: FieldShape): Sql =>
  unless(sql`${result} not between ${sql.lit(-most)} and ${sql.lit(most)}`, result, field)

const SAFE = BigInt(Number.MAX_SAFE_INTEGER)

/** The old value plus a parameter; fails where the field cannot hold the result. Null stays null. */
export function increment(field: FieldShape, column: Sql, position: number): Sql {
  const plus = (encode?: Encode) => sql`${column} + ${param(position, encode)}`
  switch (field.kind) {
    case 'bigint':
      return unless(sql`typeof(${plus()}) = 'real'`, plus(), field)
    case 'number':
      return unless(sql`abs(${plus()}) = 9e999`, plus(), field)
    case 'decimal': {
      const { precision = 38 } = field
      return decimalForm(field) === 'text'
        ? sql`prometheus_decimal_add(${column}, ${param(position, unscaledText)}, ${sql.lit(precision)}, ${sql.lit(field.name)})`
        : within(plus(unscaled), 10n ** BigInt(precision) - 1n, field)
    }
    default:
      return within(plus(whole), SAFE, field)
  }
}

/** The value of a field in the form of another: decimals may differ in their scale. */
export function copy(from: FieldShape, to: FieldShape, column: Sql): Sql {
  const { precision = 38, scale = 0 } = to
  if (to.kind !== 'decimal' || ((from.precision ?? 38) === precision && (from.scale ?? 0) === scale))
    return column
  const args = sql`cast(${column} as text), ${sql.lit(from.scale ?? 0)}, ${sql.lit(scale)}, ${sql.lit(precision)}, ${sql.lit(to.name)}`
  return decimalForm(to) === 'text'
    ? sql`prometheus_decimal_text(${args})`
    : sql`cast(prometheus_decimal(${args}) as integer)`
}

const finite =
  (field: FieldShape): Decode =>
  (sum: number) => {
    if (Number.isFinite(sum)) return sum
    throw overflow(field)
  }

const HALF = 1_000_000_000

/** The upper and the lower digits apart: neither sum can leave 64 bits. */
const halves = (column: Sql): Sql =>
  sql`sum(${column} / ${sql.lit(HALF)}) || ':' || sum(${column} % ${sql.lit(HALF)})`

const whole64 = (sums: string): bigint => {
  const [upper = '', lower = ''] = sums.split(':')
  return BigInt(upper) * BigInt(HALF) + BigInt(lower)
}

/** An exact sum. */
export function sum(field: FieldShape, column: Sql): Figure {
  const { scale = 0 } = field
  if (field.kind === 'number') return { value: sql`sum(${column})`, decode: finite(field) }
  if (field.kind !== 'decimal') return { value: halves(column), decode: whole64 }
  return decimalForm(field) === 'text'
    ? { value: sql`prometheus_decimal_sum(${column})`, decode: (sum: string) => point(sum, scale) }
    : { value: halves(column), decode: (sums: string) => point(whole64(sums), scale) }
}
