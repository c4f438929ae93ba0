import type { PrometheusError } from '../../errors/error.ts'
import type { StoreTransaction, TransactionOptions } from '../../store/contract.ts'
import type { Release } from '../../store/lane.ts'
import { outcomeUnknown } from '../../store/transaction-errors.ts'
import { Turns } from '../../store/turns.ts'
import { cast } from '../../support/cast.ts'
import type { MaybePromise } from '../../support/maybe-promise.ts'
import type { Connection } from './connection.ts'
import { convertError } from './errors.ts'
import type { Host, Job, Told } from './job.ts'
import { isUnknown } from './job.ts'
import { Recording } from './recording.ts'
import { endsConnection, numberOf } from './reported.ts'

/** After these the server has undone the whole transaction: a deadlock, a snapshot that is old (MariaDB), too many locks. */
const UNDOING: ReadonlySet<number> = new Set([1213, 1020, 1206])
const LOCK_TIMEOUT = 1205

/** What a transaction and its savepoints share. */
interface Root {
  readonly host: Host
  readonly connection: Connection
  readonly recording: Recording
  /** The error after which there is no transaction any more. */
  lost: PrometheusError | undefined
}

/** The statements that end a transaction, or a savepoint. */
interface Ends {
  readonly keep: string
  readonly undo: string
}

/** Remembers an error after which the server has undone the transaction. */
function lose(root: Root, error: unknown, failure: PrometheusError): PrometheusError {
  const number = numberOf(error)
  const undone = UNDOING.has(number) || (number === LOCK_TIMEOUT && root.host.about.undoesOnTimeout)
  if (undone || endsConnection(error)) root.lost ??= failure
  return failure
}

/** A transaction on a connection of its own, or a savepoint inside one. A statement that fails undoes itself only. */
export class MysqlTransaction implements StoreTransaction {
  readonly #turns: Turns
  readonly #root: Root
  readonly #ends: Ends
  readonly #depth: number
  /** How many changes were recorded before it. */
  readonly #recorded: number

  constructor(root: Root, ends: Ends, release: Release, depth: number) {
    this.#turns = new Turns(root, release)
    this.#root = root
    this.#ends = ends
    this.#depth = depth
    this.#recorded = root.recording.count
  }

  /** Runs a job in this transaction, after what holds it. */
  async run<T>(job: Job<T>, values: readonly unknown[]): Promise<T> {
    return this.#turns.run(() => this.#now(job, values))
  }

  /** Runs a job whose changes are recorded. */
  async record<T>(job: Job<Told<T>>, values: readonly unknown[]): Promise<T> {
    return this.#turns.run(async () => {
      const { result, changes } = await this.#now(job, values)
      const { recording, host } = this.#root
      await this.#orLost(async () => {
        try {
          recording.add(changes)
        } catch (error) {
          throw host.failure(job.plan, error)
        }
      })
      if (recording.isFull) await this.#sendKept()
      return result
    })
  }

  savepoint(): MaybePromise<StoreTransaction> {
    return this.#turns.nest(async (release) => {
      const name = `savepoint_${this.#depth}`
      await this.#sendKept(`savepoint ${name}`)
      const keep = `release savepoint ${name}`
      const ends = { keep, undo: `rollback to savepoint ${name}; ${keep}` }
      return new MysqlTransaction(this.#root, ends, release, this.#depth + 1)
    })
  }

  commit(): MaybePromise<void> {
    return this.#turns.end(() => this.#orUndone(() => this.#commit()))
  }

  rollback(): MaybePromise<void> {
    return this.#turns.end(() => this.#orUndone(() => this.#undo()))
  }

  async #now<T>(job: Job<T>, values: readonly unknown[]): Promise<T> {
    this.#turns.check()
    try {
      return await job.run(this.#root.connection, values)
    } catch (error) {
      throw lose(this.#root, error, this.#root.host.failure(job.plan, error))
    }
  }

  /** Sends a statement behind what was recorded and kept back, in as few messages as it takes. */
  async #send(text?: string, convert = convertError): Promise<void> {
    const { connection, recording } = this.#root
    try {
      for (const message of messagesOf(recording.take(), text)) {
        // What is not known of a commit is what became of the last message.
        connection.forget()
        await connection.script(message)
      }
    } catch (error) {
      throw lose(this.#root, error, convert(error))
    }
  }

  /** The same where the transaction goes on. */
  #sendKept(text?: string): Promise<void> {
    return this.#orLost(() => this.#send(text))
  }

  /** Without what it has recorded, a transaction does not go on. */
  async #orLost(task: () => Promise<void>): Promise<void> {
    try {
      await task()
    } catch (error) {
      const { connection } = this.#root
      this.#root.lost ??= cast<PrometheusError>(error, 'what is sent fails with an error of the library')
      await connection.script('rollback').catch(() => connection.cut())
      throw error
    }
  }

  async #commit(): Promise<void> {
    this.#turns.check()
    const { connection, recording, host } = this.#root
    const [isOutermost, isRecorded] = [this.#depth === 0, recording.count > 0]
    const last = isOutermost && isRecorded ? [recording.numbering] : []
    await this.#send([...last, this.#ends.keep].join('; '), (error) =>
      isOutermost && isUnknown(connection, error) ? outcomeUnknown('a commit', error) : convertError(error),
    )
    if (last.length > 0) host.commits.tell()
  }

  async #undo(): Promise<void> {
    if (this.#root.lost !== undefined) return
    this.#root.recording.undo(this.#recorded)
    await this.#send(this.#ends.undo)
  }

  /** What does not end as it should is undone. */
  async #orUndone(task: () => Promise<void>): Promise<void> {
    try {
      await task()
    } catch (error) {
      await this.#undo().catch(() => this.#root.connection.cut())
      throw error
    }
  }
}

/** The transaction as this store made it. */
export const own = (tx: StoreTransaction): MysqlTransaction =>
  cast<MysqlTransaction>(tx, 'the contract: a transaction comes back to the store that made it')

/** Statements as messages to the server: what ends them travels with the last. */
const messagesOf = (texts: readonly string[], end: string | undefined): readonly string[] =>
  end === undefined ? texts : [...texts.slice(0, -1), [...texts.slice(-1), end].join('; ')]

async function start(connection: Connection, { isolation }: TransactionOptions): Promise<void> {
  const level = isolation === undefined ? '' : `set transaction isolation level ${isolation}; `
  await connection.script(`${level}start transaction`)
}

/** Begins a transaction when there is a connection for it; one that had ended unseen is replaced once. */
export async function begin(
  host: Host,
  options: TransactionOptions,
  again = true,
): Promise<MysqlTransaction> {
  const { pool } = host
  const connection = await pool.acquire()
  try {
    await start(connection, options)
  } catch (error) {
    pool.release(connection, false)
    pool.distrust()
    if (again && endsConnection(error)) return begin(host, options, false)
    throw convertError(error)
  }
  const release = (): void => pool.release(connection)
  const ends = { keep: 'commit', undo: 'rollback' }
  const recording = new Recording(host.about.maxPacket)
  return new MysqlTransaction({ host, connection, recording, lost: undefined }, ends, release, 0)
}
