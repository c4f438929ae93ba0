import type { ColumnState, TableChange, TableState } from '../../../store/schema-access.ts'
import type { Renames } from '../../sql/schema/align.ts'
import { aligned, renamesOf } from '../../sql/schema/align.ts'
import { quoted } from '../../sql/schema/names.ts'
import type { Step } from '../../sql/schema/steps.ts'
import { stepsOf } from '../../sql/schema/steps.ts'
import { columnText, createIndex, createIndexes, createTable, ownReference } from './definitions.ts'
import { rebuild } from './rebuild.ts'

const isAddable = ({ nullable, auto, default: value }: ColumnState): boolean =>
  !auto && (nullable || value !== undefined)

/** An index that comes with UNIQUE in the definition goes with that only. */
const isInDefinition = (index: string): boolean => index.startsWith('sqlite_autoindex_')

/** Whether ALTER TABLE can do it. */
function isAlterable(step: Step, added: ReadonlySet<string>): boolean {
  switch (step.kind) {
    case 'renameTable':
    case 'renameColumn':
    case 'addIndex':
      return true
    case 'dropIndex':
      return !isInDefinition(step.index.name)
    case 'renameIndex':
      return !isInDefinition(step.from)
    case 'addColumn':
      return isAddable(step.column)
    case 'addReference':
      return step.reference.columns.length === 1 && added.has(step.reference.columns[0] ?? '')
    default:
      return false
  }
}

function rename(step: Step): string[] {
  if (step.kind === 'renameTable') return [`alter table ${quoted(step.from)} rename to ${quoted(step.to)};`]
  if (step.kind !== 'renameColumn') return []
  return [`alter table ${quoted(step.table)} rename column ${quoted(step.from)} to ${quoted(step.to)};`]
}

function alter(step: Step, after: TableState): string[] {
  switch (step.kind) {
    case 'dropIndex':
      return [`drop index ${quoted(step.index.name)};`]
    case 'renameIndex': {
      const index = after.indexes.filter(({ name }) => name === step.to)
      return [`drop index ${quoted(step.from)};`, ...index.map((one) => createIndex(after.name, one))]
    }
    case 'addColumn': {
      const column = columnText(step.column, ownReference(after, step.column.name))
      return [`alter table ${quoted(after.name)} add column ${column};`]
    }
    case 'addIndex':
      return [createIndex(after.name, step.index)]
    default:
      return []
  }
}

function change(one: TableChange, names: Renames): string[] {
  const { before, after } = one
  if (after === undefined) return []
  if (before === undefined) {
    return [createTable(after), ...createIndexes(after)]
  }
  const steps = stepsOf(one, names)
  const added = new Set(steps.flatMap((step) => (step.kind === 'addColumn' ? [step.column.name] : [])))
  if (steps.every((step) => isAlterable(step, added))) return steps.flatMap((step) => alter(step, after))
  const renames = steps.some((step) => rename(step).length > 0)
  return rebuild({ base: aligned(before, names), after, renames })
}

/** The statements of changes: tables go first, then names change, then the rest. */
export function writeChanges(changes: readonly TableChange[]): string[] {
  const names = renamesOf(changes)
  const dropped = changes.flatMap(({ before, after }) => (before && !after ? [before] : []))
  return [
    ...dropped.map(({ name }) => `drop table ${quoted(name)};`),
    ...changes.flatMap((one) => stepsOf(one, names).flatMap(rename)),
    ...changes.flatMap((one) => change(one, names)),
  ]
}
