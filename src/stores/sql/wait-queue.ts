import type { PrometheusError } from '../../errors/error.ts'

/** Who waits for something. */
export interface Waiting<T> {
  readonly resolve: (value: T) => void
  readonly reject: (error: unknown) => void
  /** Since when, by performance.now(). */
  readonly since: number
}

/** A queue that is never empty forgets those that have left it in parts: one by one, all others would be moved each time. */
const FORGOTTEN_AT_ONCE = 1_000

/** Those who wait, in order of asking, and each for the same time at most. */
export class WaitQueue<T> {
  /** How often somebody waited in vain. */
  timeouts = 0
  readonly #limit: number
  readonly #late: () => PrometheusError
  /** Those from `#first` on; who came first leaves first, served or late. */
  readonly #waiting: Waiting<T>[] = []
  #first = 0
  /** One for all, at which the first is late. */
  #timer: NodeJS.Timeout | undefined

  /** The limit is in milliseconds; `late` makes the error of who has waited that long. */
  constructor(limit: number, late: () => PrometheusError) {
    this.#limit = limit
    this.#late = late
  }

  get size(): number {
    return this.#waiting.length - this.#first
  }

  /** How long the first has waited, in milliseconds. */
  get longest(): number {
    const first = this.#waiting[this.#first]
    return first === undefined ? 0 : performance.now() - first.since
  }

  /** Waits until {@link next} gives this one. */
  wait(): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject, since: performance.now() })
      this.#timer ??= setTimeout(() => this.#tell(), this.#limit)
    })
  }

  /** Takes the first out of the queue. */
  next(): Waiting<T> | undefined {
    const first = this.#waiting[this.#first]
    if (first === undefined) return undefined
    this.#first++
    if (this.size === 0) this.#stop()
    else if (this.#first === FORGOTTEN_AT_ONCE) this.#forget()
    return first
  }

  /** Tells those who are late, and looks again when the next one would be. */
  #tell(): void {
    this.#timer = undefined
    // A timer may run a fraction of a millisecond early.
    while (this.size > 0 && this.longest > this.#limit - 1) {
      this.timeouts++
      this.next()?.reject(this.#late())
    }
    if (this.size > 0) this.#timer = setTimeout(() => this.#tell(), this.#limit - this.longest)
  }

  #stop(): void {
    this.#forget()
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #forget(): void {
    this.#waiting.splice(0, this.#first)
    this.#first = 0
  }
}
