import type { MaybePromise } from '../support/maybe-promise.ts'

/** Thrown where an answer is not there yet; whoever meets it waits, and asks again. */
export class Suspension {
  readonly until: Promise<unknown>

  constructor(until: Promise<unknown>) {
    this.until = until
  }
}

/** Runs, and where an answer was missing waits for it and runs again. */
export async function whenAsked<T>(run: () => T | Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await run()
    } catch (error) {
      if (!(error instanceof Suspension)) throw error
      await error.until
    }
  }
}

/** The same, at once where no answer is missing. */
export function whenAnswered<T>(run: () => MaybePromise<T>): MaybePromise<T> {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof Suspension)) throw error
    return error.until.then(() => whenAnswered(run))
  }
}
