import { PrometheusError } from '../errors/error.ts'
import type { Binding } from './scope.ts'
import { checkReach } from './scope.ts'

/** Where a bound model class keeps its binding. */
export const BINDING: unique symbol = Symbol('prometheus-odm.binding')

/** A class that may be bound to a database. */
export interface Bindable {
  readonly modelName?: string
  readonly [BINDING]?: Binding
}

/** The binding of a model class that queries may use; throws where it has none, or may not be reached. */
export function bindingOf(model: Bindable): Binding {
  const binding = model[BINDING]
  if (binding === undefined) {
    const name = model.modelName ?? 'The model'
    const message = `${name} is not connected: use the model of a database, db.${name}, instead of the class as it is defined.`
    throw new PrometheusError('NOT_CONNECTED', message, { model: name })
  }
  if (binding.model.guarded) checkReach(binding)
  return binding
}
