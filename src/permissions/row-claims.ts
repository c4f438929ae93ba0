import { PrometheusError } from '../errors/error.ts'
import { bindingOf } from '../model/binding.ts'
import { toldBy } from '../model/execute.ts'
import type { Bindable } from '../model/scope.ts'
import { cast } from '../support/cast.ts'

/**
 * What the database of a model is told of the session on whose behalf the model is used, for statements that are no
 * queries of models: JSON, which has to be the setting `prometheus.session` of their transaction. Throws MISUSE where
 * the store tells nothing.
 * @example
 * await client.query("select set_config('prometheus.session', $1, true)", [rowClaims(db.as(session).Post)])
 */
export function rowClaims(model: { readonly modelName: string }): string {
  const binding = bindingOf(cast<Bindable>(model, 'a class of a model'))
  const told = toldBy(binding)
  if (told !== undefined) return told
  const { name, store } = binding.model
  const message = `${name}: its store ${store.name} tells its database nothing of sessions: open it with rowSecurity: true, where it can.`
  throw new PrometheusError('MISUSE', message, { model: name })
}
