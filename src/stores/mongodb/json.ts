import { cast } from '../../support/cast.ts'
import { compareCodePoints } from '../../support/code-points.ts'

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const sorted = (value: Readonly<Record<string, unknown>>): [string, unknown][] =>
  Object.entries(value).sort(([a], [b]) => compareCodePoints(a, b))

/**
 * JSON as it is stored: objects with their keys in order, since MongoDB takes those of another order for others. They
 * are maps, which the driver writes as they are: an object of a user's might pass for one of the driver's own.
 */
export function encodeJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(encodeJson)
  if (value === 0) return 0
  if (!isObject(value)) return value
  return new Map(sorted(value).map(([key, part]) => [key, encodeJson(part)]))
}

/** Object.fromEntries of own properties only, also of one that is called `__proto__`. */
function plainObject(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, decodeJson(part)]))
}

const toPlain = (value: object): unknown =>
  '_bsontype' in value && 'toJSON' in value && typeof value.toJSON === 'function' ? value.toJSON() : value

/** JSON as it is read; a number that another program stored as an int64 is a number, and what is like a DBRef an object. */
export function decodeJson(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (!isObject(value)) return value
  if (Array.isArray(value)) return Object.freeze(value.map(decodeJson))
  return Object.freeze(plainObject(cast<Record<string, unknown>>(toPlain(value), 'JSON has objects only')))
}
