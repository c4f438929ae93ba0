import type { ColumnState, IndexState, ReferenceState, TableState } from '../../../store/schema-access.ts'
import { listed, quoted } from '../../sql/schema/names.ts'

const LITERAL = /^(?:[-+]?[\d.]+(?:e[-+]?\d+)?|x?'(?:[^']|'')*'|null|true|false|current_\w+)$/i

/** A default in a definition: an expression stands in brackets, which SQLite does not give back. */
const defaultText = (value: string): string => (LITERAL.test(value) ? value : `(${value})`)

const referenceText = ({ table, foreign, actions }: ReferenceState): string =>
  ` references ${quoted(table)} (${listed(foreign)})${actions === undefined ? '' : ` ${actions}`}`

/** The definition of a column, with the reference that it alone makes. */
export function columnText(column: ColumnState, reference?: ReferenceState): string {
  const { name, type, form, auto, nullable, check } = column
  const named = check?.name === undefined ? '' : `constraint ${quoted(check.name)} `
  return [
    quoted(name),
    type === '' ? '' : ` ${type}`,
    form === undefined ? '' : ` /* ${form} */`,
    auto ? ' primary key autoincrement' : '',
    nullable ? '' : ' not null',
    column.default === undefined ? '' : ` default ${defaultText(column.default)}`,
    check === undefined ? '' : ` ${named}check (${check.text})`,
    reference === undefined ? '' : referenceText(reference),
  ].join('')
}

/** The reference that a column alone makes. */
export const ownReference = ({ references }: TableState, column: string): ReferenceState | undefined =>
  references.find(({ columns }) => columns.length === 1 && columns[0] === column)

/** CREATE TABLE, under its own name or another. */
export function createTable(table: TableState, name = table.name): string {
  const columns = table.columns.map((column) => columnText(column, ownReference(table, column.name)))
  const wide = table.references.filter(({ columns }) => columns.length > 1)
  const key =
    table.key.columns.length === 0 || table.columns.some(({ auto }) => auto)
      ? []
      : [`primary key (${listed(table.key.columns)})`]
  const references = wide.map(
    (reference) => `foreign key (${listed(reference.columns)})${referenceText(reference)}`,
  )
  const unique = table.indexes
    .filter(({ constraint }) => constraint)
    .map((index) => `unique (${listed(index.columns.map(({ column }) => column))})`)
  const parts = [...columns, ...key, ...unique, ...references].map((part) => `  ${part}`).join(',\n')
  return `create table ${quoted(name)} (\n${parts}\n)${table.options === undefined ? '' : ` ${table.options}`};`
}

/** CREATE INDEX for all indexes that are not part of the definition. */
export const createIndexes = ({ name, indexes }: TableState): string[] =>
  indexes.filter(({ constraint }) => !constraint).map((index) => createIndex(name, index))

/** CREATE INDEX. */
export function createIndex(table: string, { name, columns, unique, where }: IndexState): string {
  const terms = columns.map(({ column, more }) =>
    more === undefined ? quoted(column) : `${quoted(column)} ${more}`,
  )
  const over = where === undefined ? '' : ` where ${where}`
  return `create ${unique ? 'unique index' : 'index'} ${quoted(name)} on ${quoted(table)} (${terms.join(', ')})${over};`
}
