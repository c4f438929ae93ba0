import assert from 'node:assert/strict'

/** Thrown to undo a transaction on purpose. */
export class Undo extends Error {}

/** A promise that is resolved from outside. */
export interface Deferred {
  readonly promise: Promise<void>
  resolve(): void
}

/** Makes a promise that is resolved from outside. */
export function deferred(): Deferred {
  let resolve: () => void = () => undefined
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve: () => resolve() }
}

/** Makes a place where the first `count` that come wait for one another; who comes later goes on at once. */
export function meeting(count: number): () => Promise<void> {
  const all = deferred()
  let come = 0
  return () => {
    if (++come === count) all.resolve()
    return all.promise
  }
}

/** Gives whatever runs beside a few turns. */
export const settle = (): Promise<void> => new Promise((done) => setTimeout(done, 5))

/**
 * Runs something in a time zone. `offset` is what the zone's clock lags behind UTC at `instant`, in minutes: proof
 * that the zone is in force, which it is only in a process of its own and not in a worker thread.
 */
export async function inZone(
  zone: string,
  instant: Date,
  offset: number,
  run: () => Promise<void>,
): Promise<void> {
  const before = process.env.TZ
  process.env.TZ = zone
  try {
    assert.equal(instant.getTimezoneOffset(), offset, `the time zone ${zone} is not in force`)
    await run()
  } finally {
    if (before === undefined) delete process.env.TZ
    else process.env.TZ = before
  }
}
