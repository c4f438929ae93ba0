import type { ColumnState, TableState } from '../../../store/schema-access.ts'
import { fillStatement, requireFilled } from '../../sql/schema/fill.ts'
import { requireFits } from '../../sql/schema/require.ts'
import { alterTable, checkText, columnText } from './definitions.ts'
import { guardOf } from './guard.ts'
import { quoted } from './names.ts'

/** A column before and after, in a table as it is after. */
export interface ColumnChange {
  readonly table: TableState
  readonly from: ColumnState
  readonly to: ColumnState
}

const alter = ({ name }: TableState, what: string): string => alterTable(name, what)
const addChecks = (table: TableState, column: ColumnState): string[] =>
  checkText(column).map((check) => alter(table, `add ${check}`))

const without = ({ check: _check, ...column }: ColumnState): ColumnState => column

/** Lets no null in any more, once there is none. */
const setNotNull = (table: TableState, column: ColumnState): string[] => [
  fillStatement(table, column, quoted),
  `${requireFilled(table, column, quoted)}\n${alter(table, `modify column ${columnText(column)}`)}`,
]

/** ALTER TABLE for a column that is missing; where it takes no null and has no default, it is filled first. */
export function addColumn(table: TableState, column: ColumnState): string[] {
  const add = (one: ColumnState): string => alter(table, `add column ${columnText(one)}`)
  if (column.nullable || column.auto || column.computed || column.default !== undefined)
    return [add(column), ...addChecks(table, column)]
  // The server would fill it with zeros and empty texts.
  const bare = { ...without(column), nullable: true }
  return [add(bare), ...setNotNull(table, column), ...addChecks(table, column)]
}

const sameCheck = ({ from, to }: ColumnChange): boolean =>
  from.check?.name === to.check?.name && from.check?.text === to.check?.text

/** The statements that change a column: its whole definition is given anew. */
export function changeColumn(change: ColumnChange): string[] {
  const { table, from, to } = change
  if (from.computed || to.computed)
    return [alter(table, `drop column ${quoted(to.name)}`), alter(table, `add column ${columnText(to)}`)]
  const guard = guardOf(table.name, from, to)
  const require = guard === undefined ? [] : [requireFits(table.name, to.name, guard, quoted)]
  const fills = from.nullable && !to.nullable
  const modify = `modify column ${columnText(fills ? { ...to, nullable: true } : to)}`
  const named = sameCheck(change) || from.check?.name === undefined ? [] : [from.check.name]
  return [
    ...named.map((name) => alter(table, `drop constraint ${quoted(name)}`)),
    [...require, alter(table, modify)].join('\n'),
    ...(fills ? setNotNull(table, to) : []),
    ...(sameCheck(change) ? [] : addChecks(table, to)),
  ]
}
