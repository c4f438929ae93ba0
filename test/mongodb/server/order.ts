import {
  Binary,
  BSONRegExp,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson'
import { compareCodePoints } from '../../../src/support/code-points.ts'
import { badType } from './failure.ts'
import { compareNumbers, isNumeric, numberKey } from './numbers.ts'

export type Document = Record<string, unknown>

export const isDocument = (value: unknown): value is Document =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Date) &&
  !('_bsontype' in value && typeof Reflect.get(Object.getPrototypeOf(value), '_bsontype') === 'string')

const CLASSES: readonly (readonly [new (...args: never[]) => object, string])[] = [
  [Timestamp, 'timestamp'],
  [Long, 'long'],
  [Int32, 'int'],
  [Double, 'double'],
  [Decimal128, 'decimal'],
  [ObjectId, 'objectId'],
  [Date, 'date'],
  [Binary, 'binData'],
  [BSONRegExp, 'regex'],
  [MinKey, 'minKey'],
  [MaxKey, 'maxKey'],
]

function typeOfObject(value: object): string {
  if (Array.isArray(value)) return 'array'
  if (isDocument(value)) return 'object'
  const type = CLASSES.find(([made]) => value instanceof made)?.[1]
  if (type !== undefined) return type
  throw badType(`a value of the type ${Object.prototype.toString.call(value)}`)
}

const PRIMITIVES: Readonly<Record<string, string>> = {
  undefined: 'missing',
  string: 'string',
  boolean: 'bool',
  bigint: 'long',
}

/** The name of a value's type, as $type gives it. */
export function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (typeof value === 'object') return typeOfObject(value)
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'double'
  return PRIMITIVES[typeof value] ?? 'unknown'
}

const RANKS: Readonly<Record<string, number>> = {
  minKey: -1,
  missing: 0,
  null: 5,
  int: 10,
  long: 10,
  double: 10,
  decimal: 10,
  string: 15,
  object: 20,
  array: 25,
  binData: 30,
  objectId: 35,
  bool: 40,
  date: 45,
  timestamp: 47,
  regex: 50,
  maxKey: 127,
}

/** The place of a value's type in the order of all; all numbers are of one. */
export const rankOf = (value: unknown): number => RANKS[typeOf(value)] ?? 0

const bytesOf = (value: Binary): Buffer => Buffer.from(value.buffer.subarray(0, value.position))

function compareBinary(a: Binary, b: Binary): number {
  return a.position - b.position || a.sub_type - b.sub_type || Buffer.compare(bytesOf(a), bytesOf(b))
}

function compareArrays(a: readonly unknown[], b: readonly unknown[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = compare(a[i], b[i])
    if (order !== 0) return order
  }
  return a.length - b.length
}

/** Documents compare pair by pair, in the order of their keys: the type, then the name, then the value. */
function compareDocuments(a: Document, b: Document): number {
  const [left, right] = [Object.entries(a), Object.entries(b)]
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [[name, value], [otherName, other]] = [left[i]!, right[i]!]
    const order = rankOf(value) - rankOf(other) || compareCodePoints(name, otherName) || compare(value, other)
    if (order !== 0) return order
  }
  return left.length - right.length
}

/** The order of any two BSON values; text by its bytes in UTF-8, numbers by value and exactly. */
export function compare(a: unknown, b: unknown): number {
  const rank = rankOf(a) - rankOf(b)
  if (rank !== 0) return rank
  if (isNumeric(a) && isNumeric(b)) return compareNumbers(a, b)
  if (typeof a === 'string' && typeof b === 'string') return compareCodePoints(a, b)
  if (typeof a === 'boolean') return Number(a) - Number(b)
  if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime()
  if (a instanceof Binary && b instanceof Binary) return compareBinary(a, b)
  if (a instanceof ObjectId && b instanceof ObjectId)
    return Buffer.compare(Buffer.from(a.id), Buffer.from(b.id))
  if (Array.isArray(a) && Array.isArray(b)) return compareArrays(a, b)
  if (isDocument(a) && isDocument(b)) return compareDocuments(a, b)
  return 0
}

export const equal = (a: unknown, b: unknown): boolean => compare(a, b) === 0

/** One text for values that are equal, and another for all others. */
export function keyOf(value: unknown): string {
  if (isNumeric(value)) return `n${numberKey(value)}`
  if (typeof value === 'string') return `s${JSON.stringify(value)}`
  if (Array.isArray(value)) return `[${value.map(keyOf).join()}]`
  if (value instanceof Date) return `d${value.getTime()}`
  if (value instanceof Binary) return `b${value.sub_type}:${bytesOf(value).toString('hex')}`
  if (value instanceof ObjectId) return `o${value.toHexString()}`
  if (isDocument(value))
    return `{${Object.entries(value)
      .map(([name, one]) => `${JSON.stringify(name)}:${keyOf(one)}`)
      .join()}}`
  return `${typeOf(value)}:${String(value)}`
}
