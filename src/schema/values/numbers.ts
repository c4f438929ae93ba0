import type { WrittenOptions } from '../definition.ts'
import { canonicalDecimal, compareDecimals } from './decimal.ts'
import type { Parse } from './refusal.ts'
import { Refusal, wrongType } from './refusal.ts'

const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n }

/** Bounds of a kind, checked after its type; `compare` orders two values of the kind. */
function withBounds<V>(options: WrittenOptions, parse: Parse, compare: (a: V, b: V) => number): Parse {
  const { min, max } = options as { min?: V; max?: V }
  if (min === undefined && max === undefined) return parse
  return (value) => {
    const parsed = parse(value)
    if (parsed instanceof Refusal) return parsed
    if (min !== undefined && compare(parsed as V, min) < 0)
      return new Refusal('too_small', `must be at least ${String(min)}`)
    if (max !== undefined && compare(parsed as V, max) > 0)
      return new Refusal('too_large', `must be at most ${String(max)}`)
    return parsed
  }
}

const subtract = (a: number, b: number) => a - b
const compareBigints = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0)

function parseInteger(value: unknown): unknown {
  if (typeof value !== 'number' || !Number.isInteger(value)) return wrongType('an integer')
  if (!Number.isSafeInteger(value))
    return new Refusal('overflow', 'must be within ±(2^53 − 1); use a bigint field for more')
  return value + 0
}

function parseNumber(value: unknown): unknown {
  return typeof value === 'number' && Number.isFinite(value) ? value + 0 : wrongType('a finite number')
}

function parseBigint(value: unknown): unknown {
  if (typeof value !== 'bigint') return wrongType('a bigint such as 5n')
  return value < INT64.min || value > INT64.max ? new Refusal('overflow', 'must fit in 64 bits') : value
}

/** integer: safe integers. */
export const integerParser = (options: WrittenOptions) => withBounds(options, parseInteger, subtract)
/** number: finite; −0 becomes 0. */
export const numberParser = (options: WrittenOptions) => withBounds(options, parseNumber, subtract)
/** bigint: 64 bits. */
export const bigintParser = (options: WrittenOptions) => withBounds(options, parseBigint, compareBigints)

/** decimal: a string, made canonical at the declared scale; more digits than declared are refused, not rounded. */
export function decimalParser(options: WrittenOptions): Parse {
  const { precision = 18, scale = 0 } = options
  const parse: Parse = (value) =>
    typeof value === 'string'
      ? canonicalDecimal(value, precision, scale)
      : wrongType("a decimal string such as '9.90'")
  return withBounds(options, parse, compareDecimals)
}

/** boolean: true or false, nothing that resembles them. */
export const parseBoolean: Parse = (value) =>
  typeof value === 'boolean' ? value : wrongType('true or false')
