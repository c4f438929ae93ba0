import { PrometheusError } from '../errors/error.ts'

/** A model does not say who may do what: no session reaches it then, be it by itself or over a relation. */
export function undeclared(model: string): PrometheusError {
  const message = `${model} declares no permissions, so no session reaches it: declare \`permissions\`, or use db.system('reason').`
  return new PrometheusError('FORBIDDEN', message, { model })
}
