import { PrometheusError } from '../errors/error.ts'

/** Whoever is signed in, as rules see them. */
export interface User {
  readonly id: string | number | bigint
  readonly kind?: string
  readonly roles?: readonly string[]
  readonly [name: string]: unknown
}

/** A session as it was when it was bound: a frozen copy of its own. */
export interface Session {
  readonly user: User | null
  readonly [name: string]: unknown
}

const DEEPEST = 20

const misuse = (problem: string) => new PrometheusError('MISUSE', `as(): the session ${problem}.`)

function copyList(list: readonly unknown[], depth: number): unknown[] {
  const copied = new Array<unknown>(list.length)
  for (let i = 0; i < list.length; i++) copied[i] = copy(list[i], depth)
  return copied
}

function copyObject(value: object, depth: number): unknown {
  if (value instanceof Date) return new Date(value)
  if (Array.isArray(value)) return copyList(value, depth)
  const { toJSON } = value as { toJSON?: unknown }
  if (typeof toJSON === 'function') return copy(toJSON.call(value), depth)
  const copied: Record<string, unknown> = {}
  for (const name of Object.keys(value))
    if (name !== '__proto__') copied[name] = copy((value as Record<string, unknown>)[name], depth)
  return copied
}

function copy(value: unknown, depth: number): unknown {
  if (typeof value === 'function' || typeof value === 'symbol')
    throw misuse(`holds a ${typeof value}: give it plain values`)
  if (typeof value !== 'object' || value === null) return value
  if (depth === DEEPEST) throw misuse('refers to itself, or is too deep')
  return copyObject(value, depth + 1)
}

const isId = (id: unknown): boolean =>
  (typeof id === 'string' && id !== '') ||
  (typeof id === 'number' && Number.isFinite(id)) ||
  typeof id === 'bigint'

/**
 * A copy of a session, so that what becomes of the original changes nothing. It is frozen by whoever shows it to others:
 * most sessions of a request are bound and ask little, and to freeze costs more than to copy.
 */
export function copySession(session: unknown): Session {
  if (session === null) return { user: null }
  if (typeof session !== 'object' || session === undefined)
    throw misuse('has to be an object such as { user }, or null for a guest')
  const copied = copy(session, 0) as { user?: unknown } | null
  if (typeof copied !== 'object' || copied === null || Array.isArray(copied))
    throw misuse('has to be an object such as { user }, or null for a guest')
  copied.user ??= null
  const { user } = copied
  if (user !== null && (typeof user !== 'object' || !isId((user as User).id)))
    throw misuse('needs a user with an id, or null for a guest')
  return copied as Session
}
