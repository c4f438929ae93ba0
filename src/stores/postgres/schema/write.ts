import type { TableChange, TableState } from '../../../store/schema-access.ts'
import { renamesOf } from '../../sql/schema/align.ts'
import { quoted } from '../../sql/schema/names.ts'
import type { Step } from '../../sql/schema/steps.ts'
import { inOrder, stepsOf } from '../../sql/schema/steps.ts'
import { addColumn, changeColumn } from './change-column.ts'
import { addReference, createIndex, createTable, keyText } from './definitions.ts'

const alter = (table: string, what: string): string => `alter table ${quoted(table)} ${what};`

function changeKey({ table, from, to }: Step & { kind: 'changeKey' }): string[] {
  const renamed =
    from.columns.join() === to.columns.join() && from.name !== undefined && to.name !== undefined
  if (renamed) return [alter(table, `rename constraint ${quoted(from.name)} to ${quoted(to.name)}`)]
  return [
    ...(from.name === undefined ? [] : [alter(table, `drop constraint ${quoted(from.name)}`)]),
    ...(to.columns.length === 0 ? [] : [alter(table, `add ${keyText(to)}`)]),
  ]
}

function statements(step: Step, tables: ReadonlyMap<string, TableState>): string[] {
  const after = tables.get('table' in step ? step.table : step.to)
  switch (step.kind) {
    case 'renameTable':
      return [alter(step.from, `rename to ${quoted(step.to)}`)]
    case 'renameColumn':
      return [alter(step.table, `rename column ${quoted(step.from)} to ${quoted(step.to)}`)]
    case 'dropReference':
      return step.reference.name === undefined
        ? []
        : [alter(step.table, `drop constraint ${quoted(step.reference.name)}`)]
    case 'dropIndex':
      return step.index.constraint
        ? [alter(step.table, `drop constraint ${quoted(step.index.name)}`)]
        : [`drop index ${quoted(step.index.name)};`]
    case 'renameIndex':
      return [`alter index ${quoted(step.from)} rename to ${quoted(step.to)};`]
    case 'createTable':
      return [createTable(step.state)]
    case 'addColumn':
      return after === undefined ? [] : addColumn(after, step.column)
    case 'changeColumn':
      return after === undefined ? [] : changeColumn({ table: after, from: step.from, to: step.to })
    case 'changeKey':
      return changeKey(step)
    case 'changeOptions':
      return []
    case 'dropColumn':
      return [alter(step.table, `drop column ${quoted(step.column.name)}`)]
    case 'addIndex':
      return [createIndex(step.table, step.index)]
    case 'addReference':
      return [addReference(step.table, step.reference)]
    case 'addPart':
      return [step.part.text]
    case 'dropPart':
      return [`drop ${step.part.name};`]
    case 'dropTable':
      return [`drop table ${quoted(step.table)};`]
  }
}

/** The statements of changes, all tables together, in an order in which each can be done. */
export function writeChanges(changes: readonly TableChange[]): string[] {
  const names = renamesOf(changes)
  const tables = new Map(changes.flatMap(({ after }) => (after ? [[after.name, after] as const] : [])))
  return inOrder(changes.flatMap((change) => stepsOf(change, names))).flatMap((step) =>
    statements(step, tables),
  )
}
