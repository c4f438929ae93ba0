import type { FieldShape, ModelShape } from '../schema/shape.ts'
import type { Rename, TableChange, TableState } from '../store/schema-access.ts'
import { renamesOf } from '../stores/sql/schema/align.ts'
import type { Step } from '../stores/sql/schema/steps.ts'
import { inOrder, stepsOf } from '../stores/sql/schema/steps.ts'

/** What is compared. */
export interface Comparison {
  /** The tables of the database. */
  readonly actual: readonly TableState[]
  /** The tables that the models need. */
  readonly wanted: readonly TableState[]
  /** The models, which say what was called otherwise. */
  readonly models: readonly ModelShape[]
  /** The tables that earlier migrations made: those that no model needs any more are to go. Others are left alone. */
  readonly managed: readonly string[]
}

const named = (tables: readonly TableState[], name: string): TableState | undefined =>
  tables.find((table) => table.name === name)

/** The table that was called otherwise until now. */
function former({ actual, wanted }: Comparison, was: readonly string[]): TableState | undefined {
  return actual.find(({ name }) => was.includes(name) && named(wanted, name) === undefined)
}

function renameOf(field: FieldShape, before: TableState, after: TableState): Rename[] {
  const has = ({ columns }: TableState, name: string) => columns.some((column) => column.name === name)
  if (has(before, field.column)) return []
  const from = field.was?.find((name) => has(before, name) && !has(after, name))
  return from === undefined ? [] : [{ from, to: field.column }]
}

function pair(comparison: Comparison, after: TableState): TableChange {
  const model = comparison.models.find(({ table }) => table === after.name)
  const before = named(comparison.actual, after.name) ?? former(comparison, model?.was ?? [])
  if (before === undefined) return { after, renamed: [] }
  const renamed = model?.fields.flatMap((field) => renameOf(field, before, after)) ?? []
  return { before, after, renamed }
}

/** What has to change so that the database has the tables that the models need: nothing where it has them. */
export function changesOf(comparison: Comparison): readonly TableChange[] {
  const { actual, wanted, managed } = comparison
  const pairs = wanted.map((after) => pair(comparison, after))
  const used = new Set(pairs.flatMap(({ before }) => before?.name ?? []))
  const gone = actual.filter(({ name }) => managed.includes(name) && !used.has(name))
  const all: TableChange[] = [...pairs, ...gone.map((before) => ({ before, renamed: [] }))]
  const names = renamesOf(all)
  return all.filter((change) => stepsOf(change, names).length > 0)
}

/** The steps of all changes, in the order in which they are taken. */
export function allSteps(changes: readonly TableChange[]): readonly Step[] {
  const names = renamesOf(changes)
  return inOrder(changes.flatMap((change) => stepsOf(change, names)))
}
