import { PrometheusError } from '../errors/error.ts'

/** Refuses the use of a transaction that has ended, or of which nothing is left after the error `lost`. */
export function checkOpen(isOpen: boolean, lost?: PrometheusError): void {
  if (!isOpen)
    throw new PrometheusError('TX_CLOSED', 'The transaction has ended: await everything inside it.')
  if (lost === undefined) return
  const message = `The transaction is no more after ${lost.code}: begin a new one.`
  throw new PrometheusError('TX_CLOSED', message, {}, lost)
}

/** The error of a write or a commit of which nobody knows whether it was done. */
export const outcomeUnknown = (what: string, cause: unknown): PrometheusError =>
  new PrometheusError(
    'OUTCOME_UNKNOWN',
    `The connection to the server was lost before it said whether ${what} was done: look before doing it again.`,
    {},
    cause,
  )
