import type { Action } from '../../access/actions.ts'
import { PrometheusError } from '../../errors/error.ts'

/** An action is not allowed. */
export const forbidden = ({ name }: { readonly name: string }, action: Action): PrometheusError =>
  new PrometheusError('FORBIDDEN', `${name}: this session may not ${action} the record.`, {
    model: name,
    action,
  })

/** An attribute may not be written, or not of every record. */
export function forbiddenWrite(model: string, field: string): PrometheusError {
  const message = `${model}.${field}: this session may not write it, or not of every record.`
  return new PrometheusError('FORBIDDEN', message, { model, field })
}

/** A record would come to belong to others. */
export function forbiddenReach(
  { name }: { readonly name: string },
  field: string,
  action: Action,
): PrometheusError {
  const message =
    action === 'create'
      ? `${name}.${field}: this session may not create records for that ${field}.`
      : `${name}.${field} says whose the record is: only transfer() changes it.`
  return new PrometheusError('FORBIDDEN', message, { model: name, field, action })
}
