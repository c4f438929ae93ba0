import { PrometheusError } from '../../errors/error.ts'
import type { StoreTransaction, TransactionOptions } from '../../store/contract.ts'
import type { Release } from '../../store/lane.ts'
import { outcomeUnknown } from '../../store/transaction-errors.ts'
import { Turns } from '../../store/turns.ts'
import { cast } from '../../support/cast.ts'
import type { MaybePromise } from '../../support/maybe-promise.ts'
import { chain } from '../../support/maybe-promise.ts'
import type { Connection } from './connection.ts'
import { convertError, endsConnection, isStale } from './errors.ts'
import type { Answer, Step } from './exchange.ts'
import type { Failed, Host, Job } from './job.ts'
import { isUnknown } from './job.ts'

/** What a transaction and its savepoints share. */
interface Root {
  readonly host: Host
  readonly connection: Connection
  /** What begins the transaction, until it is sent together with the first statement. */
  begin: Step | undefined
  /** The error after which there is no transaction any more. */
  lost: PrometheusError | undefined
  /** What is to be done before the commit, where changes were recorded. */
  last: Step | undefined
  /** Whether the connection is of use to others afterwards. */
  usable: boolean
}

/** The statements that end a transaction, or a savepoint. */
interface Ends {
  readonly keep: readonly Step[]
  readonly undo: readonly Step[]
}

/** Runs steps on the connection, the transaction's beginning before them where it has not begun. */
function send(root: Root, steps: readonly Step[], main: number): Promise<Answer | Failed> {
  const { connection, begin } = root
  root.begin = undefined
  const all = begin === undefined ? steps : [begin, ...steps]
  return new Promise((resolve) => {
    connection.exchange(all, begin === undefined ? main : main + 1, (error, answer) => {
      if (error === null) return resolve(answer)
      // It is prepared anew by whoever runs it next: this transaction, where it goes on, or another one.
      if (isStale(error)) connection.forgetStatements()
      resolve({ error, answer })
    })
  })
}

const hasFailed = (result: Answer | Failed): result is Failed => 'error' in result

/** Remembers an error that ended the transaction. */
function lose(root: Root, error: Error, failure: PrometheusError): PrometheusError {
  root.lost ??= failure
  if (endsConnection(error)) root.usable = false
  return failure
}

/** A transaction on a connection of its own, or a savepoint inside one. */
export class PostgresTransaction implements StoreTransaction {
  readonly #turns: Turns
  readonly #root: Root
  readonly #ends: Ends
  readonly #depth: number

  constructor(root: Root, ends: Ends, release: Release, depth: number) {
    this.#turns = new Turns(root, release)
    this.#root = root
    this.#ends = ends
    this.#depth = depth
  }

  /** Runs a job in this transaction, after what holds it: its own step, which is the last one, with those before it. */
  async run<T>(job: Job<T>, steps: readonly Step[]): Promise<T> {
    return this.#turns.run(() => this.#now(job, steps))
  }

  savepoint(): MaybePromise<StoreTransaction> {
    return this.#turns.nest(async (release) => {
      const { open, keep, undo } = this.#root.host.control.savepoint(this.#depth)
      await this.#must([open])
      const ends = { keep: [keep], undo: [undo, keep] }
      return new PostgresTransaction(this.#root, ends, release, this.#depth + 1)
    })
  }

  commit(): MaybePromise<void> {
    return this.#turns.end(() => this.#orUndone(() => this.#commit()))
  }

  rollback(): MaybePromise<void> {
    return this.#turns.end(() => this.#orUndone(() => this.#undo()))
  }

  async #now<T>(job: Job<T>, steps: readonly Step[], again = true): Promise<T> {
    this.#turns.check()
    const { guard, unguard } = this.#root.host.control
    this.#root.last ??= job.last
    const result = job.guarded
      ? await send(this.#root, [guard, ...steps, unguard], steps.length)
      : await send(this.#root, steps, steps.length - 1)
    if (!hasFailed(result)) return job.give(result)
    const failure = this.#root.host.failure(job, result.error)
    if (!job.guarded || endsConnection(result.error)) throw lose(this.#root, result.error, failure)
    await this.#undoStatement()
    if (again && isStale(result.error)) return this.#now(job, steps, false)
    throw failure
  }

  /** Takes the transaction back to where it was before a statement that failed. */
  async #undoStatement(): Promise<void> {
    const { undo, unguard } = this.#root.host.control
    await this.#must([undo, unguard])
  }

  /** Runs steps without which there is no transaction any more. */
  async #must(steps: readonly Step[]): Promise<Answer> {
    const result = await send(this.#root, steps, steps.length - 1)
    if (!hasFailed(result)) return result
    throw lose(this.#root, result.error, convertError(result.error))
  }

  async #commit(): Promise<void> {
    this.#turns.check()
    if (this.#root.begin !== undefined) return
    const last = this.#depth === 0 ? this.#root.last : undefined
    const steps = last === undefined ? this.#ends.keep : [last, ...this.#ends.keep]
    const result = await send(this.#root, steps, steps.length - 1)
    if (hasFailed(result)) {
      const unknown = this.#depth === 0 && isUnknown(result)
      const failure = unknown ? outcomeUnknown('a commit', result.error) : convertError(result.error)
      throw lose(this.#root, result.error, failure)
    }
    if (result.command !== 'ROLLBACK') {
      if (last !== undefined) this.#root.host.commits.tell()
      return
    }
    throw new PrometheusError('TX_CLOSED', 'A statement of the transaction has failed, so nothing is kept.')
  }

  async #undo(): Promise<void> {
    if (!this.#root.usable || this.#root.begin !== undefined) return
    const result = await send(this.#root, this.#ends.undo, 0)
    if (hasFailed(result)) lose(this.#root, result.error, convertError(result.error))
  }

  /** What does not end as it should is undone. */
  async #orUndone(task: () => Promise<void>): Promise<void> {
    try {
      await task()
    } catch (error) {
      if (this.#root.usable) await this.#undo()
      throw error
    }
  }
}

/** The transaction as this store made it. */
export const own = (tx: StoreTransaction): PostgresTransaction =>
  cast<PostgresTransaction>(tx, 'the contract: a transaction comes back to the store that made it')

/** Begins a transaction when there is a connection for it; the server hears of it with the first statement. */
export function begin(host: Host, { isolation }: TransactionOptions): MaybePromise<PostgresTransaction> {
  const { pool, control } = host
  return chain(pool.acquire(), (connection) => {
    const root: Root = {
      host,
      connection,
      begin: control.begin(isolation),
      lost: undefined,
      last: undefined,
      usable: true,
    }
    const release = (): void => pool.release(connection, root.usable)
    return new PostgresTransaction(root, { keep: [control.commit], undo: [control.rollback] }, release, 0)
  })
}
