import { sql } from 'kysely'
import type { Sql } from '../sql/statement.ts'
import { Decimal } from './wire/parameter.ts'

/** A value as a codec encodes it, in a statement; in parentheses, without which MySQL takes no text as the default of some types. */
export function literal(value: unknown): Sql {
  if (value === null) return sql`null`
  if (value instanceof Uint8Array) return sql.raw(`(x'${Buffer.from(value).toString('hex')}')`)
  if (value instanceof Decimal) return sql.raw(value.text)
  if (typeof value === 'bigint') return sql.raw(String(value))
  return typeof value === 'string' ? sql`(${sql.lit(value)})` : sql.lit(value)
}
