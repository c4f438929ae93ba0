import type { Document } from 'mongodb'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import { codecOf } from './codecs.ts'
import { columnOf } from './columns.ts'

function typeOf(field: FieldShape): Document {
  const { bsonType } = codecOf(field)
  if (bsonType === undefined) return {}
  const element = field.element === undefined ? undefined : codecOf(field.element).bsonType
  return {
    bsonType: field.nullable ? [bsonType, 'null'] : bsonType,
    ...(field.kind === 'array' && element !== undefined ? { items: { bsonType: element } } : {}),
  }
}

/** What a collection has to hold: the type of each field, and which may not be missing. Other fields are let in. */
export interface Schema {
  readonly bsonType: 'object'
  readonly required: readonly string[]
  readonly properties: Readonly<Record<string, Document>>
}

/** The schema of a model's collection. Scalars are asserted to be no arrays, whose elements a filter would find. */
export function schemaOf(model: ModelShape): Schema {
  const required = model.fields.filter(({ nullable }) => !nullable).map((field) => columnOf(model, field))
  return {
    bsonType: 'object',
    required: [...new Set(['_id', ...required])],
    properties: Object.fromEntries(model.fields.map((field) => [columnOf(model, field), typeOf(field)])),
  }
}

/** The schema in a collection's validator, where it has one. */
export function schemaIn(validator: unknown): Schema | undefined {
  const found = (validator as { readonly $jsonSchema?: Schema } | undefined)?.$jsonSchema
  return found?.properties === undefined ? undefined : found
}

/** One schema with the properties of another that it lacks; what is there stays as it is. */
export function extended(schema: Schema, more: Schema): Schema {
  const added = Object.keys(more.properties).filter((name) => !(name in schema.properties))
  return {
    ...schema,
    required: [...(schema.required ?? []), ...more.required.filter((name) => added.includes(name))],
    properties: { ...more.properties, ...schema.properties },
  }
}
