import { isPlainObject } from '../../support/plain-object.ts'
import type { WrittenOptions } from '../definition.ts'
import type { Parse } from './refusal.ts'
import { Refusal, wrongType } from './refusal.ts'
import { parseText } from './text.ts'

const DEEPEST = 100

function copyObject(value: Record<string, unknown>, depth: number): unknown {
  const copy: Record<string, unknown> = {}
  for (const key of Object.keys(value)) {
    if (value[key] === undefined) continue
    const checked = parseText(key)
    const part = checked instanceof Refusal ? checked : copyJson(value[key], depth + 1)
    if (part instanceof Refusal) return part
    Object.defineProperty(copy, key, { value: part, enumerable: true })
  }
  return Object.freeze(copy)
}

function copyArray(value: readonly unknown[], depth: number): unknown {
  const copy: unknown[] = []
  for (const item of value) {
    const part = copyJson(item, depth + 1)
    if (part instanceof Refusal) return part
    copy.push(part)
  }
  return Object.freeze(copy)
}

/** A frozen copy of plain JSON data, or why it is none. Keys with undefined are left out, as JSON does. */
export function copyJson(value: unknown, depth = 0): unknown {
  if (depth > DEEPEST) return new Refusal('too_deep', `must not be nested more than ${DEEPEST} deep`)
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'string') return parseText(value)
  if (typeof value === 'number')
    return Number.isFinite(value) ? value + 0 : wrongType('JSON: no NaN, no Infinity')
  if (Array.isArray(value)) return copyArray(value, depth)
  return isPlainObject(value) ? copyObject(value, depth) : wrongType('plain JSON data')
}

/** json: any plain JSON data. */
export const parseJson: Parse = (value) => copyJson(value)

/** array: every element by the element's own rules; null is no element. */
export const arrayParser =
  (parseElement: Parse, { minLength = 0, maxLength = Number.POSITIVE_INFINITY }: WrittenOptions): Parse =>
  (value) => {
    if (!Array.isArray(value)) return wrongType('an array')
    if (value.length < minLength) return new Refusal('too_short', `must have at least ${minLength} elements`)
    if (value.length > maxLength) return new Refusal('too_long', `must have at most ${maxLength} elements`)
    const copy: unknown[] = []
    for (const [index, item] of value.entries()) {
      const part = item === null || item === undefined ? wrongType('a value') : parseElement(item)
      if (part instanceof Refusal)
        return new Refusal(part.code, `has an element [${index}] that ${part.message}`)
      copy.push(part)
    }
    return Object.freeze(copy)
  }

/** bytes: copied, since they can be changed in place; lengths are in bytes. */
export const bytesParser =
  ({ minLength = 0, maxLength = Number.POSITIVE_INFINITY }: WrittenOptions): Parse =>
  (value) => {
    if (!(value instanceof Uint8Array)) return wrongType('a Uint8Array')
    if (value.length < minLength) return new Refusal('too_short', `must have at least ${minLength} bytes`)
    if (value.length > maxLength) return new Refusal('too_long', `must have at most ${maxLength} bytes`)
    return new Uint8Array(value)
  }

const isFileValue = (value: Record<string, unknown>): boolean =>
  [value.key, value.name, value.type].every((part) => typeof part === 'string' && part !== '') &&
  Number.isSafeInteger(value.size) &&
  Number(value.size) >= 0 &&
  (value.sha256 === undefined || /^[0-9a-f]{64}$/.test(String(value.sha256)))

/** file: the description of a stored file. */
export const parseFile: Parse = (value) => {
  if (!isPlainObject(value) || !isFileValue(value)) return wrongType('a file: { key, name, type, size }')
  const { key, name, type, size, sha256 } = value
  return copyJson({ key, name, type, size, sha256 })
}
