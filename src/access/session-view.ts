import { isPlainObject } from '../support/plain-object.ts'
import type { Session } from './session.ts'

/** A session as a rule sees it, and what can be told of the rule afterwards. */
export interface SessionView {
  readonly session: Session
  /** Whether the rule has read a value that is not there: undefined, null or an empty text. */
  readonly isMissing: () => boolean
  /** Whether an object is a part of the session. */
  readonly isPart: (value: object) => boolean
}

const isNothing = (value: unknown): boolean => value === undefined || value === null || value === ''

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/**
 * Shows a session to a rule. What it reads is noted: a rule that misses something of the session allows nothing. Of a
 * list, nothing is undefined: in a filter that is never sound, while a list may be read without all of it being used.
 */
export function viewOf(session: Session): SessionView {
  let missing = false
  const parts = new WeakSet<object>()
  const shown = (value: unknown): unknown => {
    if (isNothing(value)) missing = true
    if (!isObject(value)) return value
    if (value instanceof Date) return value
    if (Array.isArray(value)) {
      const items = value.map((item) => (isNothing(item) ? undefined : shown(item)))
      parts.add(items)
      return items
    }
    const view = new Proxy(Object.create(null), {
      get: (_, name) => (typeof name === 'symbol' ? undefined : shown(Reflect.get(value, name))),
      has: (_, name) => Object.hasOwn(value, name),
      ownKeys: () => Reflect.ownKeys(value),
      getOwnPropertyDescriptor: (_, name) =>
        Object.hasOwn(value, name)
          ? { value: shown(Reflect.get(value, name)), enumerable: true, configurable: true }
          : undefined,
    })
    parts.add(view)
    return view
  }
  const view = shown(session) as Session
  return { session: view, isMissing: () => missing, isPart: (value) => parts.has(value) }
}

const LISTS = new Set(['$in', '$nin', '$has', '$hasAll', '$hasAny', '$and', '$or'])

/** Whether a filter that a rule made has the form that its author meant: scalars of the session where scalars are due. */
export function isSound(filter: unknown, view: SessionView, key = ''): boolean {
  if (filter === undefined) return false
  if (typeof filter !== 'object' || filter === null || filter instanceof Date) return true
  if (Array.isArray(filter)) {
    if (!LISTS.has(key)) return !view.isPart(filter)
    return filter.every((item) => !isNothing(item) && isSound(item, view))
  }
  if (view.isPart(filter) || !isPlainObject(filter)) return false
  return Object.keys(filter).every((name) => isSound(filter[name], view, name))
}
