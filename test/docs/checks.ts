// What the programs of the documentation call: `expr // => value` and `expr // throws CODE` become calls of these.
import assert from 'node:assert/strict'
import { isPrometheusError } from '../../src/errors/error.ts'

let made = 0

/** Asserts that a value is the one that the page shows. */
export function equal(actual: unknown, shown: unknown): void {
  made++
  assert.deepEqual(actual, shown)
}

/** Asserts that a call fails with the code and, where the page shows one, the message. */
export async function throws(call: () => unknown, code: string, message?: string): Promise<void> {
  made++
  const error = await (async () => call())().then(
    () => assert.fail(`it does not throw ${code}`),
    (reason: unknown) => reason,
  )
  if (!isPrometheusError(error)) throw error
  assert.equal(error.code, code)
  if (message !== undefined) assert.equal(error.message, message)
}

/** The last line of a program that ran to its end. */
export function done(): void {
  console.log(`${made} checks`)
}
