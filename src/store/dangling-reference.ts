import { PrometheusError } from '../errors/error.ts'
import type { FieldShape, ModelShape } from '../schema/shape.ts'

/** A reference to a record that is not there, or not there for the caller to see: the two are told alike. */
export function danglingReference(
  model: Pick<ModelShape, 'name'>,
  field: FieldShape,
  cause?: unknown,
): PrometheusError {
  const target = field.ref?.model ?? 'record'
  const message = `${model.name}.${field.name} refers to a ${target} that is not there. Create the ${target} first.`
  return new PrometheusError(
    'FOREIGN_KEY_VIOLATION',
    message,
    { model: model.name, fields: [field.name] },
    cause,
  )
}
