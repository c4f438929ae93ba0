import type { MaybePromise } from '../support/maybe-promise.ts'
import { chain, lastly } from '../support/maybe-promise.ts'

/** Gives the lane to the next in the queue. */
export type Release = () => void

/** A lane is used by one at a time, in order of asking. Where it is free, its use is immediate and makes no promise. */
export class Lane {
  #taken = false
  #first = 0
  #waiting: Release[] = []

  /** Whether nobody uses the lane, so that what finishes at once may run without asking. */
  get free(): boolean {
    return !this.#taken
  }

  /** Takes the lane until the function that is given back is called. */
  take(): MaybePromise<Release> {
    if (this.#taken) return new Promise((resolve) => this.#waiting.push(() => resolve(this.#once())))
    this.#taken = true
    return this.#once()
  }

  /** Runs a task, now or in its turn; the lane is taken until its promise, if any, is settled. */
  run<T>(task: () => MaybePromise<T>): MaybePromise<T> {
    return chain(this.take(), (release) => lastly(task, release))
  }

  #once(): Release {
    let held = true
    return () => {
      if (held) this.#next()
      held = false
    }
  }

  #next(): void {
    const next = this.#waiting[this.#first]
    if (next === undefined) {
      this.#taken = false
      this.#waiting = []
      this.#first = 0
      return
    }
    this.#first += 1
    next()
  }
}
