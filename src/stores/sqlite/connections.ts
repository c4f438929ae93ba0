import { setTimeout as sleep } from 'node:timers/promises'
import { PrometheusError } from '../../errors/error.ts'
import type { ModelShape } from '../../schema/shape.ts'
import { Commits } from '../../store/commits.ts'
import type { Plan } from '../../store/contract.ts'
import { Lane } from '../../store/lane.ts'
import type { MaybePromise } from '../../support/maybe-promise.ts'
import { isPromise } from '../../support/maybe-promise.ts'
import { recordsChanges } from '../sql/records-changes.ts'
import { findEpochAtOpening } from './change-tables.ts'
import type { Database, DriverStatement } from './driver.ts'
import { convertError, isBusy, locate } from './errors.ts'
import { explainForeignKey } from './foreign-key.ts'
import { openDatabase, openReader } from './open.ts'
import type { Settings } from './options.ts'
import { patiently } from './patience.ts'

/** The two connections of a store (one, where the database is in memory) and the queue before the writer. */
export class Connections {
  readonly settings: Settings
  /** Whoever writes, or reads from a database in memory, takes this. */
  readonly lane = new Lane()
  /** Told of commits that record changes. */
  readonly commits = new Commits()
  /** All models of the store. */
  models: readonly ModelShape[] = []
  #writer: Database | undefined
  #reader: Database | undefined

  constructor(settings: Settings) {
    this.settings = settings
  }

  /** The connection that writes. */
  get writer(): Database {
    if (this.#writer === undefined)
      throw new PrometheusError('NOT_CONNECTED', 'The SQLite store is not open.')
    return this.#writer
  }

  /** Opens both connections; a locked file is waited for. */
  open(models: readonly ModelShape[]): MaybePromise<void> {
    this.models = models
    return this.lane.run(() =>
      this.#convert(() => patiently(() => this.#connect(models), this.settings.busyTimeout)),
    )
  }

  #connect(models: readonly ModelShape[]): void {
    const writer = openDatabase(this.settings, models)
    try {
      if (recordsChanges(models)) findEpochAtOpening(writer, this.settings)
      this.#reader = this.settings.private ? writer : openReader(this.settings)
      this.#writer = writer
    } catch (error) {
      writer.close()
      throw error
    }
  }

  /** The error of a statement, with what SQLite does not tell of it. */
  explain(error: unknown, plan: Plan, values: readonly unknown[]): unknown {
    return explainForeignKey(error, { plan, values, database: this.writer, models: this.models })
  }

  /** Any error as it leaves the store. */
  failure(error: unknown, model?: ModelShape): PrometheusError {
    return locate(convertError(error, model), this.settings.path)
  }

  /** A statement for reads outside of transactions. */
  reading(text: string): DriverStatement {
    if (this.#reader === undefined)
      throw new PrometheusError('NOT_CONNECTED', 'The SQLite store is not open.')
    return this.#reader.prepare(text)
  }

  /** A statement for writes, and for reads inside transactions. */
  writing(text: string): DriverStatement {
    return this.writer.prepare(text)
  }

  /** Runs a task that needs the writer: at once where it is free, else in its turn. */
  write<T>(task: () => T, model?: ModelShape): MaybePromise<T> {
    if (this.lane.free) {
      try {
        return task()
      } catch (error) {
        if (!isBusy(error)) throw this.failure(error, model)
      }
    }
    return this.#convert(() => this.lane.run(() => patiently(task, this.settings.busyTimeout)), model)
  }

  /** Reads what is committed: in memory in its turn, since there is one connection for all. */
  readNow<T>(task: (reader: Database) => T): MaybePromise<T> {
    const read = (): MaybePromise<T> => {
      const reader = this.#reader
      if (reader === undefined) throw new PrometheusError('NOT_CONNECTED', 'The SQLite store is not open.')
      try {
        return task(reader)
      } catch (error) {
        return this.readAgain(() => task(reader), error)
      }
    }
    return this.settings.private && !this.lane.free ? this.lane.run(read) : read()
  }

  /** Repeats a read that met a lock. */
  readAgain<T>(task: () => T, error: unknown, model?: ModelShape): MaybePromise<T> {
    if (!isBusy(error)) throw this.failure(error, model)
    return this.#convert(() => patiently(task, this.settings.busyTimeout), model)
  }

  #convert<T>(task: () => MaybePromise<T>, model?: ModelShape): MaybePromise<T> {
    const failed = (error: unknown): never => {
      throw this.failure(error, model)
    }
    try {
      const result = task()
      return isPromise(result) ? result.catch(failed) : result
    } catch (error) {
      return failed(error)
    }
  }

  /** Closes when what is queued is done, or after the time limit: an open transaction is rolled back then. */
  close(): MaybePromise<void> {
    const turn = this.lane.take()
    if (!isPromise(turn)) return this.#disconnect(turn)
    const late = new AbortController()
    const limit = sleep(this.settings.busyTimeout, undefined, { signal: late.signal }).catch(() => undefined)
    return Promise.race([turn, limit]).then((release) => {
      late.abort()
      this.#disconnect(release ?? (() => undefined))
    })
  }

  #disconnect(release: () => void): void {
    if (this.#reader !== this.#writer) this.#reader?.close()
    this.#writer?.close()
    release()
  }
}
