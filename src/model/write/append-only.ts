import { PrometheusError } from '../../errors/error.ts'
import type { ConnectedModel } from '../connected-model.ts'

/** Refuses that records are changed or destroyed, of a model that only takes new ones. */
export function refuseChange({ name, definition }: ConnectedModel, verb: 'changed' | 'destroyed'): void {
  if (!definition.appendOnly) return
  throw new PrometheusError('APPEND_ONLY', `${name} is append-only: its records are never ${verb}.`, {
    model: name,
  })
}
