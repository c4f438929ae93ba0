import type {
  CheckState,
  ColumnState,
  IndexState,
  KeyState,
  PartState,
  ReferenceState,
  TableChange,
  TableState,
} from '../../../store/schema-access.ts'
import type { Renames } from './align.ts'
import { aligned } from './align.ts'

/** One difference between tables. Those of a table go by its new name. */
export type Step =
  | { readonly kind: 'renameTable'; readonly from: string; readonly to: string }
  | { readonly kind: 'renameColumn'; readonly table: string; readonly from: string; readonly to: string }
  | { readonly kind: 'dropReference'; readonly table: string; readonly reference: ReferenceState }
  | { readonly kind: 'dropIndex'; readonly table: string; readonly index: IndexState }
  | { readonly kind: 'renameIndex'; readonly table: string; readonly from: string; readonly to: string }
  | { readonly kind: 'createTable'; readonly table: string; readonly state: TableState }
  | { readonly kind: 'addColumn'; readonly table: string; readonly column: ColumnState }
  | {
      readonly kind: 'changeColumn'
      readonly table: string
      readonly from: ColumnState
      readonly to: ColumnState
    }
  | { readonly kind: 'changeKey'; readonly table: string; readonly from: KeyState; readonly to: KeyState }
  | {
      readonly kind: 'changeOptions'
      readonly table: string
      readonly from: string | undefined
      readonly to: string | undefined
    }
  | { readonly kind: 'dropColumn'; readonly table: string; readonly column: ColumnState }
  | { readonly kind: 'addIndex'; readonly table: string; readonly index: IndexState }
  | { readonly kind: 'addReference'; readonly table: string; readonly reference: ReferenceState }
  | { readonly kind: 'dropTable'; readonly table: string; readonly state: TableState }
  | { readonly kind: 'dropPart' | 'addPart'; readonly table: string; readonly part: PartState }

/** The order in which steps of all tables are taken, so that each finds what it needs. */
const ORDER: readonly Step['kind'][] = [
  'renameTable',
  'renameColumn',
  'dropReference',
  'dropIndex',
  'dropPart',
  'renameIndex',
  'createTable',
  'addColumn',
  'changeColumn',
  'changeKey',
  'changeOptions',
  'dropColumn',
  'addIndex',
  'addReference',
  'addPart',
  'dropTable',
]

/** Steps in the order in which they are taken. */
export const inOrder = (steps: readonly Step[]): readonly Step[] =>
  steps.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))

const text = (value: unknown): string => JSON.stringify(value)

const sameCheck = (a: CheckState | undefined, b: CheckState | undefined): boolean =>
  a?.name === b?.name && a?.text === b?.text

const sameForm = (a: string | undefined, b: string | undefined): boolean =>
  a === undefined || b === undefined || a === b

/** Whether two columns are alike but for their names. */
export const sameColumn = (a: ColumnState, b: ColumnState): boolean =>
  a.type === b.type &&
  a.nullable === b.nullable &&
  a.default === b.default &&
  a.auto === b.auto &&
  sameCheck(a.check, b.check) &&
  sameForm(a.form, b.form)

const contentOf = ({ columns, unique, where, kind }: IndexState): string =>
  text([columns, unique, where, kind])
const sameIndex = (a: IndexState, b: IndexState): boolean =>
  a.name === b.name && contentOf(a) === contentOf(b)
const sameReference = (a: ReferenceState, b: ReferenceState): boolean =>
  text([a.name, a.columns, a.table, a.foreign, a.actions]) ===
  text([b.name, b.columns, b.table, b.foreign, b.actions])

/** What is in the first list and has nothing like it in the second. */
const missing = <T>(items: readonly T[], others: readonly T[], same: (a: T, b: T) => boolean): readonly T[] =>
  items.filter((item) => !others.some((other) => same(item, other)))

function columnSteps(before: TableState, after: TableState): Step[] {
  const table = after.name
  const old = new Map(before.columns.map((column) => [column.name, column]))
  const kept = new Set(after.columns.map(({ name }) => name))
  const gone = before.columns.filter(({ name }) => !kept.has(name))
  return [
    ...after.columns.flatMap((to): Step[] => {
      const from = old.get(to.name)
      if (from === undefined) return [{ kind: 'addColumn', table, column: to }]
      return sameColumn(from, to) ? [] : [{ kind: 'changeColumn', table, from, to }]
    }),
    ...gone.map((column): Step => ({ kind: 'dropColumn', table, column })),
  ]
}

function indexSteps(before: TableState, after: TableState): Step[] {
  const table = after.name
  const added = [...missing(after.indexes, before.indexes, sameIndex)]
  return [
    ...missing(before.indexes, after.indexes, sameIndex).map((index): Step => {
      const twin = added.findIndex((one) => contentOf(one) === contentOf(index))
      if (twin < 0) return { kind: 'dropIndex', table, index }
      const [renamed = index] = added.splice(twin, 1)
      return { kind: 'renameIndex', table, from: index.name, to: renamed.name }
    }),
    ...added.map((index): Step => ({ kind: 'addIndex', table, index })),
  ]
}

function referenceSteps(before: TableState, after: TableState): Step[] {
  const table = after.name
  const gone = missing(before.references, after.references, sameReference)
  const added = missing(after.references, before.references, sameReference)
  return [
    ...gone.map((reference): Step => ({ kind: 'dropReference', table, reference })),
    ...added.map((reference): Step => ({ kind: 'addReference', table, reference })),
  ]
}

const samePart = (a: PartState, b: PartState): boolean => a.name === b.name && a.text === b.text

function partSteps({ parts: old = [] }: TableState, { name: table, parts = [] }: TableState): Step[] {
  return [
    ...missing(old, parts, samePart).map((part): Step => ({ kind: 'dropPart', table, part })),
    ...missing(parts, old, samePart).map((part): Step => ({ kind: 'addPart', table, part })),
  ]
}

function tableSteps(before: TableState, after: TableState): Step[] {
  const table = after.name
  const key = text(before.key) === text(after.key)
  const options = before.options === after.options
  return [
    ...(key ? [] : [{ kind: 'changeKey', table, from: before.key, to: after.key } as const]),
    ...(options ? [] : [{ kind: 'changeOptions', table, from: before.options, to: after.options } as const]),
  ]
}

const without = (table: TableState): TableState => ({ ...table, references: [], indexes: [], parts: [] })

function renameSteps({ before, after, renamed }: TableChange): Step[] {
  if (before === undefined || after === undefined) return []
  const table = after.name
  const columns = renamed.map(({ from, to }): Step => ({ kind: 'renameColumn', table, from, to }))
  return before.name === table ? columns : [{ kind: 'renameTable', from: before.name, to: table }, ...columns]
}

/** The steps of one change, in order. */
export function stepsOf(change: TableChange, names: Renames): readonly Step[] {
  const { before, after } = change
  if (before === undefined && after !== undefined) {
    const empty = without(after)
    return [
      { kind: 'createTable', table: after.name, state: empty },
      ...indexSteps(empty, after),
      ...referenceSteps(empty, after),
      ...partSteps(empty, after),
    ]
  }
  if (before === undefined) return []
  if (after === undefined) {
    return [
      ...referenceSteps(before, without(before)),
      ...partSteps(before, without(before)),
      { kind: 'dropTable', table: before.name, state: before },
    ]
  }
  const base = aligned(before, names)
  return inOrder([
    ...renameSteps(change),
    ...columnSteps(base, after),
    ...tableSteps(base, after),
    ...indexSteps(base, after),
    ...referenceSteps(base, after),
    ...partSteps(base, after),
  ])
}

/** What undoes a change. */
export const inverse = ({ before, after, renamed }: TableChange): TableChange => ({
  ...(after && { before: after }),
  ...(before && { after: before }),
  renamed: renamed.map(({ from, to }) => ({ from: to, to: from })),
})
