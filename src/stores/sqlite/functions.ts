import { isUtf8 } from 'node:buffer'
import { isPrometheusError } from '../../errors/error.ts'
import { jsonIdentity } from '../../query/json-value.ts'
import { cast } from '../../support/cast.ts'
import { hasWords } from '../../support/words.ts'
import { fromOrderedText, overflow, rescale, toOrderedText } from '../sql/decimal.ts'
import type { Database } from './driver.ts'

type Text = string | null

const canonical = (json: Text): Text => (json === null ? null : jsonIdentity(JSON.parse(json)))

/** The elements of a JSON array, each in its canonical text, as a JSON array; null of anything else. */
function elements(json: Text): Text {
  const value: unknown = json === null ? null : JSON.parse(json)
  return Array.isArray(value) ? JSON.stringify(value.map(jsonIdentity)) : null
}

function add(text: Text, scaled: string, precision: number): Text {
  return text === null ? null : toOrderedText(fromOrderedText(text) + BigInt(scaled), precision)
}

const read = (value: string): bigint => (/^[np]/.test(value) ? fromOrderedText(value) : BigInt(value))

/** A stored decimal of one scale as the scaled integer of another, as text. */
function convert(value: Text, from: number, to: number, precision: number): Text {
  if (value === null) return null
  const scaled = rescale(read(value), from, to)
  if (String(scaled < 0n ? -scaled : scaled).length > precision) throw overflow()
  return String(scaled)
}

function convertOrdered(value: Text, from: number, to: number, precision: number): Text {
  const scaled = convert(value, from, to, precision)
  return scaled === null ? null : toOrderedText(BigInt(scaled), precision)
}

/** Whether a stored decimal can be one of another scale and so many digits, in an INTEGER or as text. */
function fits(value: Text, from: number, to: number, precision: number, storage: string): number {
  try {
    const scaled = BigInt(convert(value, from, to, precision) ?? 0)
    return storage === 'TEXT' || BigInt.asIntN(64, scaled) === scaled ? 1 : 0
  } catch {
    return 0
  }
}

/** The sum of ordered texts as a scaled integer in text; null of none. */
const sum = {
  start: null,
  step: (total: unknown, next: unknown): unknown => {
    if (next === null) return total
    const value = fromOrderedText(cast<string>(next, 'the column is TEXT'))
    return total === null ? value : cast<bigint>(total, 'a step returns bigint or null') + value
  },
  result: (total: unknown): unknown => (total === null ? null : String(total)),
}

/** Names the field in an overflow; its name is the last argument. */
const naming =
  (body: (...args: never[]) => unknown) =>
  (...args: never[]): unknown => {
    try {
      return body(...args)
    } catch (error) {
      if (!isPrometheusError(error)) throw error
      throw overflow({ name: String(args.at(-1)), kind: 'decimal' })
    }
  }

const FUNCTIONS: Readonly<Record<string, (...args: never[]) => unknown>> = {
  prometheus_json: canonical,
  prometheus_elements: elements,
  prometheus_decimal_add: naming(add),
  prometheus_decimal: naming(convert),
  prometheus_decimal_text: naming(convertOrdered),
  prometheus_decimal_fits: fits,
  prometheus_search: (text: Text, words: string) => (text === null ? null : Number(hasWords(text, words))),
  prometheus_is_utf8: (bytes: Uint8Array | null) => (bytes === null || isUtf8(bytes) ? 1 : 0),
}

/** Registers what SQL alone cannot do; nothing that is stored depends on any of it. */
export function registerFunctions(database: Database): void {
  for (const [name, body] of Object.entries(FUNCTIONS)) {
    database.function(
      name,
      { deterministic: true, directOnly: true, varargs: true },
      cast(body, 'SQL of this store calls it rightly'),
    )
  }
  database.function('prometheus_overflow', { directOnly: true, varargs: true }, (name, kind) => {
    throw overflow({ name: String(name), kind: String(kind) })
  })
  database.aggregate('prometheus_decimal_sum', { ...sum, directOnly: true })
}
