import type { PrometheusError } from '../../errors/error.ts'
import type { ModelShape } from '../../schema/shape.ts'
import { Commits } from '../../store/commits.ts'
import type { StoreTransaction, Told } from '../../store/contract.ts'
import type { DatabasePlace } from '../../store/place.ts'
import type { PoolFigures } from '../../store/pool.ts'
import { outcomeUnknown } from '../../store/transaction-errors.ts'
import { isPromise } from '../../support/maybe-promise.ts'
import { Pool } from '../sql/pool.ts'
import { NUMBER_COMMIT } from './change-tables.ts'
import type { Connection } from './connection.ts'
import { Connector } from './connector.ts'
import type { Control } from './control.ts'
import { controlOf } from './control.ts'
import { convertError, endsConnection, isStale } from './errors.ts'
import type { Prepared, Step } from './exchange.ts'
import type { Failed, Host, Job } from './job.ts'
import { isUnknown } from './job.ts'
import type { Settings } from './options.ts'
import { TELL, tellStep } from './row-security/behalf.ts'
import { own } from './transaction.ts'

/** Runs statements on the connections of a store. */
export class Runner implements Host {
  readonly settings: Settings
  readonly pool: Pool<Connection>
  readonly control: Control
  readonly commits = new Commits()
  /** All models of the store. */
  models: readonly ModelShape[] = []
  /** What numbers the commit of a transaction that has recorded changes. */
  readonly numbering: Step
  readonly #connector: Connector
  readonly #tell: Prepared
  #prepared = 0

  constructor(settings: Settings) {
    this.settings = settings
    this.#connector = new Connector(settings)
    const { max, acquireTimeout, idleTimeout } = settings
    const connect = (): Promise<Connection> => this.#connector.connect()
    this.pool = new Pool({ name: 'PostgreSQL', max, acquireTimeout, idleTimeout, connect })
    this.control = controlOf(settings.prepare)
    this.#tell = this.prepare(TELL)
    this.numbering = { statement: this.prepare(NUMBER_COMMIT), values: [] }
  }

  /** Which database it is. */
  get place(): DatabasePlace {
    return this.#connector.place
  }

  /** The connections, for who observes them. */
  get figures(): PoolFigures {
    return { name: this.#connector.name, ...this.pool.figures }
  }

  /** A statement with a name of its own, by which the server keeps it prepared. */
  prepare(text: string): Prepared {
    return { name: this.settings.prepare ? `p${++this.#prepared}` : '', text }
  }

  /** Runs a job with its values: in a transaction, or by itself. */
  run<T>(job: Job<T>, values: readonly unknown[], tx: StoreTransaction | null, told?: Told): Promise<T> {
    const step: Step = { statement: job.statement, values }
    const steps = told === undefined ? [step] : [tellStep(this.#tell, told, job.plan), step]
    return tx === null ? this.#alone(job, steps, true) : own(tx).run(job, steps)
  }

  /** The error of a job as it leaves the store. */
  failure<T>({ plan }: Job<T>, error: unknown): PrometheusError {
    return convertError(error, { plan, models: this.models })
  }

  #alone<T>(job: Job<T>, own: readonly Step[], again: boolean): Promise<T> {
    const connection = this.pool.acquire()
    return isPromise(connection)
      ? connection.then((one) => this.#on(one, job, own, again))
      : this.#on(connection, job, own, again)
  }

  #on<T>(connection: Connection, job: Job<T>, own: readonly Step[], again: boolean): Promise<T> {
    return new Promise((resolve, reject) => {
      // What goes to the server in one piece, outside of a transaction, is one.
      const steps = job.last === undefined ? own : [...own, job.last]
      connection.exchange(steps, own.length - 1, (error, answer) => {
        if (error === null) {
          this.pool.release(connection)
          if (job.last !== undefined) this.commits.tell()
          resolve(job.give(answer))
          return
        }
        const repeats = again && this.#mayRepeat(connection, job, { error, answer })
        this.pool.release(connection, !endsConnection(error))
        if (repeats) resolve(this.#alone(job, own, false))
        else reject(this.#failure(job, { error, answer }))
      })
    })
  }

  /** Whether to run a job once more: nothing was run, or a connection was lost that only read. */
  #mayRepeat<T>(connection: Connection, { writes }: Job<T>, { error, answer }: Failed): boolean {
    if (isStale(error)) {
      connection.forgetStatements()
      return true
    }
    if (!endsConnection(error) || (writes && answer.sent)) return false
    this.pool.distrust()
    return true
  }

  #failure<T>(job: Job<T>, failed: Failed): PrometheusError {
    return job.writes && isUnknown(failed)
      ? outcomeUnknown(`a write to ${job.plan.model.name}`, failed.error)
      : this.failure(job, failed.error)
  }
}
