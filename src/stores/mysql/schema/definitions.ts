import type { ColumnState, IndexState, ReferenceState, TableState } from '../../../store/schema-access.ts'
import { listed, quoted } from './names.ts'

/** ALTER TABLE with one change. */
export const alterTable = (table: string, what: string): string => `alter table ${quoted(table)} ${what};`

const isPlainText = ({ form, type }: ColumnState): boolean =>
  form === undefined || (form === 'text' && !/ascii/.test(type))

/** The definition of a column; of its check only one that has no name of its own. */
export function columnText(column: ColumnState): string {
  const { name, type, auto, nullable, check, computed, form = '' } = column
  return [
    `${quoted(name)} ${type}`,
    nullable ? '' : ' not null',
    auto ? ' auto_increment' : '',
    column.default === undefined
      ? nullable && !computed
        ? ' default null'
        : ''
      : ` default ${column.default}`,
    isPlainText(column) ? '' : ` comment '${form}'`,
    check === undefined || check.name !== undefined ? '' : ` check (${check.text})`,
  ].join('')
}

/** A check that stands by itself. */
export const checkText = ({ check }: ColumnState): string[] =>
  check?.name === undefined ? [] : [`constraint ${quoted(check.name)} check (${check.text})`]

const isName = (column: string): boolean => !column.startsWith('(')

const termsOf = ({ columns }: IndexState): string =>
  columns
    .map(({ column, more }) => [isName(column) ? quoted(column) : column, more].filter(Boolean).join(' '))
    .join(', ')

/** CREATE TABLE with its indexes, without references: a key that the database makes has to be one from the start. */
export function createTable(table: TableState): string {
  const key = table.key.columns.length === 0 ? [] : [`primary key (${listed(table.key.columns)})`]
  const parts = [...table.columns.map(columnText), ...key, ...table.columns.flatMap(checkText)]
  return `create table ${quoted(table.name)} (\n${parts.map((part) => `  ${part}`).join(',\n')}\n) engine = InnoDB default charset = utf8mb4;`
}

/** CREATE INDEX. */
export const createIndex = (table: string, index: IndexState): string =>
  `create ${index.unique ? 'unique index' : 'index'} ${quoted(index.name)} on ${quoted(table)} (${termsOf(index)});`

/** ALTER TABLE for a reference. */
export function addReference(table: string, reference: ReferenceState): string {
  const { name, columns, table: target, foreign, actions } = reference
  const named = name === undefined ? '' : `constraint ${quoted(name)} `
  const does = actions === undefined ? '' : ` ${actions}`
  return alterTable(
    table,
    `add ${named}foreign key (${listed(columns)}) references ${quoted(target)} (${listed(foreign)})${does}`,
  )
}
