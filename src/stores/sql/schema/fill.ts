import type { ColumnState, TableState } from '../../../store/schema-access.ts'
import type { Quote } from './names.ts'
import { requireNone } from './require.ts'

const UNKNOWN =
  '-- Write in place of null what the records that are there get: a value, or an expression of other columns.'

/**
 * Gives a value to the records that have none, before a column takes no null any more: the column's default or, where
 * there is none, what whoever reads the file writes there.
 */
export function fillStatement({ name }: TableState, column: ColumnState, quote: Quote): string {
  const [table, target] = [quote(name), quote(column.name)]
  const value = column.default ?? 'null'
  const update = `update ${table} set ${target} = ${value} where ${target} is null;`
  return column.default === undefined ? `${UNKNOWN}\n${update}` : update
}

/** Requires that no record is without a value. */
export const requireFilled = ({ name }: TableState, column: ColumnState, quote: Quote): string =>
  requireNone(
    quote(name),
    `${quote(column.name)} is null`,
    `${name}.${column.name} takes no null, and there are records without a value: write what they get in the statement before this, in place of null.`,
  )
