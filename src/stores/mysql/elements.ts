import { sql } from 'kysely'
import type { Sql } from '../sql/statement.ts'

/** The elements of an array in JSON as a table of one column, `v`. */
export const elementsOf = (array: Sql, table: string): Sql =>
  sql`json_table(${array}, '$[*]' columns (v json path '$')) as ${sql.id(table)}`
