import { setTimeout as sleep } from 'node:timers/promises'
import { isPrometheusError } from '../../errors/error.ts'

/** How often what met a deadlock is run in all: the server has undone it, and says that it may go through later. */
const TRIES = 8

const metAnother = (error: unknown): boolean =>
  isPrometheusError(error) && error.code === 'SERIALIZATION_FAILURE'

/** Runs what is a transaction by itself and, while it meets others, again: after a pause that grows, with jitter. */
export async function patiently<T>(task: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await task()
    } catch (error) {
      if (tries === TRIES || !metAnother(error)) throw error
      await sleep(Math.random() * 2 ** tries)
    }
  }
}
