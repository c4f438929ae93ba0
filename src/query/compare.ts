import { PrometheusError } from '../errors/error.ts'
import type { FieldShape } from '../schema/shape.ts'
import { cast } from '../support/cast.ts'
import { compareCodePoints } from '../support/code-points.ts'
import { jsonEquals, jsonIdentity } from './json-value.ts'
import type { Via } from './related-value.ts'

/** Orders two values of one field, neither of them null: negative, zero or positive. */
export type Comparator = (a: unknown, b: unknown) => number

/** Whether two values of one field, neither of them null, are the same. */
export type Equals = (a: unknown, b: unknown) => boolean

/** A scalar that stands for a value of one field: the same for equal values, so that a Map or Set can find it. */
export type Identity = string | number | bigint | boolean

/** One column of an order. */
export interface OrderTerm {
  readonly field: FieldShape
  /** Where the value is that of a related record (see {@link RelatedValue}): the steps to it. */
  readonly via?: Via
  readonly descending: boolean
  /** Whether nulls come before all values. */
  readonly nullsFirst: boolean
}

type Row = readonly unknown[]

const kindReason = 'values of a field are of the kind of the field'
const millis = (value: unknown): number => cast<Date>(value, kindReason).getTime()
const bytesOf = (value: unknown): Uint8Array => cast<Uint8Array>(value, kindReason)
const elementOf = (field: FieldShape): FieldShape => field.element ?? { ...field, kind: 'json' }

const compareText: Comparator = (a, b) =>
  compareCodePoints(cast<string>(a, kindReason), cast<string>(b, kindReason))
const compareNumbers: Comparator = (a, b) => cast<number>(a, kindReason) - cast<number>(b, kindReason)
const compareTimes: Comparator = (a, b) => millis(a) - millis(b)

function compareBigints(a: unknown, b: unknown): number {
  if (a === b) return 0
  return cast<bigint>(a, kindReason) < cast<bigint>(b, kindReason) ? -1 : 1
}

/** Canonical texts of one scale: fewer characters are a smaller magnitude, as many compare as text. */
function compareDecimals(a: unknown, b: unknown): number {
  const [left, right] = [cast<string>(a, kindReason), cast<string>(b, kindReason)]
  const negative = left.startsWith('-')
  if (negative !== right.startsWith('-')) return negative ? -1 : 1
  const magnitude = left.length - right.length || compareCodePoints(left, right)
  return negative ? -magnitude : magnitude
}

function compareBytes(a: unknown, b: unknown): number {
  const [left, right] = [bytesOf(a), bytesOf(b)]
  const length = Math.min(left.length, right.length)
  for (let i = 0; i < length; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

/** The order of a field's values; kinds without an order (json, array, file, password) are refused. */
export function comparatorOf(field: FieldShape): Comparator {
  switch (field.kind) {
    case 'id':
      return field.idType === 'auto' ? compareNumbers : compareText
    case 'integer':
    case 'number':
    case 'boolean':
      return compareNumbers
    case 'bigint':
      return compareBigints
    case 'decimal':
      return compareDecimals
    case 'datetime':
      return compareTimes
    case 'bytes':
      return compareBytes
    case 'json':
    case 'array':
    case 'file':
    case 'password':
      throw new PrometheusError('INTERNAL', `Values of the field '${field.name}' have no order.`, {
        field: field.name,
      })
    default:
      return compareText
  }
}

/** What a Map or Set knows a field's values by; wrong-typed values are known by themselves and equal none. */
export function identityOf(field: FieldShape): (value: unknown) => Identity {
  switch (field.kind) {
    case 'datetime':
      return millis
    case 'bytes':
      return (value) => bytesOf(value).join()
    case 'json':
    case 'file':
      return jsonIdentity
    case 'array':
      return identityOfArray(identityOf(elementOf(field)))
    default:
      return (value) => cast<Identity>(value, kindReason)
  }
}

const identityOfArray =
  (identity: (value: unknown) => Identity) =>
  (value: unknown): string =>
    JSON.stringify(cast<readonly unknown[]>(value, kindReason).map((element) => String(identity(element))))

const equalsElements =
  (equals: Equals): Equals =>
  (a, b) => {
    const [left, right] = [cast<Row>(a, kindReason), cast<Row>(b, kindReason)]
    return left.length === right.length && left.every((element, index) => equals(element, right[index]))
  }

/** Equality of a field's values, none of them null: JSON deeply, arrays element by element, times by the millisecond. */
export function equalsOf(field: FieldShape): Equals {
  switch (field.kind) {
    case 'datetime':
      return (a, b) => millis(a) === millis(b)
    case 'bytes':
      return (a, b) => compareBytes(a, b) === 0
    case 'json':
    case 'file':
      return jsonEquals
    case 'array':
      return equalsElements(equalsOf(elementOf(field)))
    default:
      return (a, b) => a === b
  }
}

const isNull = (value: unknown): boolean => value === null || value === undefined

function termComparator({ field, descending, nullsFirst }: OrderTerm): (a: Row, b: Row) => number {
  const compare = comparatorOf(field)
  const { index } = field
  return (a, b) => {
    const [left, right] = [a[index], b[index]]
    if (isNull(left)) return isNull(right) ? 0 : nullsFirst ? -1 : 1
    if (isNull(right)) return nullsFirst ? 1 : -1
    return descending ? compare(right, left) : compare(left, right)
  }
}

/**
 * The order of rows by several terms, the first that tells them apart deciding. A row has the values of each term at
 * the index of its field.
 */
export function sortComparator(sort: readonly OrderTerm[]): (a: Row, b: Row) => number {
  const terms = sort.map(termComparator)
  return (a, b) => {
    for (const term of terms) {
      const order = term(a, b)
      if (order !== 0) return order
    }
    return 0
  }
}
