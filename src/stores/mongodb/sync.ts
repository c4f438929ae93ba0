import type { Db } from 'mongodb'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import type { Catalog, Known } from './catalog.ts'
import { makeLog, recordsChanges } from './change-tables.ts'
import { columnOf, placesOf } from './columns.ts'
import { makeCounter } from './counters.ts'
import { convertError } from './errors.ts'
import { indexesOf } from './indexes.ts'
import type { Schema } from './validator.ts'
import { extended, schemaOf } from './validator.ts'
import { mismatch } from './violations.ts'

const NAMESPACE_EXISTS = 48

/** Makes a collection; another process may have been quicker. */
async function createCollection(db: Db, model: ModelShape): Promise<void> {
  try {
    await db.createCollection(model.table, { validator: { $jsonSchema: schemaOf(model) } })
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== NAMESPACE_EXISTS) throw error
  }
}

/** Gives documents the default of a field that they do not know yet. */
async function fill(db: Db, model: ModelShape, field: FieldShape): Promise<void> {
  const collection = db.collection(model.table)
  const missing = { [columnOf(model, field)]: { $exists: false } }
  const places = placesOf(model, field).map(({ column, encode }) => [column, encode(field.default)] as const)
  if (field.default !== undefined && field.default !== null) {
    await collection.updateMany(missing, { $set: Object.fromEntries(places) })
  } else if (!field.nullable && (await collection.findOne(missing, { projection: { _id: 1 } })) !== null) {
    const what = `field ${field.name} is required, and collection '${model.table}' has records without it: make it nullable, or write a migration that fills it.`
    throw mismatch(model, what)
  }
}

/** Adds to the validator of a collection what it does not know, after documents were given it. */
async function addFields(db: Db, model: ModelShape, schema: Schema): Promise<void> {
  const missing = model.fields.filter((field) => !(columnOf(model, field) in schema.properties))
  if (missing.length === 0) return
  for (const field of missing) await fill(db, model, field)
  await db.command({
    collMod: model.table,
    validator: { $jsonSchema: extended(schema, schemaOf(model)) },
  })
}

async function makeIndexes(db: Db, model: ModelShape): Promise<void> {
  const specs = indexesOf(model).map(({ key, options }) => ({ key, ...options }))
  if (specs.length > 0) await db.collection(model.table).createIndexes(specs)
}

async function makeCollection(db: Db, model: ModelShape, known: Known | undefined): Promise<void> {
  if (known === undefined) await createCollection(db, model)
  else if (known.schema !== undefined) await addFields(db, model, known.schema)
  await makeIndexes(db, model)
  await makeCounter(db, model)
}

/** Makes collections, validators and indexes that are missing, and adds fields to validators; removes and changes none. */
export async function makeCollections(
  db: Db,
  models: readonly ModelShape[],
  catalog: Catalog,
): Promise<void> {
  await catalog.read(db)
  for (const model of models) {
    try {
      await makeCollection(db, model, catalog.find(model.table))
    } catch (error) {
      throw convertError(error, model)
    }
  }
  if (recordsChanges(models)) await makeLog(db, models)
  await catalog.read(db)
}
