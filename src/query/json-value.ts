import { compareCodePoints } from '../support/code-points.ts'

/**
 * The value at a path of object keys, or undefined where it is missing. Only own properties count, and no key leads
 * into an array or a scalar.
 */
export function valueAt(root: unknown, path: readonly string[]): unknown {
  let value = root
  for (const key of path) {
    if (!isJsonObject(value) || !Object.hasOwn(value, key)) return undefined
    value = value[key]
  }
  return value
}

/** Whether two JSON values are the same: deeply, by type, whatever the order of keys; -0 is 0. */
export function jsonEquals(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a)) return Array.isArray(b) && sameItems(a, b)
  return isJsonObject(a) && isJsonObject(b) && sameProperties(a, b)
}

/** How two JSON strings, numbers or booleans are ordered, or undefined where they are in no order: other types, or two. */
export function compareJson(a: unknown, b: unknown): number | undefined {
  if (typeof a === 'string' && typeof b === 'string') return compareCodePoints(a, b)
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b)
  return undefined
}

/** One text for all JSON values that are the same by {@link jsonEquals}, and another for all others. */
export function jsonIdentity(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jsonIdentity).join(',')}]`
  if (!isJsonObject(value)) return JSON.stringify(value)
  const parts = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${jsonIdentity(value[key])}`)
  return `{${parts.join(',')}}`
}

function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const sameItems = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((item, index) => jsonEquals(item, b[index]))

function sameProperties(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && jsonEquals(a[key], b[key]))
  )
}
