/**
 * A line of a migration that stands before a statement: a query whose answer must be true, or the migration stops
 * there and says why.
 */
export const requirement = (query: string, message: string): string =>
  `-- require: ${query} -- ${message.replaceAll(' -- ', ' - ')}`

/** Requires that no record of a table is of some kind. */
export const requireNone = (table: string, where: string, message: string): string =>
  requirement(`select not exists (select 1 from ${table} where ${where})`, message)
