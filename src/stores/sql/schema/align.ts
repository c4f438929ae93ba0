import type {
  ColumnState,
  IndexState,
  ReferenceState,
  Rename,
  TableChange,
  TableState,
} from '../../../store/schema-access.ts'

/** The names that a set of changes gives to tables and their columns. */
export interface Renames {
  readonly table: (name: string) => string
  /** The new name of a column; the table goes by its old name. */
  readonly column: (table: string, name: string) => string
}

const renamer =
  (renamed: readonly Rename[]) =>
  (name: string): string =>
    renamed.find(({ from }) => from === name)?.to ?? name

/** All names that change. */
export function renamesOf(changes: readonly TableChange[]): Renames {
  const tables = changes.flatMap(({ before, after }): Rename[] =>
    before && after ? [{ from: before.name, to: after.name }] : [],
  )
  const columns = new Map(changes.map(({ before, renamed }) => [before?.name, renamer(renamed)]))
  return {
    table: renamer(tables),
    column: (table, name) => columns.get(table)?.(name) ?? name,
  }
}

/** A text of SQL in which the database itself has renamed columns. */
const inText = (text: string, column: (name: string) => string): string =>
  text.replace(/(["`])([^"`]+)\1/g, (_all, quote: string, name: string) => `${quote}${column(name)}${quote}`)

const alignColumn = (column: ColumnState, rename: (name: string) => string): ColumnState => ({
  ...column,
  name: rename(column.name),
  ...(column.computed && { type: inText(column.type, rename) }),
  ...(column.check && { check: { ...column.check, text: inText(column.check.text, rename) } }),
})

const alignIndex = (index: IndexState, rename: (name: string) => string): IndexState => ({
  ...index,
  columns: index.columns.map(({ column, ...more }) => ({ column: rename(column), ...more })),
  ...(index.where !== undefined && { where: inText(index.where, rename) }),
})

const alignReference = (reference: ReferenceState, own: (name: string) => string, names: Renames) => ({
  ...reference,
  columns: reference.columns.map(own),
  table: names.table(reference.table),
  foreign: reference.foreign.map((name) => names.column(reference.table, name)),
})

/** A table as it is once the database has renamed what changes its name, and nothing else has happened. */
export function aligned(table: TableState, names: Renames): TableState {
  const own = (name: string): string => names.column(table.name, name)
  return {
    ...table,
    name: names.table(table.name),
    columns: table.columns.map((column) => alignColumn(column, own)),
    key: { ...table.key, columns: table.key.columns.map(own) },
    references: table.references.map((reference) => alignReference(reference, own, names)),
    indexes: table.indexes.map((index) => alignIndex(index, own)),
  }
}
