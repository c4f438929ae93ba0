import type { PrometheusError } from '../../errors/error.ts'
import type { MaybePromise } from '../../support/maybe-promise.ts'
import { chain } from '../../support/maybe-promise.ts'

interface Waiting {
  readonly go: () => void
  readonly refuse: (reason: PrometheusError) => void
}

/** Lets one writer in at a time, in the order of arrival. */
export class WriterQueue {
  #busy = false
  #waiting: Waiting[] = []

  /** Returns at once where nobody writes; else a promise. Who was let in calls {@link release} once. */
  enter(): MaybePromise<void> {
    if (this.#busy) return new Promise<void>((go, refuse) => this.#waiting.push({ go, refuse }))
    this.#busy = true
  }

  release(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#busy = false
    else next.go()
  }

  /** Does a task in its turn. */
  run<T>(task: () => T): MaybePromise<T> {
    return chain(this.enter(), () => {
      try {
        return task()
      } finally {
        this.release()
      }
    })
  }

  /** Sends everybody away who still waits. */
  refuseAll(reason: PrometheusError): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const { refuse } of waiting) refuse(reason)
  }
}
