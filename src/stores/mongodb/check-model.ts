import { PrometheusError } from '../../errors/error.ts'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'

const unsupported = (model: ModelShape, field: FieldShape, what: string): PrometheusError =>
  new PrometheusError('UNSUPPORTED', `${model.name}.${field.name}: ${what}`, {
    model: model.name,
    field: field.name,
  })

/** A name that documents cannot have, or that the store needs itself; `_id` is the name of a key alone. */
function checkName(model: ModelShape, field: FieldShape): void {
  const { column } = field
  const isOther = column === '_id' && !(model.key.length === 1 && model.key[0]?.index === field.index)
  if (!/^[$~]|[.\0]/.test(column) && !isOther) return
  const what = `MongoDB has no field '${column}'. Name another column, without '.' and not beginning with '$' or '~'.`
  throw unsupported(model, field, what)
}

const MAY_BE_ARRAYS: readonly string[] = ['array', 'json']

/** An index over arrays is one over their elements, of which no two records could have the same. */
function checkUnique(model: ModelShape, fields: readonly FieldShape[]): void {
  const field = fields.find(({ kind }) => MAY_BE_ARRAYS.includes(kind))
  if (field === undefined) return
  const what = 'MongoDB cannot keep arrays unique, which JSON may be, too. Leave out `unique`.'
  throw unsupported(model, field, what)
}

/** Refuses a model that MongoDB cannot hold. */
export function checkModel(model: ModelShape): void {
  for (const field of model.fields) checkName(model, field)
  for (const { unique, fields } of model.indexes) if (unique) checkUnique(model, fields)
}
