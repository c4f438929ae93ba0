import { PrometheusError } from '../../errors/error.ts'
import type { Scope } from '../scope.ts'
import { transactionIn } from '../scope.ts'
import { ChangeConsumer } from './change-consumer.ts'
import { consumeOptions, consumerName, readRequest } from './consume-options.ts'
import { otherModels, sameModels } from './consumer-models.ts'
import type { StoredConsumer } from './consumer-rows.ts'
import type { DatabaseChanges } from './database-changes.ts'
import type { Handler } from './deliver.ts'
import type { Source, SourcePage } from './source.ts'
import { chosen } from './source.ts'

/** Runs a function in a transaction of a scope. */
export type TransactIn = <T>(run: (tx: object, scope: Scope) => Promise<T>) => Promise<T>

/** A consumer as its user sees it. */
interface RunningConsumer {
  readonly name: string
  caughtUp(): Promise<void>
  stop(): Promise<void>
}

function stateOf({ name, models, position, owner, until, failures, seenAt }: StoredConsumer) {
  const active = owner !== null && until !== null && until > new Date()
  return { name, models, position, active, failures, seenAt }
}

/** What trusted code does with changes. */
export class ScopedChanges {
  readonly #changes: DatabaseChanges
  readonly #scope: Scope
  readonly #transact: TransactIn

  constructor(changes: DatabaseChanges, scope: Scope, transact: TransactIn) {
    this.#changes = changes
    this.#scope = scope
    this.#transact = transact
  }

  async read(given: unknown = {}): Promise<SourcePage> {
    const { models: named, after, limit } = readRequest(given)
    const { source, models } = this.#chosen(named)
    return source.read(models, after, limit)
  }

  async head(given: unknown = {}): Promise<string> {
    return this.#chosen(readRequest(given).models).source.head()
  }

  async consume(given: unknown, written: unknown, handle: unknown): Promise<RunningConsumer> {
    const name = consumerName(given)
    const options = consumeOptions(written)
    if (typeof handle !== 'function')
      throw new PrometheusError('MISUSE', 'changes.consume takes a function that handles each change.')
    const { source, models } = this.#chosen(options.models)
    this.#refuseOther(name, models)
    const rows = this.#changes.rows(source)
    const { keepFor } = options
    const first = options.from === 'start' ? null : await source.head()
    const register = (position: string | null) =>
      rows.register({ name, models, keepFor, position: position ?? first })
    await register(null)
    const handler: Handler = {
      attempts: options.attempts,
      handle: handle as Handler['handle'],
      onError: options.onError,
    }
    const { lease, onReset } = options
    const consumer = new ChangeConsumer({
      ...{ name, models, source, rows, register, handler, onReset, lease },
      report: this.#changes.report,
      transact: (run) => this.#transact((tx, scope) => run(tx, this.#changes.rows(source, scope.tx))),
    })
    this.#changes.consumers.add(consumer)
    return this.#running(consumer)
  }

  /** In one process, two lists of models under one name are a mistake; in several, a new version is being started. */
  #refuseOther(name: string, models: readonly string[]): void {
    const other = [...this.#changes.consumers].find(
      (one) => one.name === name && !sameModels(one.models, models),
    )
    if (other !== undefined) throw otherModels(name, other.models)
  }

  #running(consumer: ChangeConsumer): RunningConsumer {
    const { consumers } = this.#changes
    return Object.freeze({
      name: consumer.name,
      caughtUp: () => consumer.caughtUp(),
      async stop() {
        await consumer.stop()
        consumers.delete(consumer)
      },
    })
  }

  async consumers(): Promise<ReturnType<typeof stateOf>[]> {
    this.#check()
    const lists = await Promise.all(this.#changes.sources.map((source) => this.#changes.rows(source).all()))
    return lists.flat().map(stateOf)
  }

  async forget(name: unknown): Promise<boolean> {
    this.#check()
    const known = consumerName(name)
    const done = await Promise.all(
      this.#changes.sources.map((source) => this.#changes.rows(source).remove(known)),
    )
    return done.includes(true)
  }

  async trim(): Promise<number> {
    this.#check()
    return this.#changes.trim()
  }

  async renewEpoch(): Promise<void> {
    this.#check()
    for (const { log } of this.#changes.sources) await log.renew()
  }

  #chosen(named: readonly unknown[] | undefined): { source: Source; models: readonly string[] } {
    this.#check()
    const found = chosen(this.#changes.sources, named)
    const guarded = found.models.find((name) => found.source.models.get(name)?.guarded)
    if (guarded === undefined || this.#scope.caller.kind === 'system') return found
    const message = `${guarded} declares who may do what, and its changes tell all of its records: use db.system('reason').changes in trusted code.`
    throw new PrometheusError('SESSION_REQUIRED', message, { model: guarded })
  }

  /** Changes tell what no session may see, and are those that are committed. */
  #check(): void {
    const { caller, tx } = this.#scope
    if (caller.kind === 'session') {
      const message = "Changes tell what no session may see: use db.system('reason').changes in trusted code."
      throw new PrometheusError('FORBIDDEN', message)
    }
    if (tx === null && transactionIn(this.#scope) === null) return
    const message =
      'Changes are told when they are committed: use `changes` of the database, outside of transactions.'
    throw new PrometheusError('MISUSE', message)
  }
}
