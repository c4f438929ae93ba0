import { PrometheusError } from '../../errors/error.ts'
import { unknownName } from '../../schema/unknown.ts'
import { durationOf } from '../../support/duration.ts'
import { isPlainObject } from '../../support/plain-object.ts'
import type { ToldChange } from './told-change.ts'

/** How changes are consumed, checked and with defaults. */
export interface ReadOptions {
  readonly models: readonly unknown[] | undefined
  readonly from: 'now' | 'start'
  /** In milliseconds, like the lease. */
  readonly keepFor: number
  readonly attempts: number
  readonly lease: number
  readonly onError: ((error: unknown, change: ToldChange) => unknown) | undefined
  readonly onReset: ((reason: 'trimmed' | 'epoch') => unknown) | undefined
}

const OPTIONS = ['models', 'from', 'keep', 'attempts', 'lease', 'onError', 'onReset']

const misuse = (what: string): PrometheusError => new PrometheusError('MISUSE', `changes.${what}.`)

function timeOf(option: string, written: unknown, otherwise: string): number {
  const time = durationOf(written ?? otherwise)
  if (time === undefined) throw misuse(`consume takes a time such as '${otherwise}' for ${option}`)
  return time
}

function listOf(call: string, written: unknown): readonly unknown[] | undefined {
  if (written === undefined) return undefined
  if (Array.isArray(written) && written.length > 0) return written
  throw misuse(`${call} takes a list of names for models`)
}

function functionOf<F>(option: string, written: unknown): F | undefined {
  if (written === undefined || typeof written === 'function') return written as F | undefined
  throw misuse(`consume takes a function for ${option}`)
}

function checkNames(call: string, given: Readonly<Record<string, unknown>>, known: readonly string[]): void {
  const stray = Object.keys(given).find((option) => !known.includes(option))
  if (stray !== undefined) throw unknownName(`changes.${call}`, `option '${stray}'`, stray, known)
}

/** Reads the options of `consume`. */
export function consumeOptions(given: unknown): ReadOptions {
  if (!isPlainObject(given))
    throw misuse("consume takes a name, options such as { models: ['Post'] }, and a function")
  checkNames('consume', given, OPTIONS)
  const { from = 'now', attempts = 5 } = given
  if (from !== 'now' && from !== 'start') throw misuse("consume takes 'now' or 'start' for from")
  if (!Number.isSafeInteger(attempts) || Number(attempts) < 1)
    throw misuse('consume takes a whole number for attempts, 1 or more')
  return {
    models: listOf('consume', given.models),
    from,
    keepFor: timeOf('keep', given.keep, '30d'),
    attempts: Number(attempts),
    lease: timeOf('lease', given.lease, '30s'),
    onError: functionOf('onError', given.onError),
    onReset: functionOf('onReset', given.onReset),
  }
}

/** Checks the name of a consumer. */
export function consumerName(name: unknown): string {
  if (typeof name === 'string' && name !== '' && name.length <= 255) return name
  throw misuse('consume takes a name of at most 255 characters')
}

const LARGEST = 1_000

/** What `read` is asked for. */
export interface ReadRequest {
  readonly models: readonly unknown[] | undefined
  readonly after: string | null
  readonly limit: number
}

/** Reads the arguments of `read`. */
export function readRequest(given: unknown): ReadRequest {
  if (!isPlainObject(given))
    throw misuse("read takes arguments such as { models: ['Post'], after: position }")
  checkNames('read', given, ['models', 'after', 'limit'])
  const { after = null, limit = 100 } = given
  if (!Number.isSafeInteger(limit) || Number(limit) < 1 || Number(limit) > LARGEST)
    throw misuse(`read takes a limit of 1 to ${LARGEST}`)
  if (after !== null && typeof after !== 'string')
    throw misuse('read takes a position for after, as it was given, or null')
  return { models: listOf('read', given.models), after, limit: Number(limit) }
}
