import { PrometheusError } from '../errors/error.ts'
import { didYouMean, nearest } from '../support/nearest.ts'

/** The error for a definition that refers to something that is not there, with the nearest name that is. */
export function unknownName(
  owner: string,
  what: string,
  name: string,
  known: Iterable<string>,
): PrometheusError {
  const suggestion = nearest(name, known)
  const details = suggestion === undefined ? { name } : { name, nearest: suggestion }
  return new PrometheusError(
    'UNKNOWN_NAME',
    `${owner}: there is no ${what}.${didYouMean(suggestion)}`,
    details,
  )
}
