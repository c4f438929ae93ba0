import { setTimeout as sleep } from 'node:timers/promises'
import type { MaybePromise } from '../../support/maybe-promise.ts'
import { isBusy } from './errors.ts'

/** How long one call may wait for a lock inside SQLite, in milliseconds: the event loop stands still meanwhile. */
export const BLOCKING_WAIT = 4

const LONGEST_PAUSE = 24

async function again<T>(task: () => T, limit: number): Promise<T> {
  const end = performance.now() + limit
  for (let pause = 1; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    await sleep(pause * (0.5 + Math.random()))
    try {
      return task()
    } catch (error) {
      if (!isBusy(error) || performance.now() >= end) throw error
    }
  }
}

/** Runs a task at once and, while another connection's lock is in its way, again: up to a limit in milliseconds. */
export function patiently<T>(task: () => T, limit: number): MaybePromise<T> {
  try {
    return task()
  } catch (error) {
    if (!isBusy(error)) throw error
    return again(task, limit)
  }
}
