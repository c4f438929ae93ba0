import type { CreateIndexesOptions, Document } from 'mongodb'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import { databaseName } from '../../support/names.ts'
import { codecOf } from './codecs.ts'
import { columnOf } from './columns.ts'

/** One index as the driver makes it. */
export interface IndexSpec {
  readonly key: Document
  readonly options: CreateIndexesOptions & { readonly name: string }
}

const keyOf = (model: ModelShape, fields: readonly FieldShape[]): Document =>
  Object.fromEntries(fields.map((field) => [columnOf(model, field), 1]))

/**
 * Only documents with values are in a unique index, so that nulls may be many: those not below the least value of
 * their type, which is what a query for any value implies, so that it can use the index.
 */
function uniqueFilter(model: ModelShape, fields: readonly FieldShape[], whereNull?: FieldShape): Document {
  const values = fields
    .filter(({ nullable }) => nullable)
    .map((field) => [columnOf(model, field), { $gte: codecOf(field).least() }] as const)
  const living = whereNull === undefined ? [] : [[columnOf(model, whereNull), null] as const]
  return Object.fromEntries([...values, ...living])
}

/** The name of the index that a key of several fields has. */
const keyName = ({ table }: ModelShape): string => databaseName(`${table}_key`)

/** All indexes of a model beside that of the `_id`. */
export function indexesOf(model: ModelShape): IndexSpec[] {
  const compound = { key: keyOf(model, model.key), options: { name: keyName(model), unique: true } }
  const declared = model.indexes.map(({ name, fields, unique, whereNull }): IndexSpec => {
    const filter = unique ? uniqueFilter(model, fields, whereNull) : {}
    const partial = Object.keys(filter).length === 0 ? {} : { partialFilterExpression: filter }
    return { key: keyOf(model, fields), options: { name, ...(unique ? { unique } : {}), ...partial } }
  })
  return model.key.length > 1 ? [compound, ...declared] : declared
}
