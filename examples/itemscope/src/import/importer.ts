import type { Position } from '../csv/lines.ts'
import type { Database, Transaction } from '../database.ts'
import { UsageError } from '../settings.ts'
import type { ProductFile, ProductRow } from './product-file.ts'
import type { ImportWatcher, Progress } from './progress.ts'
import type { BadRow, GoodRow, Outcome } from './save-batch.ts'
import { saveBatch } from './save-batch.ts'

/** The record of how far an import is. */
export type Run = NonNullable<Awaited<ReturnType<Database['ImportRun']['findById']>>>

/** Gathers rows, and saves them in batches together with the place in the file that they lead to. */
export class Importer {
  readonly #db: Database
  readonly #file: ProductFile
  readonly #watcher: ImportWatcher
  #run: Run
  #good: GoodRow[] = []
  #bad: BadRow[] = []
  #next: Position

  constructor(db: Database, file: ProductFile, run: Run, watcher: ImportWatcher) {
    this.#db = db
    this.#file = file
    this.#watcher = watcher
    this.#run = run
    this.#next = { line: run.line, offset: run.offset }
  }

  /** How many rows wait to be saved. */
  get size(): number {
    return this.#good.length + this.#bad.length
  }

  add({ line, next, reading }: ProductRow): void {
    this.#next = next
    if ('problem' in reading) this.#bad.push({ line, reason: reading.problem })
    else if (reading.facts.gtin !== null)
      this.#good.push({ line, facts: { ...reading.facts, gtin: reading.facts.gtin } })
  }

  async save(state: 'running' | 'finished'): Promise<void> {
    const { run, bad } = await this.#db
      .system(`imported from ${this.#file.name}`)
      .transaction((tx) => this.#saveIn(tx, state))
    this.#run = run
    this.#good = []
    this.#bad = []
    for (const row of bad) this.#watcher.badRow?.(row)
    this.#watcher.progressed?.(this.progress())
  }

  progress(): Progress {
    const { inserted, updated, unchanged, bad, offset, state } = this.#run
    const part = state === 'finished' ? 1 : offset / this.#file.size
    return { inserted, updated, unchanged, bad, part }
  }

  async #saveIn(tx: Transaction, state: Run['state']): Promise<{ run: Run; bad: readonly BadRow[] }> {
    const run = await this.#current(tx)
    const outcome = await saveBatch(tx, run.id, this.#good)
    const bad = [...this.#bad, ...outcome.bad].sort((a, b) => a.line - b.line)
    await tx.ImportProblem.insertMany(bad.map(({ line, reason }) => ({ runId: run.id, line, reason })))
    if (state === 'finished') await tx.ImportedGtin.destroyWhere({ runId: run.id })
    await run.set({ state, ...this.#next, ...addUp(run, outcome, bad.length) }).save()
    return { run, bad }
  }

  /** The run as it stands now; somebody else may be importing the same file. */
  async #current(tx: Transaction): Promise<Run> {
    const run = await tx.ImportRun.findById(this.#run.id)
    if (run !== null && run.offset === this.#run.offset && run.state === 'running') return run
    throw new UsageError('Another import of this file is at work. Wait until it ends, or stop it.')
  }
}

function addUp(run: Run, outcome: Outcome, bad: number) {
  return {
    inserted: run.inserted + outcome.inserted,
    updated: run.updated + outcome.updated,
    unchanged: run.unchanged + outcome.unchanged,
    bad: run.bad + bad,
  }
}
