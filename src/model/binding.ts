import { undeclared } from '../access/undeclared.ts'
import { PrometheusError } from '../errors/error.ts'
import { cast } from '../support/cast.ts'
import type { ConnectedModel } from './connected-model.ts'
import type { Bindable, Binding } from './scope.ts'
import { BINDING } from './scope.ts'

/** A guarded model is used, and nobody says on whose behalf. */
function refuseCode({ name }: ConnectedModel): never {
  const message = `${name} declares who may do what: use db.as(session).${name}, or db.system('reason').${name} in trusted code.`
  throw new PrometheusError('SESSION_REQUIRED', message, { model: name })
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
  const { kind } = binding.scope.caller
  if (kind === 'code' && binding.model.guarded) refuseCode(binding.model)
  if (kind === 'session' && binding.model.definition.permissions === undefined)
    throw undeclared(binding.model.name)
  return binding
}
