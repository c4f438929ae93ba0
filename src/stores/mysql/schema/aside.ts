import type { ColumnState, IndexState, TableChange } from '../../../store/schema-access.ts'
import { alterTable } from './definitions.ts'
import { quoted } from './names.ts'

const speaksOf = ({ computed, type }: ColumnState, names: readonly string[]): boolean =>
  computed === true && names.some((name) => type.includes(quoted(name)))

const withoutCheck = ({ check: _check, ...column }: ColumnState): ColumnState => column

/**
 * MySQL renames no column of which a check, or a column that it computes, speaks. Here is what takes them away before,
 * and the change from then on: what there should be of them is made anew by it.
 */
export function setAside(change: TableChange): {
  readonly statements: readonly string[]
  readonly change: TableChange
} {
  const { before } = change
  const names = change.renamed.map(({ from }) => from)
  if (before === undefined || names.length === 0) return { statements: [], change }
  const computed = before.columns.filter((column) => speaksOf(column, names)).map(({ name }) => name)
  const goes = ({ columns }: IndexState): boolean => columns.some(({ column }) => computed.includes(column))
  const checked = before.columns.filter(
    ({ name, check }) => names.includes(name) && check?.name !== undefined,
  )
  const columns = before.columns
    .filter(({ name }) => !computed.includes(name))
    .map((column) => (checked.includes(column) ? withoutCheck(column) : column))
  const indexes = before.indexes.filter((index) => !goes(index))
  const drops = [
    ...before.indexes.filter(goes).map(({ name }) => `drop index ${quoted(name)}`),
    ...computed.map((name) => `drop column ${quoted(name)}`),
    ...checked.map(({ check }) => `drop constraint ${quoted(check?.name ?? '')}`),
  ]
  return {
    statements: drops.map((drop) => alterTable(before.name, drop)),
    change: { ...change, before: { ...before, columns, indexes } },
  }
}
