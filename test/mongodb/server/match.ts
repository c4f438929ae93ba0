import { BSONRegExp } from 'bson'
import type { Variables } from './expression.ts'
import { evaluate, isTrue } from './expression.ts'
import { Failure, unknown } from './failure.ts'
import type { Document } from './order.ts'
import { compare, equal, isDocument, keyOf, rankOf, typeOf } from './order.ts'

/** Whether a document fits. */
export type Matcher = (document: Document) => boolean
type Test = (value: unknown) => boolean

/** All values at a path: arrays on the way are entered; undefined where one is missing. */
function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  const [key, ...rest] = path
  if (key === undefined) return [value]
  if (Array.isArray(value)) {
    const inside = value.filter(isDocument).flatMap((item) => valuesAt(item, path))
    return /^\d+$/.test(key) && Number(key) < value.length
      ? [...valuesAt(value[Number(key)], rest), ...inside]
      : inside
  }
  if (!isDocument(value)) return [undefined]
  return Object.hasOwn(value, key) ? valuesAt(value[key], rest) : [undefined]
}

/** A test of the value itself or, where it is an array, of any of its elements. */
const ofElements =
  (test: Test): Test =>
  (value) =>
    test(value) || (Array.isArray(value) && value.some(test))

const isNull: Test = (value) => value === null || value === undefined
const equals = (operand: unknown): Test =>
  operand === null ? isNull : (value) => rankOf(value) === rankOf(operand) && equal(value, operand)

/** Comparisons are of values of one type only. */
const ordered = (operand: unknown, holds: (order: number) => boolean): Test =>
  operand === null
    ? (value) => isNull(value) && holds(0)
    : (value) => rankOf(value) === rankOf(operand) && holds(compare(value, operand))

function within(list: unknown): Test {
  if (!Array.isArray(list)) throw new Failure(2, 'BadValue', '$in needs an array')
  const keys = new Set(list.map(keyOf))
  const withNull = list.includes(null)
  return (value) => (isNull(value) ? withNull : keys.has(keyOf(value)))
}

function ofType(operand: unknown): Test {
  const names = (Array.isArray(operand) ? operand : [operand]).map(String)
  return (value) => {
    const type = typeOf(value)
    return names.includes(type) || (names.includes('number') && rankOf(value) === 10)
  }
}

const not =
  (matches: Matcher): Matcher =>
  (document) =>
    !matches(document)

function elementMatch(operand: unknown, variables: Variables): Test {
  if (!isDocument(operand)) throw new Failure(2, 'BadValue', '$elemMatch needs an Object')
  const isTest = Object.keys(operand).every((name) => name.startsWith('$'))
  const matches = isTest ? field('0', operand, variables) : matcher(operand, variables)
  const fits = (item: unknown) => (isTest ? matches({ 0: [item] }) : isDocument(item) && matches(item))
  return (value) => Array.isArray(value) && value.some(fits)
}

function operator(name: string, operand: unknown, variables: Variables): { test: Test; elements: boolean } {
  switch (name) {
    case '$eq':
      return { test: equals(operand), elements: true }
    case '$gt':
      return { test: ordered(operand, (order) => order > 0), elements: true }
    case '$gte':
      return { test: ordered(operand, (order) => order >= 0), elements: true }
    case '$lt':
      return { test: ordered(operand, (order) => order < 0), elements: true }
    case '$lte':
      return { test: ordered(operand, (order) => order <= 0), elements: true }
    case '$in':
      return { test: within(operand), elements: true }
    case '$type':
      return { test: ofType(operand), elements: true }
    case '$exists':
      return { test: (value) => (value !== undefined) === isTrue(operand), elements: false }
    case '$elemMatch':
      return { test: elementMatch(operand, variables), elements: false }
    default:
      throw unknown('operator', name)
  }
}

const NEGATED: Readonly<Record<string, string>> = { $ne: '$eq', $nin: '$in' }

function condition(path: string, name: string, operand: unknown, variables: Variables): Matcher {
  const positive = NEGATED[name]
  if (positive !== undefined) return not(condition(path, positive, operand, variables))
  if (name === '$not') return not(field(path, operand, variables))
  if (name === '$all') {
    const items = (operand as unknown[]).map((item) =>
      isDocument(item) && '$elemMatch' in item
        ? field(path, item, variables)
        : condition(path, '$eq', item, variables),
    )
    return (document) => items.length > 0 && items.every((item) => item(document))
  }
  const { test, elements } = operator(name, operand, variables)
  const holds = elements ? ofElements(test) : test
  const steps = path.split('.')
  return (document) => valuesAt(document, steps).some(holds)
}

const isOperators = (value: unknown): value is Document =>
  isDocument(value) &&
  Object.keys(value).length > 0 &&
  Object.keys(value).every((name) => name.startsWith('$'))

/** What is asked of one field: operators, or a value to be equal to. */
function field(path: string, asked: unknown, variables: Variables): Matcher {
  if (asked instanceof BSONRegExp) throw unknown('operator', 'a regular expression')
  if (!isOperators(asked)) return condition(path, '$eq', asked, variables)
  const all = Object.entries(asked).map(([name, operand]) => condition(path, name, operand, variables))
  return (document) => all.every((one) => one(document))
}

function junction(name: string, operand: unknown, variables: Variables): Matcher {
  if (!Array.isArray(operand) || operand.length === 0)
    throw new Failure(2, 'BadValue', `${name} must be a nonempty array`)
  const items = operand.map((item) => matcher(item as Document, variables))
  if (name === '$and') return (document) => items.every((item) => item(document))
  return (document) => items.some((item) => item(document)) === (name === '$or')
}

/** A filter as a function. */
export function matcher(filter: Document, variables: Variables = {}): Matcher {
  const all = Object.entries(filter).map(([name, asked]): Matcher => {
    if (name === '$and' || name === '$or' || name === '$nor') return junction(name, asked, variables)
    if (name === '$expr') return (document) => isTrue(evaluate(asked, document, variables))
    if (name === '$comment') return () => true
    if (name.startsWith('$')) throw unknown('top level operator', name)
    return field(name, asked, variables)
  })
  return (document) => all.every((one) => one(document))
}
