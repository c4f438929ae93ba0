import type { PrometheusError } from '../../errors/error.ts'
import type { ModelShape } from '../../schema/shape.ts'
import { Commits } from '../../store/commits.ts'
import type { Plan, StoreTransaction } from '../../store/contract.ts'
import type { DatabasePlace } from '../../store/place.ts'
import type { PoolFigures } from '../../store/pool.ts'
import { outcomeUnknown } from '../../store/transaction-errors.ts'
import type { MaybePromise } from '../../support/maybe-promise.ts'
import { isPromise } from '../../support/maybe-promise.ts'
import { Pool } from '../sql/pool.ts'
import type { Connection } from './connection.ts'
import type { About } from './connector.ts'
import { Connector } from './connector.ts'
import { convertError } from './errors.ts'
import type { Host, Job } from './job.ts'
import { isUnknown } from './job.ts'
import type { Settings } from './options.ts'
import { patiently } from './patience.ts'
import { endsConnection } from './reported.ts'
import { own } from './transaction.ts'

/** Runs jobs on the connections of a store. */
export class Runner implements Host {
  readonly pool: Pool<Connection>
  readonly commits = new Commits()
  /** All models of the store. */
  models: readonly ModelShape[] = []
  readonly #connector: Connector

  constructor(settings: Settings) {
    this.#connector = new Connector(settings)
    const { max, acquireTimeout, idleTimeout } = settings
    const connect = (): Promise<Connection> => this.#connector.connect()
    this.pool = new Pool({ name: 'MySQL', max, acquireTimeout, idleTimeout, connect })
  }

  /** What the server is. */
  get about(): About {
    return this.#connector.about
  }

  /** Which database it is. */
  get place(): DatabasePlace {
    return this.#connector.place
  }

  /** The connections, for who observes them. */
  get figures(): PoolFigures {
    return { name: this.#connector.name, ...this.pool.figures }
  }

  /** Runs a job with its values: in a transaction, or by itself, and then again where it met a deadlock. */
  run<T>(job: Job<T>, values: readonly unknown[], tx: StoreTransaction | null): Promise<T> {
    if (tx !== null) return own(tx).run(job, values)
    return job.writes ? patiently(() => this.#alone(job, values)) : this.#alone(job, values)
  }

  /** The error of a job as it leaves the store. */
  failure(plan: Plan, error: unknown): PrometheusError {
    return convertError(error, { plan, models: this.models })
  }

  async #alone<T>(job: Job<T>, values: readonly unknown[], again = true): Promise<T> {
    const free: MaybePromise<Connection> = this.pool.acquire()
    const connection = isPromise(free) ? await free : free
    connection.forget()
    try {
      const result = await job.run(connection, values)
      this.pool.release(connection)
      return result
    } catch (error) {
      this.pool.release(connection, !endsConnection(error))
      if (!endsConnection(error)) throw this.failure(job.plan, error)
      this.pool.distrust()
      if (again && !(job.writes && connection.sent)) return this.#alone(job, values, false)
      throw job.writes && isUnknown(connection, error)
        ? outcomeUnknown(`a write to ${job.plan.model.name}`, error)
        : this.failure(job.plan, error)
    }
  }
}
