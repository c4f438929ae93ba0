import { PrometheusError } from '../../errors/error.ts'
import type { FieldShape, IndexShape, ModelShape } from '../../schema/shape.ts'
import { cast } from '../../support/cast.ts'
import type { Database } from './driver.ts'
import { convertError } from './errors.ts'
import { addColumn, columnType, createIndex, createTable } from './table.ts'

interface Column {
  readonly name: string
  readonly type: string
  /** Position in the primary key from 1, or 0. */
  readonly pk: number
}

const rows = <T>(database: Database, text: string, ...values: readonly unknown[]): readonly T[] =>
  cast<readonly T[]>(database.prepare(text).all(...values), 'the statement names the columns of T')

const columnsOf = (database: Database, { table }: ModelShape): readonly Column[] =>
  rows(database, 'select name, type, pk from pragma_table_info(?)', table)

const mismatch = (model: ModelShape, what: string, field?: FieldShape): PrometheusError =>
  new PrometheusError('SCHEMA_MISMATCH', `${model.name}: ${what}`, {
    model: model.name,
    ...(field === undefined ? {} : { field: field.name }),
  })

function checkKey(model: ModelShape, columns: readonly Column[]): void {
  const actual = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk)
  const found = actual.map(({ name }) => name).join(', ')
  const wanted = model.key.map(({ column }) => column).join(', ')
  if (found === wanted) return
  throw mismatch(
    model,
    `the primary key of table '${model.table}' is (${found}), the model's is (${wanted}): write a migration.`,
  )
}

function checkModel(database: Database, model: ModelShape): void {
  const columns = columnsOf(database, model)
  if (columns.length === 0) return
  checkKey(model, columns)
  checkUnique(database, model)
  for (const field of model.fields) {
    const column = columns.find(({ name }) => name === field.column)
    const type = columnType(field)
    if (column === undefined || column.type.toUpperCase() === type) continue
    const what = `column '${field.column}' of table '${model.table}' is ${column.type || 'untyped'}, field ${field.name} needs ${type}: write a migration.`
    throw mismatch(model, what, field)
  }
}

/** Refuses tables whose columns or keys are of another kind than the models say; what is missing is no matter here. */
export function checkTables(database: Database, models: readonly ModelShape[]): void {
  for (const model of models) checkModel(database, model)
}

function addColumns(database: Database, model: ModelShape, tables: ReadonlySet<string>): void {
  const present = new Set(columnsOf(database, model).map(({ name }) => name))
  for (const field of model.fields) {
    if (present.has(field.column)) continue
    try {
      database.exec(addColumn(field, model, tables))
    } catch (error) {
      if (!/Cannot add/.test(String(error))) throw error
      const what = `field ${field.name} is required, has no column yet, and table '${model.table}' has records: make it nullable, or write a migration that fills it.`
      throw mismatch(model, what, field)
    }
  }
}

/** An index beside the primary key. */
interface Index {
  readonly name: string
  readonly unique: 0 | 1
  readonly partial: 0 | 1
}

const indexesOf = (database: Database, { table }: ModelShape): readonly Index[] =>
  rows(database, 'select name, "unique", partial from pragma_index_list(?) where origin <> \'pk\'', table)

const columnsIn = (database: Database, index: string): string =>
  rows<{ name: string | null }>(database, 'select name from pragma_index_info(?)', index)
    .map(({ name }) => name)
    .join(', ')

const wantedIn = ({ fields }: IndexShape): string => fields.map(({ column }) => column).join(', ')

const kindOf = (unique: boolean, partial: boolean): string =>
  `${unique ? 'unique' : 'not unique'}${partial ? ', of some records only' : ''}`

function addIndex(database: Database, index: IndexShape, model: ModelShape): void {
  database.exec(createIndex(index, model))
  const [actual, wanted] = [columnsIn(database, index.name), wantedIn(index)]
  if (actual !== wanted) {
    const what = `index '${index.name}' is over (${actual}), the model's is over (${wanted}): write a migration.`
    throw mismatch(model, what)
  }
  const found = indexesOf(database, model).find(({ name }) => name === index.name)
  const [is, needed] = [
    kindOf(found?.unique === 1, found?.partial === 1),
    kindOf(index.unique, index.whereNull !== undefined),
  ]
  if (is === needed) return
  throw mismatch(model, `index '${index.name}' is ${is}, the model's is ${needed}: write a migration.`)
}

/** An index over all records would keep the values of destroyed ones from being used again. */
function checkUnique(database: Database, model: ModelShape): void {
  const living = model.indexes.filter(({ whereNull }) => whereNull !== undefined).map(wantedIn)
  if (living.length === 0) return
  const full = indexesOf(database, model).filter(({ unique, partial }) => unique === 1 && partial === 0)
  const old = full.find(({ name }) => living.includes(columnsIn(database, name)))
  if (old === undefined) return
  const what = `index '${old.name}' is unique among all records, the model's among those that are not destroyed: write a migration that drops it.`
  throw mismatch(model, what)
}

/** Makes tables, columns and indexes that are missing. */
export function makeTables(database: Database, models: readonly ModelShape[]): void {
  const tables = new Set(models.map(({ table }) => table))
  for (const model of models) {
    try {
      database.exec(createTable(model, tables))
      addColumns(database, model, tables)
      for (const index of model.indexes) addIndex(database, index, model)
    } catch (error) {
      throw convertError(error, model)
    }
  }
  checkTables(database, models)
}
