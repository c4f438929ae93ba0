import assert from 'node:assert/strict'
import { inspect, isDeepStrictEqual } from 'node:util'
import type { ErrorCode } from '../errors/codes.ts'
import type { PrometheusError } from '../errors/error.ts'
import { isPrometheusError } from '../errors/error.ts'

/** Checks that a call is refused with one of these codes and, in part, these details; gives the error. */
export async function refuses(
  run: () => unknown,
  codes: ErrorCode | readonly ErrorCode[],
  details: Readonly<Record<string, unknown>> = {},
): Promise<PrometheusError> {
  const thrown = await outcome(run)
  const expected = [codes].flat()
  if (!isPrometheusError(thrown)) {
    const got = thrown === NOTHING ? `no error from ${run}` : describe(thrown)
    assert.fail(`expected ${expected.join(' or ')}, but got ${got}`)
  }
  assert.ok(
    expected.includes(thrown.code),
    `expected ${expected.join(' or ')}, but got ${thrown.code}: ${thrown.message}`,
  )
  assert.ok(thrown.message.length > 10, 'the message says nothing')
  for (const [name, value] of Object.entries(details)) {
    const actual = thrown.details[name]
    assert.ok(
      resembles(actual, value),
      `details.${name} of ${thrown.code} is ${JSON.stringify(actual)}, not ${JSON.stringify(value)}: ${thrown.message}`,
    )
  }
  return thrown
}

/** Checks something for each of several values; a failure says for which. */
export async function each<T>(values: Iterable<T>, check: (value: T) => unknown): Promise<void> {
  for (const value of values) {
    const thrown = await outcome(() => check(value))
    if (thrown !== NOTHING)
      assert.fail(`for ${inspect(value, { depth: 6 }).slice(0, 400)}: ${describe(thrown)}`)
  }
}

/** Checks that a call finds nothing: it gives null, or is refused as a wrong query. */
export async function findsNothing(run: () => Promise<unknown>): Promise<void> {
  const thrown = await outcome(async () => assert.equal(await run(), null, 'something was found'))
  if (thrown === NOTHING) return
  if (!isPrometheusError(thrown)) throw thrown
  assert.equal(thrown.code, 'INVALID_QUERY')
}

const NOTHING = Symbol('nothing was thrown')

async function outcome(run: () => unknown): Promise<unknown> {
  try {
    await run()
  } catch (error) {
    return error
  }
  return NOTHING
}

const describe = (thrown: unknown): string => (thrown instanceof Error ? `${thrown.stack}` : String(thrown))

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** Whether a value has at least what is expected; objects of an expected list are looked for anywhere in the list. */
function resembles(actual: unknown, expected: unknown): boolean {
  if (!isObject(expected) || !isObject(actual)) return isDeepStrictEqual(actual, expected)
  if (Array.isArray(expected) && Array.isArray(actual)) {
    if (!expected.some(isObject)) return isDeepStrictEqual(actual, expected)
    return expected.every((wanted) => actual.some((one) => resembles(one, wanted)))
  }
  return Object.entries(expected).every(([key, value]) => resembles(Reflect.get(actual, key), value))
}
