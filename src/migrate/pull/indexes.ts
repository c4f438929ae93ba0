import type { IndexState, TableState } from '../../store/schema-access.ts'
import { databaseName } from '../../support/names.ts'

/** An index over attributes. */
export interface PulledIndex {
  readonly fields: readonly string[]
  readonly unique: boolean
  /** Nothing where the database made it up. */
  readonly name?: string
}

/** The name that a model gives to an index of its table where it says none. */
export const usualName = (table: string, columns: readonly string[], unique: boolean): string =>
  databaseName([table, ...columns, unique ? 'unique' : 'index'].join('_'))

const columnsOf = ({ columns }: IndexState): string[] => columns.map(({ column }) => column)

/** Whether a model would call it so, or may call it as it likes. */
const isNamed = ({ name }: TableState, index: IndexState): boolean =>
  index.constraint === true || index.name === usualName(name, columnsOf(index), index.unique)

/** The option of a field that makes an index by itself. */
export function ownIndex(table: TableState, column: string): 'unique' | 'index' | undefined {
  const has = (unique: boolean) =>
    table.indexes.some(
      (index) =>
        index.unique === unique &&
        index.kind === undefined &&
        index.where === undefined &&
        index.columns.length === 1 &&
        index.columns[0]?.column === column &&
        isNamed(table, index),
    )
  if (has(true)) return 'unique'
  return has(false) ? 'index' : undefined
}

/** Whether a column has an index for `$search`, which its field makes by itself under whatever name. */
export const isSearched = ({ indexes }: TableState, column: string): boolean =>
  indexes.some(({ kind, columns }) => kind === 'search' && columns[0]?.column === column)

/** Whether models can say it. */
const isSayable = ({ columns, where }: IndexState, attributes: ReadonlyMap<string, string>): boolean =>
  where === undefined && columns.every(({ column }) => attributes.has(column))

/** The indexes that no field makes by itself, and those that models cannot say. */
export function pulledIndexes(
  table: TableState,
  attributes: ReadonlyMap<string, string>,
): { indexes: PulledIndex[]; unsayable: string[] } {
  const isOwn = (index: IndexState) => {
    if (index.kind === 'search') return true
    const [column = '', ...more] = columnsOf(index)
    const option = index.unique ? 'unique' : 'index'
    return more.length === 0 && isNamed(table, index) && ownIndex(table, column) === option
  }
  const others = table.indexes.filter((index) => !isOwn(index))
  return {
    indexes: others
      .filter((index) => isSayable(index, attributes))
      .map((index) => ({
        fields: columnsOf(index).map((column) => attributes.get(column) ?? column),
        unique: index.unique,
        ...(isNamed(table, index) ? {} : { name: index.name }),
      })),
    unsayable: others.filter((index) => !isSayable(index, attributes)).map(({ name }) => name),
  }
}
