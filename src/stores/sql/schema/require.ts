import type { Quote } from './names.ts'

/**
 * A line of a migration that stands before a statement: a query whose answer must be true, or the migration stops
 * there and says why.
 */
export const requirement = (query: string, message: string): string =>
  `-- require: ${query} -- ${message.replaceAll(' -- ', ' - ')}`

/** Requires that no record of a table is of some kind. */
export const requireNone = (table: string, where: string, message: string): string =>
  requirement(`select not exists (select 1 from ${table} where ${where})`, message)

/** Requires of all values of a column that a guard holds, which it does not where its answer is unknown. */
export function requireFits(table: string, column: string, guard: string, quote: Quote): string {
  const message = `${table}.${column} has values that the new column cannot hold: change them first.`
  const where = `${quote(column)} is not null and (${guard}) is not true`
  return requireNone(quote(table), where, message)
}
