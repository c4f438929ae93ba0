import type { PrometheusError } from '../../errors/error.ts'
import type { Commits } from '../../store/commits.ts'
import type { Plan } from '../../store/contract.ts'
import type { RecordedChange } from '../../store/record-changes.ts'
import type { Pool } from '../sql/pool.ts'
import type { Connection } from './connection.ts'
import type { About } from './connector.ts'
import { endsConnection, numberOf } from './reported.ts'

/** What is done on one connection for a plan, in one statement. */
export interface Job<T> {
  readonly plan: Plan
  /** Whether it changes anything: it is then not run again after a connection was lost. */
  readonly writes: boolean
  run(connection: Connection, values: readonly unknown[]): Promise<T>
}

/** What a job gives that records changes: they are stored together with its transaction. */
export interface Told<T> {
  readonly result: T
  readonly changes: readonly RecordedChange[]
}

/** What transactions take from the store that they belong to. */
export interface Host {
  readonly pool: Pool<Connection>
  /** Told of commits that record changes. */
  readonly commits: Commits
  /** What the server is. */
  readonly about: About
  /** The error of a job as it leaves the store. */
  failure(plan: Plan, error: unknown): PrometheusError
}

/** Whether what was sent may have been done: the server did not live to say. */
export const isUnknown = (connection: Connection, error: unknown): boolean =>
  connection.sent && numberOf(error) === 0 && endsConnection(error)
