import { sql } from 'kysely'
import type { Sql } from '../sql/statement.ts'
import type { Typed } from './driver.ts'

const isTyped = (value: unknown): value is Typed =>
  typeof value === 'object' && value !== null && 'type' in value && 'value' in value

/** A value as a codec encodes it, in a statement; in parentheses, without which MySQL takes no text as the default of some types. */
export function literal(value: unknown): Sql {
  if (value === null) return sql`null`
  if (value instanceof Uint8Array) return sql.raw(`(x'${Buffer.from(value).toString('hex')}')`)
  if (isTyped(value)) return sql.raw(String(value.value))
  return typeof value === 'string' ? sql`(${sql.lit(value)})` : sql.lit(value)
}
