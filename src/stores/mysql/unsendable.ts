import { PrometheusError } from '../../errors/error.ts'

/** Refuses a value that the server has no type for. */
export function unsendable(value: unknown): never {
  throw new PrometheusError('STORE_ERROR', `The database cannot be sent a value of the type ${typeof value}.`)
}
