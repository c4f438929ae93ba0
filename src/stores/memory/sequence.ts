import { PrometheusError } from '../../errors/error.ts'

/** The numbers of an `auto` key: each is given once, also where the record is gone or was rolled back. */
export class Sequence {
  #last = 0

  next(): number {
    if (this.#last >= Number.MAX_SAFE_INTEGER) {
      throw new PrometheusError(
        'NUMBER_OVERFLOW',
        'There are no more numbers for the key. Use a uuid as the key.',
      )
    }
    this.#last += 1
    return this.#last
  }

  /** Goes past a number that was given from outside. */
  pass(given: unknown): void {
    if (typeof given === 'number' && given > this.#last) this.#last = given
  }
}
