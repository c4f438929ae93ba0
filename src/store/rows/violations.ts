import { PrometheusError } from '../../errors/error.ts'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'

const namesOf = (fields: readonly FieldShape[]): string[] => fields.map(({ name }) => name)

/** Null where the field takes none. */
export function notNullViolation(model: ModelShape, field: FieldShape): PrometheusError {
  const message = `${model.name}.${field.name} is null. Give it a value.`
  return new PrometheusError('NOT_NULL_VIOLATION', message, {
    model: model.name,
    field: field.name,
    fields: [field.name],
  })
}

/** A primary key, or the values of a unique index, that another record has. */
export function uniqueViolation(
  model: ModelShape,
  fields: readonly FieldShape[],
  index?: string,
): PrometheusError {
  const names = namesOf(fields)
  const message = `${model.name}: another record has the same ${names.join(', ')}. Choose another value.`
  const details = { model: model.name, fields: names, ...(index !== undefined && { index }) }
  return new PrometheusError('UNIQUE_VIOLATION', message, details)
}

/** A record that would go, or get another key, while others refer to it. */
export function stillReferred(model: ModelShape, referrer: ModelShape, field: FieldShape): PrometheusError {
  const by = `${referrer.name}.${field.name}`
  const message = `${model.name}: ${by} still refers to the record. Remove or change what refers to it first.`
  const details = {
    model: model.name,
    fields: namesOf(model.key),
    referrer: { model: referrer.name, field: field.name },
  }
  return new PrometheusError('FOREIGN_KEY_VIOLATION', message, details)
}

/** A number that its field cannot keep. */
export function numberOverflow(model: ModelShape, field: FieldShape): PrometheusError {
  const message = `${model.name}.${field.name} would leave the range of a ${field.kind}. Use a smaller change, or a wider field.`
  return new PrometheusError('NUMBER_OVERFLOW', message, {
    model: model.name,
    field: field.name,
    fields: [field.name],
  })
}
