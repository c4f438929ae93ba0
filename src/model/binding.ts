import { PrometheusError } from '../errors/error.ts'
import { cast } from '../support/cast.ts'
import type { Bindable, Binding } from './scope.ts'
import { BINDING } from './scope.ts'

/** Refuses a guarded model where nobody says on whose behalf it is used. */
function checkReach({ model, scope }: Binding): void {
  if (!model.guarded || scope.caller.kind === 'system') return
  if (scope.caller.kind === 'code') {
    const message = `${model.name} declares who may do what: use db.as(session).${model.name}, or db.system('reason').${model.name} in trusted code.`
    throw new PrometheusError('SESSION_REQUIRED', message, { model: model.name })
  }
  const message = `${model.name} declares who may do what, which this version does not enforce yet: only db.system('reason').${model.name} reaches it.`
  throw new PrometheusError('UNSUPPORTED', message, { model: model.name })
}

/** A class of the same model that is bound to a database. */
export function boundClass<C extends new (...values: never[]) => object>(Model: C, binding: Binding): C {
  const Bound = class extends cast<new (...values: never[]) => object>(Model, 'a model is a class') {}
  Object.defineProperty(Bound, 'name', { value: binding.model.name })
  Object.defineProperty(Bound, BINDING, { value: binding })
  return cast<C>(Bound, 'it adds nothing but its binding')
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
