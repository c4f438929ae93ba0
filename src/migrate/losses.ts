import type { ColumnState, TableChange, TableState } from '../store/schema-access.ts'
import type { Renames } from '../stores/sql/schema/align.ts'
import { aligned, renamesOf } from '../stores/sql/schema/align.ts'
import { stepsOf } from '../stores/sql/schema/steps.ts'

/** Changes that keep all data, and in words what was left out of them. */
export interface Kept {
  readonly changes: readonly TableChange[]
  readonly losses: readonly string[]
}

/** A column that no model fills any more: records are made without it. */
function relaxed(column: ColumnState, { key }: TableState): ColumnState {
  const free = column.nullable || column.default !== undefined || key.columns.includes(column.name)
  return free ? column : { ...column, nullable: true }
}

function keepColumns(after: TableState, base: TableState, gone: readonly ColumnState[]): TableState {
  const names = gone.map(({ name }) => name)
  return {
    ...after,
    columns: [...after.columns, ...gone.map((column) => relaxed(column, base))],
    references: [
      ...after.references,
      ...base.references.filter(({ columns }) => columns.some((name) => names.includes(name))),
    ],
    indexes: [
      ...after.indexes,
      ...base.indexes.filter(({ columns }) => columns.some(({ column }) => names.includes(column))),
    ],
  }
}

function keep(change: TableChange, names: Renames): { change?: TableChange; losses: string[] } {
  const { before, after } = change
  if (before === undefined) return { change, losses: [] }
  if (after === undefined) return { losses: [`table ${before.name}`] }
  const base = aligned(before, names)
  const kept = new Set(after.columns.map(({ name }) => name))
  const gone = base.columns.filter(({ name, computed }) => !computed && !kept.has(name))
  if (gone.length === 0) return { change, losses: [] }
  const losses = gone.map(({ name }) => `column ${after.name}.${name}`)
  return { change: { ...change, after: keepColumns(after, base, gone) }, losses }
}

/** Leaves out what removes data: tables and columns stay, so that records can be written without them. */
export function withoutLosses(changes: readonly TableChange[]): Kept {
  const names = renamesOf(changes)
  const kept = changes.map((change) => keep(change, names))
  const left = kept.flatMap(({ change }) => change ?? [])
  return {
    changes: left.filter((change) => stepsOf(change, names).length > 0),
    losses: kept.flatMap(({ losses }) => losses),
  }
}
