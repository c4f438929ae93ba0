import { isPrometheusError } from '../../errors/error.ts'
import { CONDITIONS } from './error-numbers.ts'

/** What the driver says of an error. */
export interface Reported {
  /** The server's number; 0 of what no server said. */
  readonly number: number
  readonly message: string
}

/** Reads an error of the driver. */
export function reported(error: unknown): Reported {
  const { errno, sqlMessage, message } = (error ?? {}) as Record<string, unknown>
  const said = typeof errno === 'number' && errno > 0 && typeof sqlMessage === 'string'
  return said ? { number: errno, message: sqlMessage } : { number: 0, message: String(message) }
}

/** The number by which the server reports an error; 0 where no server did. */
export const numberOf = (error: unknown): number => reported(error).number

/** Whether the connection is of no use after an error: no server reported it, or one that ends it. */
export function endsConnection(error: unknown): boolean {
  // The library itself has refused to send a value.
  if (isPrometheusError(error)) return false
  const { number } = reported(error)
  const { fatal } = (error ?? {}) as { fatal?: unknown }
  return number === 0 || fatal === true || CONDITIONS[number]?.ends === true
}
