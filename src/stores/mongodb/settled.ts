import type { Db } from 'mongodb'
import type { History } from './change-tables.ts'
import { changesIn, endOf, giveUp, historyOf, numberOf, settle } from './change-tables.ts'
import { isDuplicate } from './errors.ts'

/** How many commits are looked at in one go. */
const REACH = 2_048

/** How long a commit may take before it is asked whether it still comes, in milliseconds. */
const GRACE = 2_000

/** From how many commits on that have ended it is stored, so that others need not look at them. */
const STORED_FROM = 256

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/**
 * How far commits have ended. They take their numbers before they end, and may end in another order, or never: readers
 * go up to the first number that is open.
 */
export class Settled {
  readonly #db: () => Db
  /** What was found last, in which epoch. */
  #known: Pick<History, 'epoch' | 'settled'> = { epoch: '', settled: 0 }
  #open = { number: 0, since: 0 }
  #asking: Promise<void> | undefined

  constructor(db: () => Db) {
    this.#db = db
  }

  /** Up to which number all commits have ended by now. */
  async now(): Promise<number> {
    return this.#look(await historyOf(this.#db()))
  }

  /** Up to which number all have ended, once those have that have begun to by now. */
  async whole(): Promise<number> {
    const { last } = await historyOf(this.#db())
    for (let tries = 0; ; tries++) {
      const history = await historyOf(this.#db())
      const settled = await this.#look(history)
      if (settled >= Math.min(last, history.last)) return settled
      await pause(Math.min(2 ** tries, 50))
    }
  }

  async #look({ epoch, last, settled: stored }: History): Promise<number> {
    let settled = this.#known.epoch === epoch ? Math.max(this.#known.settled, stored) : stored
    if (settled < last) {
      const found = await changesIn(this.#db())
        .find({ _id: { $gt: endOf(settled), $lt: endOf(last) }, first: true }, { projection: { _id: 1 } })
        .sort({ _id: 1 })
        .limit(REACH)
        .toArray()
      for (const { _id } of found) {
        if (numberOf(_id) !== settled + 1) break
        settled += 1
      }
      if (found.length < REACH && settled < last) this.#ask(settled + 1)
    }
    this.#known = { epoch, settled }
    if (settled - stored >= STORED_FROM) await settle(this.#db(), settled)
    return settled
  }

  /** Asks a commit that is open for too long whether it still comes: whoever was to make it may be gone. */
  #ask(number: number): void {
    const now = Date.now()
    if (this.#open.number !== number) this.#open = { number, since: now }
    if (now - this.#open.since < GRACE) return
    this.#asking ??= giveUp(this.#db(), number)
      .catch((error: unknown) => {
        // Committed after all; what else may be wrong is told to whoever reads.
        if (!isDuplicate(error)) this.#open = { number, since: Date.now() }
      })
      .finally(() => {
        this.#asking = undefined
      })
  }
}
