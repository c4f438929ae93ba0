import type { TableChange, TableState } from '../../../store/schema-access.ts'
import { renamesOf } from '../../sql/schema/align.ts'
import type { Step } from '../../sql/schema/steps.ts'
import { inOrder, stepsOf } from '../../sql/schema/steps.ts'
import { setAside } from './aside.ts'
import { addColumn, changeColumn } from './change-column.ts'
import { addReference, alterTable, createIndex, createTable } from './definitions.ts'
import { listed, quoted } from './names.ts'

function changeKey({ table, from, to }: Step & { kind: 'changeKey' }): string[] {
  const drop = from.columns.length === 0 ? [] : ['drop primary key']
  const add = to.columns.length === 0 ? [] : [`add primary key (${listed(to.columns)})`]
  return [alterTable(table, [...drop, ...add].join(', '))]
}

function statements(step: Step, tables: ReadonlyMap<string, TableState>): string[] {
  const after = tables.get('table' in step ? step.table : step.to)
  switch (step.kind) {
    case 'renameTable':
      return [alterTable(step.from, `rename to ${quoted(step.to)}`)]
    case 'renameColumn':
      return [alterTable(step.table, `rename column ${quoted(step.from)} to ${quoted(step.to)}`)]
    case 'dropReference':
      return [alterTable(step.table, `drop foreign key ${quoted(step.reference.name ?? '')}`)]
    case 'dropIndex':
      return [`drop index ${quoted(step.index.name)} on ${quoted(step.table)};`]
    case 'renameIndex':
      return [alterTable(step.table, `rename index ${quoted(step.from)} to ${quoted(step.to)}`)]
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
      return [alterTable(step.table, `drop column ${quoted(step.column.name)}`)]
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

/** What the server computes goes before what it is computed from, and comes after it. */
const isComputed = (step: Step): boolean =>
  (step.kind === 'dropColumn' || step.kind === 'addColumn') && step.column.computed === true

function computedInTheirPlace(steps: readonly Step[]): readonly Step[] {
  const [first, last] = [
    steps.filter((step) => step.kind === 'dropColumn' && isComputed(step)),
    steps.filter((step) => step.kind === 'addColumn' && isComputed(step)),
  ]
  const rest = steps.filter((step) => !isComputed(step))
  const drops = rest.findIndex(({ kind }) =>
    [
      'createTable',
      'addColumn',
      'changeColumn',
      'changeKey',
      'dropColumn',
      'addIndex',
      'addReference',
      'dropTable',
    ].includes(kind),
  )
  const adds = rest.findIndex(({ kind }) => ['addIndex', 'addReference', 'dropTable'].includes(kind))
  const [before, after] = [drops < 0 ? rest.length : drops, adds < 0 ? rest.length : adds]
  return [...rest.slice(0, before), ...first, ...rest.slice(before, after), ...last, ...rest.slice(after)]
}

/** The statements of changes, all tables together, in an order in which each can be done. */
export function writeChanges(changes: readonly TableChange[]): string[] {
  const names = renamesOf(changes)
  const tables = new Map(changes.flatMap(({ after }) => (after ? [[after.name, after] as const] : [])))
  const aside = changes.map(setAside)
  const steps = inOrder(aside.flatMap(({ change }) => stepsOf(change, names)))
  return [
    ...aside.flatMap((one) => one.statements),
    ...computedInTheirPlace(steps).flatMap((step) => statements(step, tables)),
  ]
}
