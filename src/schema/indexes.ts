import { databaseName } from '../support/names.ts'
import type { WrittenOptions } from './definition.ts'
import type { FieldShape, IndexShape } from './shape.ts'
import { unknownName } from './unknown.ts'

/** An index over several attributes, as a model declares it. */
export interface IndexDefinition {
  readonly fields: readonly string[]
  readonly unique?: boolean
  readonly name?: string
}

interface IndexSource {
  readonly model: string
  readonly table: string
  readonly fields: ReadonlyMap<string, FieldShape>
  readonly columns: readonly { readonly name: string; readonly options: WrittenOptions }[]
  readonly indexes: readonly IndexDefinition[]
  /** Unique values are unique among the records in which it is null. */
  readonly tombstone: FieldShape | undefined
}

function ofField(name: string, { unique, index }: WrittenOptions): IndexDefinition[] {
  if (unique === true) return [{ fields: [name], unique: true }]
  if (unique) return [{ fields: [...unique.within, name], unique: true }]
  return index === true ? [{ fields: [name] }] : []
}

/** Every index of a model: by the options of its fields, then as it declares them. */
export function buildIndexes(source: IndexSource): readonly IndexShape[] {
  const { model, table, fields, columns, indexes, tombstone } = source
  const declared = [...columns.flatMap(({ name, options }) => ofField(name, options)), ...indexes]
  return declared.map(({ fields: names, unique = false, name }) => {
    const shapes = names.map((field) => {
      const shape = fields.get(field)
      if (shape === undefined) throw unknownName(model, `field '${field}' of an index`, field, fields.keys())
      return shape
    })
    const whereNull = unique ? tombstone : undefined
    const kind = unique ? (whereNull === undefined ? 'unique' : 'living_unique') : 'index'
    const given = [table, ...shapes.map((shape) => shape.column), kind].join('_')
    return { name: databaseName(name ?? given), fields: shapes, unique, ...(whereNull && { whereNull }) }
  })
}
