import { PrometheusError } from '../../errors/error.ts'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'

const namesOf = (fields: readonly FieldShape[]): readonly string[] => fields.map(({ name }) => name)

/** A key, or the values of a unique index, that another record has. */
export function uniqueViolation(
  model: ModelShape,
  fields: readonly FieldShape[],
  { index, cause }: { readonly index?: string | undefined; readonly cause?: unknown } = {},
): PrometheusError {
  const names = namesOf(fields)
  const message = `${model.name}: another record has the same ${names.join(', ')}. Choose another value.`
  const details = { model: model.name, fields: names, ...(index === undefined ? {} : { index }) }
  return new PrometheusError('UNIQUE_VIOLATION', message, details, cause)
}

const ofField = (model: ModelShape, field: FieldShape) => ({
  model: model.name,
  field: field.name,
  fields: [field.name],
})

/** Null where the field takes none. */
export function notNullViolation(model: ModelShape, field: FieldShape, cause?: unknown): PrometheusError {
  const message = `${model.name}.${field.name} cannot be null: give it a value.`
  return new PrometheusError('NOT_NULL_VIOLATION', message, ofField(model, field), cause)
}

/** A number that its field cannot keep. */
export function numberOverflow(model: ModelShape, field: FieldShape): PrometheusError {
  const message = `${model.name}.${field.name} would leave the range of a ${field.kind}. Use a smaller change, or a wider field.`
  return new PrometheusError('NUMBER_OVERFLOW', message, ofField(model, field))
}

/** Collections that do not match the models. */
export function mismatch(model: ModelShape, what: string, cause?: unknown): PrometheusError {
  return new PrometheusError('SCHEMA_MISMATCH', `${model.name}: ${what}`, { model: model.name }, cause)
}
