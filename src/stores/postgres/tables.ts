import { PrometheusError } from '../../errors/error.ts'
import type { ModelShape } from '../../schema/shape.ts'
import { checkIndex, checkTable, mismatch, unfilled } from '../sql/mismatch.ts'
import { recordsChanges } from '../sql/records-changes.ts'
import type { Found } from './catalog.ts'
import { readCatalog } from './catalog.ts'
import { changeTables, findEpoch } from './change-tables.ts'
import { columnType } from './column-type.ts'
import type { Connection } from './connection.ts'
import { convertError } from './errors.ts'
import { createSearchIndex, searchIndexes, wordsColumn } from './schema/words-index.ts'
import { addReference, postgresTables } from './table.ts'

/** 'PROM': whoever makes tables holds this lock until they are there. */
export const LOCK = 0x50524f4d

const takenName = (model: ModelShape, name: string, table: string): PrometheusError =>
  mismatch(model, `index '${name}' is one of table '${table}': give the model's another name.`)

function checkSearches(model: ModelShape, { searches }: Found): void {
  for (const { name, columns } of searchIndexes(model)) {
    const found = searches.get(name)
    if (found === undefined) continue
    if (found.table !== model.table) throw takenName(model, name, found.table)
    const column = columns[0]?.column
    if (found.method === 'gin' && wordsColumn(found.text) === column) continue
    const what = `index '${name}' is not over the words of column '${column}', as the model's is: write a migration that drops it.`
    throw mismatch(model, what)
  }
}

/** Refuses tables and indexes that are of another kind than the models say; what is missing is no matter here. */
export function checkTables(all: Found, models: readonly ModelShape[]): void {
  const { tables, indexes } = all
  for (const model of models) {
    const table = tables.get(model.table)
    if (table !== undefined) checkTable(model, table, columnType)
    for (const index of model.indexes) {
      const found = indexes.get(index.name)
      if (found === undefined) continue
      if (found.table !== model.table) throw takenName(model, index.name, found.table)
      checkIndex(model, index, found)
    }
    checkSearches(model, all)
  }
}

/** The statements that make what a model needs, but for references. */
function missingOf(
  model: ModelShape,
  { tables, indexes, searches }: Found,
  names: ReadonlySet<string>,
): string[] {
  const table = tables.get(model.table)
  const present = new Set(table?.columns.map(({ name }) => name))
  const columns = model.fields.filter(({ column }) => !present.has(column))
  return [
    ...(table === undefined
      ? [postgresTables.createTable(model, names)]
      : columns.map((field) => postgresTables.addColumn(field, model, names))),
    ...model.indexes
      .filter(({ name }) => !indexes.has(name))
      .map((index) => postgresTables.createIndex(index, model)),
    ...searchIndexes(model)
      .filter(({ name }) => !searches.has(name))
      .map((index) => createSearchIndex(model.table, index)),
  ]
}

/** The statements that make references, when all tables are there. */
function missingReferences(model: ModelShape, { tables }: Found, names: ReadonlySet<string>): string[] {
  const present = new Set(tables.get(model.table)?.references)
  return model.fields
    .filter(({ ref, column }) => ref !== undefined && names.has(ref.table) && !present.has(column))
    .map((field) => addReference(field, model))
}

/** A required column without a default, which a table with records cannot be given. */
function refuseUnfilled(error: unknown, models: readonly ModelShape[]): never {
  const { code, table, column } = error as { code?: unknown; table?: unknown; column?: unknown }
  const model = models.find((one) => one.table === table)
  const field = model?.fields.find((one) => one.column === column)
  if (code === '23502' && model !== undefined && field !== undefined) throw unfilled(model, field)
  throw error
}

async function make(connection: Connection, models: readonly ModelShape[]): Promise<void> {
  await connection.script(
    `begin; set local lock_timeout = 0; set local statement_timeout = 0; select pg_advisory_xact_lock(${LOCK}, hashtext(current_schema()))`,
  )
  const found = await readCatalog(connection, models)
  checkTables(found, models)
  const names = new Set(models.map(({ table }) => table))
  const missing = [
    ...models.flatMap((model) => missingOf(model, found, names)),
    ...models.flatMap((model) => missingReferences(model, found, names)),
  ]
  await connection.script([...missing, ...changeTables(models), 'select 1'].join(';\n'))
  if (recordsChanges(models)) await findEpoch(connection)
  await connection.script('commit')
}

/** Makes tables, columns, indexes and references that are missing: all or none, and one process at a time. */
export async function makeTables(connection: Connection, models: readonly ModelShape[]): Promise<void> {
  try {
    await make(connection, models)
  } catch (error) {
    await connection.script('rollback').catch(() => undefined)
    if (error instanceof PrometheusError) throw error
    try {
      refuseUnfilled(error, models)
    } catch (cause) {
      throw convertError(cause, { models })
    }
  }
}
