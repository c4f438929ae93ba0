import { isPrometheusError, PrometheusError } from '../../errors/error.ts'
import { uuidV7 } from '../../support/uuid-v7.ts'
import type { ConsumerRows, Holder, StoredConsumer } from './consumer-rows.ts'
import type { Handler } from './deliver.ts'
import { backOff, deliver } from './deliver.ts'
import { epochOf } from './position.ts'
import type { Source, SourcePage } from './source.ts'
import type { ToldChange } from './told-change.ts'
import { Wake } from './wake.ts'

/** Runs a function in a transaction, with the consumers as they are in it. */
export type Transact = (run: (tx: object, rows: ConsumerRows) => Promise<unknown>) => Promise<unknown>

/** What a consumer is made of. */
export interface ConsumerParts {
  readonly name: string
  readonly models: readonly string[]
  readonly source: Source
  readonly rows: ConsumerRows
  /** Makes it known anew: where it stands, or where it was to begin. */
  register(position: string | null): Promise<void>
  readonly handler: Handler
  readonly onReset: ((reason: 'trimmed' | 'epoch') => unknown) | undefined
  /** In milliseconds. */
  readonly lease: number
  readonly transact: Transact
  report(error: unknown): void
}

const PAGE = 100

/** How long nobody looks for changes of which nobody was told, in milliseconds. */
const LONGEST_WAIT = 5_000

/** How long progress may be unstored while changes are handled quickly, in milliseconds: so much is handled again. */
const STORE_AFTER = 100

const RESET_BY: Readonly<Record<string, 'trimmed' | 'epoch'>> = {
  CHANGES_TRIMMED: 'trimmed',
  CHANGES_EPOCH: 'epoch',
}

const reasonOf = (error: unknown): 'trimmed' | 'epoch' | undefined =>
  isPrometheusError(error) ? RESET_BY[error.code] : undefined

const lost = (name: string): PrometheusError =>
  new PrometheusError('TX_CLOSED', `The consumer '${name}' is at work in another process by now.`)

interface Awaiting {
  readonly position: string
  readonly resolve: () => void
  readonly reject: (error: PrometheusError) => void
}

/** Whether a consumer that is here has handled all up to there: positions of another history are no measure. */
const isPast = (here: string | null, there: string): boolean =>
  here !== null && here >= there && epochOf(here) === epochOf(there)

/** Delivers changes under a name, while no other process does. */
export class ChangeConsumer {
  readonly #parts: ConsumerParts
  readonly #holder: Holder
  /** Of the turn that it has, while it holds the lease. */
  #turn: AbortController | undefined
  #stopping = false
  readonly #wake = new Wake()
  readonly #awaiting = new Set<Awaiting>()
  readonly #ended: Promise<void>
  #position: string | null = null
  #storedAt = 0
  #stored: string | null = null

  constructor(parts: ConsumerParts) {
    this.#parts = parts
    const { name, models, lease } = parts
    this.#holder = { name, models, lease, owner: uuidV7() }
    this.#ended = this.#run()
  }

  get name(): string {
    return this.#parts.name
  }

  get models(): readonly string[] {
    return this.#parts.models
  }

  /** Resolves when all that is committed by now is handled. */
  async caughtUp(): Promise<void> {
    const position = await this.#parts.source.head()
    if (this.#stopping) throw this.#stopped()
    if (isPast(this.#position, position)) return
    const reached = new Promise<void>((resolve, reject) => this.#awaiting.add({ position, resolve, reject }))
    this.#wake.ring()
    await reached
  }

  /** Stops after the change that is being handled. */
  async stop(): Promise<void> {
    this.#stopping = true
    this.#turn?.abort(this.#stopped())
    this.#wake.ring()
    await this.#ended
  }

  #stopped(): PrometheusError {
    return new PrometheusError('MISUSE', `The consumer '${this.name}' was stopped.`)
  }

  async #run(): Promise<void> {
    const unwatch = this.#parts.source.log.watch(this.#wake.ring)
    for (let failures = 0; !this.#stopping; ) {
      try {
        await this.#takeTurn()
        failures = 0
      } catch (error) {
        failures += 1
        this.#parts.report(error)
        // Its name means other models by now: it has nothing to wait for.
        if (isPrometheusError(error) && error.code === 'MISUSE') break
        await this.#wake.wait(backOff(failures))
      }
    }
    this.#stopping = true
    unwatch()
    for (const { reject } of this.#awaiting) reject(this.#stopped())
  }

  /** Works while it has the lease; where another has it, looks again soon. */
  async #takeTurn(): Promise<void> {
    const { rows, lease } = this.#parts
    const row = await rows.take(this.#holder)
    if (row === undefined) {
      const known = await rows.get(this.name)
      // The database was emptied under it: it stands where it stood, and is told of the other history as it reads.
      if (known === undefined) return this.#parts.register(this.#position)
      await this.#reach(known.position)
      await this.#wake.wait(Math.min(1_000, lease / 3))
      return
    }
    const turn = new AbortController()
    this.#turn = turn
    if (this.#stopping) turn.abort(this.#stopped())
    const renewal = setInterval(() => void this.#renew(turn), lease / 3)
    try {
      await this.#work(row, turn)
    } finally {
      clearInterval(renewal)
      await rows.release(this.#holder)
    }
  }

  async #renew(turn: AbortController): Promise<void> {
    try {
      if (!(await this.#parts.rows.keep(this.#holder))) this.#end(turn)
    } catch (error) {
      this.#parts.report(error)
    }
  }

  async #work(row: StoredConsumer, turn: AbortController): Promise<void> {
    const { signal } = turn
    this.#position = row.position
    this.#stored = row.position
    let { failures } = row
    while (!signal.aborted) {
      const from = this.#position
      const page = await this.#read(from, turn)
      if (page === undefined) continue
      if (!(await this.#handleAll(page.changes, failures, turn))) break
      failures = 0
      this.#position = page.position
      if (!(await this.#store())) this.#end(turn)
      await this.#reach(page.position)
      if (page.position === from) await this.#wake.wait(Math.min(LONGEST_WAIT, this.#parts.lease))
    }
    await this.#store()
  }

  /** Handles changes in order; gives whether it may go on. */
  async #handleAll(changes: readonly ToldChange[], failures: number, turn: AbortController) {
    const { signal } = turn
    let failed = failures
    for (const change of changes) {
      if (!(await this.#deliver(change, failed, signal))) return false
      failed = 0
      await this.#handled(change.position, turn)
      if (signal.aborted) return false
    }
    return true
  }

  async #read(from: string | null, turn: AbortController): Promise<SourcePage | undefined> {
    const { source, models } = this.#parts
    try {
      return await source.read(models, from, PAGE)
    } catch (error) {
      await this.#reset(error, turn)
      return undefined
    }
  }

  /** Goes on behind what was lost, where somebody makes up for it. */
  async #reset(error: unknown, turn: AbortController): Promise<void> {
    const reason = reasonOf(error)
    const { onReset, source } = this.#parts
    if (reason === undefined || onReset === undefined) throw error
    const head = await source.head()
    await onReset(reason)
    this.#position = head
    if (!(await this.#store())) this.#end(turn)
  }

  #deliver(change: ToldChange, failures: number, signal: AbortSignal): Promise<boolean> {
    const { handler, report } = this.#parts
    const deliverer = {
      ...{ signal, report },
      transaction: (done: ToldChange, run: (tx: object) => unknown) => this.#transaction(done, run),
      failed: async (count: number) => {
        await this.#parts.rows.keep(this.#holder, { position: this.#position, failures: count })
        this.#stored = this.#position
      },
      pause: (milliseconds: number) => this.#pause(milliseconds, signal),
    }
    return deliver(deliverer, handler, change, failures)
  }

  /** Runs a function in a transaction in which the change is done, unless another process is at work by now. */
  async #transaction({ position }: ToldChange, run: (tx: object) => unknown): Promise<unknown> {
    const result = await this.#parts.transact(async (tx, rows) => {
      const value = await run(tx)
      if (!(await rows.keep(this.#holder, { position, failures: 0 }))) throw lost(this.name)
      return value
    })
    this.#position = position
    this.#stored = position
    return result
  }

  async #handled(position: string, turn: AbortController): Promise<void> {
    this.#position = position
    if (this.#stored === position || Date.now() - this.#storedAt < STORE_AFTER) return
    if (!(await this.#store())) this.#end(turn)
  }

  #end(turn: AbortController): void {
    turn.abort(lost(this.name))
    this.#wake.ring()
  }

  /** Stores how far it is, where that is not stored yet; gives whether it has the lease still. */
  async #store(): Promise<boolean> {
    if (this.#stored === this.#position) return true
    const progress = { position: this.#position, failures: 0 }
    const kept = await this.#parts.rows.keep(this.#holder, progress)
    this.#stored = this.#position
    this.#storedAt = Date.now()
    return kept
  }

  /** Waits, and not past its stop; what is committed meanwhile is no reason to go on sooner. */
  #pause(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', end)
        resolve()
      }
      const timer = setTimeout(end, milliseconds)
      signal.addEventListener('abort', end)
      if (signal.aborted) end()
    })
  }

  async #reach(position: string | null): Promise<void> {
    const epoch = epochOf(position)
    const others = [...this.#awaiting].filter((one) => epochOf(one.position) !== epoch)
    // Who waits for what was committed in a history that has ended has nothing to wait for any more.
    const ended = others.length > 0 && epochOf(await this.#parts.source.head()) === epoch ? others : []
    for (const one of this.#awaiting) {
      const isDone = isPast(position, one.position) || ended.includes(one)
      if (isDone && this.#awaiting.delete(one)) one.resolve()
    }
  }
}
