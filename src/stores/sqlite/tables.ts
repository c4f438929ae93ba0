import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import type { Column, Index, Table } from '../sql/mismatch.ts'
import { checkIndex, checkTable, unfilled } from '../sql/mismatch.ts'
import { formOf } from '../sql/schema/form.ts'
import type { Database } from './driver.ts'
import { convertError } from './errors.ts'
import { rows } from './rows.ts'
import { readDefinition } from './schema/definition.ts'
import { columnType, sqliteTables } from './table.ts'

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

/** The type of a field's column with what its values mean. */
const meantType = (field: FieldShape): string => `${columnType(field)} (${formOf(field)})`

/** The types of columns with what their definitions say of their values; where one says nothing, that is as the model says. */
function meantColumns(database: Database, model: ModelShape, columns: readonly Column[]): readonly Column[] {
  const text = 'select sql from sqlite_schema where name = ?'
  const definition = readDefinition(rows<{ sql: string }>(database, text, model.table)[0]?.sql ?? '')
  return columns.map(({ name, type }) => {
    const form = definition.columns.find((one) => one.name === name)?.form
    const field = model.fields.find(({ column }) => column === name)
    if (form !== undefined) return { name, type: `${type} (${form})` }
    return { name, type: field !== undefined && columnType(field) === type ? meantType(field) : type }
  })
}

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
    if (table === undefined) continue
    checkTable(model, { ...table, columns: meantColumns(database, model, table.columns) }, meantType)
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
