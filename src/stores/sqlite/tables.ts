import type { ModelShape } from '../../schema/shape.ts'
import { cast } from '../../support/cast.ts'
import type { Column, Index, Table } from '../sql/mismatch.ts'
import { checkIndex, checkTable, unfilled } from '../sql/mismatch.ts'
import type { Database } from './driver.ts'
import { convertError } from './errors.ts'
import { columnType, sqliteTables } from './table.ts'

const rows = <T>(database: Database, text: string, ...values: readonly unknown[]): readonly T[] =>
  cast<readonly T[]>(database.prepare(text).all(...values), 'the statement names the columns of T')

/** A column with its position in the primary key from 1, or 0. */
interface KeyColumn extends Column {
  readonly pk: number
}

const columnsOf = (database: Database, { table }: ModelShape): readonly KeyColumn[] =>
  rows(database, 'select name, upper(type) as type, pk from pragma_table_info(?)', table)

const columnsIn = (database: Database, index: string): string =>
  rows<{ name: string | null }>(database, 'select name from pragma_index_info(?)', index)
    .map(({ name }) => name)
    .join(', ')

/** An index as SQLite lists it. */
interface Listed {
  readonly name: string
  readonly unique: 0 | 1
  readonly partial: 0 | 1
}

const indexesOf = (database: Database, { table }: ModelShape): readonly Index[] =>
  rows<Listed>(
    database,
    'select name, "unique", partial from pragma_index_list(?) where origin <> \'pk\'',
    table,
  ).map(({ name, unique, partial }) => ({
    name,
    columns: columnsIn(database, name),
    unique: unique === 1,
    partial: partial === 1,
  }))

function tableOf(database: Database, model: ModelShape): Table | undefined {
  const columns = columnsOf(database, model)
  if (columns.length === 0) return undefined
  const key = columns.filter(({ pk }) => pk > 0).toSorted((a, b) => a.pk - b.pk)
  return { columns, key: key.map(({ name }) => name), indexes: indexesOf(database, model) }
}

/** Refuses tables whose columns or keys are of another kind than the models say; what is missing is no matter here. */
export function checkTables(database: Database, models: readonly ModelShape[]): void {
  for (const model of models) {
    const table = tableOf(database, model)
    if (table !== undefined) checkTable(model, table, columnType)
  }
}

function addColumns(database: Database, model: ModelShape, tables: ReadonlySet<string>): void {
  const present = new Set(columnsOf(database, model).map(({ name }) => name))
  for (const field of model.fields) {
    if (present.has(field.column)) continue
    try {
      database.exec(sqliteTables.addColumn(field, model, tables))
    } catch (error) {
      throw /Cannot add/.test(String(error)) ? unfilled(model, field) : error
    }
  }
}

function addIndexes(database: Database, model: ModelShape): void {
  for (const index of model.indexes) database.exec(sqliteTables.createIndex(index, model))
  const found = new Map(indexesOf(database, model).map((index) => [index.name, index]))
  for (const index of model.indexes) {
    const own = found.get(index.name)
    // SQLite's index names belong to the database: one of another table is no index of this one.
    const elsewhere = {
      name: index.name,
      columns: columnsIn(database, index.name),
      unique: false,
      partial: false,
    }
    checkIndex(model, index, own ?? elsewhere)
  }
}

/** Makes tables, columns and indexes that are missing. */
export function makeTables(database: Database, models: readonly ModelShape[]): void {
  const tables = new Set(models.map(({ table }) => table))
  for (const model of models) {
    try {
      database.exec(sqliteTables.createTable(model, tables))
      addColumns(database, model, tables)
      addIndexes(database, model)
    } catch (error) {
      throw convertError(error, model)
    }
  }
  checkTables(database, models)
}
