import type { PrometheusError } from '../../errors/error.ts'
import type { Commits } from '../../store/commits.ts'
import type { Plan } from '../../store/contract.ts'
import type { Pool } from '../sql/pool.ts'
import type { Connection } from './connection.ts'
import type { Control } from './control.ts'
import { endsConnection } from './errors.ts'
import type { Answer, Prepared, Step } from './exchange.ts'

/** A statement that is ready to run many times. */
export interface Job<T> {
  readonly statement: Prepared
  readonly plan: Plan
  /** Whether it changes anything: it is then not run again after a connection was lost. */
  readonly writes: boolean
  /** Whether a transaction goes on where it fails. */
  readonly guarded: boolean
  /** What the transaction has to do at its end, where this has recorded changes. */
  readonly last?: Step | undefined
  give(answer: Answer): T
}

/** A statement that failed. */
export interface Failed {
  readonly error: Error
  readonly answer: Answer
}

/** What transactions take from the store that they belong to. */
export interface Host {
  readonly pool: Pool<Connection>
  readonly control: Control
  /** Told of commits that record changes. */
  readonly commits: Commits
  /** The error of a job as it leaves the store. */
  failure<T>(job: Job<T>, error: unknown): PrometheusError
}

/** Whether what was sent may have been done, though the server did not live to say so. */
export function isUnknown({ error, answer }: Failed): boolean {
  const silent = !('severity' in error)
  return endsConnection(error) && answer.sent && (silent || answer.done)
}
