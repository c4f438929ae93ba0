import { Double, Int32, Long } from 'bson'
import { badType, Failure, unknown } from './failure.ts'
import type { Numeric } from './numbers.ts'
import {
  add,
  divide,
  exactOf,
  isNumeric,
  multiply,
  subtract,
  toBigInt,
  toDecimal,
  toDouble,
  whole,
} from './numbers.ts'
import type { Document } from './order.ts'
import { compare, equal, isDocument, keyOf, typeOf } from './order.ts'

/** Variables of an expression by name, without their `$$`. */
export type Variables = Readonly<Record<string, unknown>>

interface Scope {
  readonly root: Document
  readonly variables: Variables
}
type Operator = (operand: unknown, scope: Scope) => unknown

const isNull = (value: unknown): boolean => value === null || value === undefined

/** Whether a value counts as true: all but false, null, missing and zero. */
export function isTrue(value: unknown): boolean {
  if (isNull(value) || value === false) return false
  return !isNumeric(value) || toDouble(value) !== 0
}

/** The value at a path; where it leads into an array, the values of its elements that have one. */
function at(value: unknown, path: readonly string[]): unknown {
  const [key, ...rest] = path
  if (key === undefined) return value
  if (Array.isArray(value)) return value.map((item) => at(item, path)).filter((item) => item !== undefined)
  return isDocument(value) && Object.hasOwn(value, key) ? at(value[key], rest) : undefined
}

function variable(text: string, { root, variables }: Scope): unknown {
  const [name = '', ...path] = text.split('.')
  if (name === 'ROOT' || name === 'CURRENT') return at(root, path)
  if (name === 'REMOVE') return undefined
  if (!Object.hasOwn(variables, name))
    throw new Failure(17276, 'Location17276', `Use of undefined variable: ${name}`)
  return at(variables[name], path)
}

function run(expression: unknown, scope: Scope): unknown {
  if (typeof expression === 'string') {
    if (expression.startsWith('$$')) return variable(expression.slice(2), scope)
    return expression.startsWith('$') ? at(scope.root, expression.slice(1).split('.')) : expression
  }
  if (Array.isArray(expression)) return expression.map((item) => run(item, scope) ?? null)
  if (!isDocument(expression)) return expression
  const [first] = Object.keys(expression)
  if (first?.startsWith('$')) {
    const operator = OPERATORS[first]
    if (operator === undefined || Object.keys(expression).length > 1) throw unknown('expression', first)
    return operator(expression[first], scope)
  }
  const entries = Object.entries(expression).map(([name, item]) => [name, run(item, scope)] as const)
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

/** The value of an expression for a document; undefined where it is missing. */
export const evaluate = (expression: unknown, root: Document, variables: Variables = {}): unknown =>
  run(expression, { root, variables })

const list = (operand: unknown): unknown[] => (Array.isArray(operand) ? operand : [operand])
const values = (operand: unknown, scope: Scope): unknown[] => list(operand).map((item) => run(item, scope))

const compared =
  (holds: (order: number) => boolean): Operator =>
  (operand, scope) => {
    const [a, b] = values(operand, scope)
    return holds(compare(a, b))
  }

function number(value: unknown, name: string): Numeric {
  if (isNumeric(value)) return value
  throw badType(`${name} only supports numeric types, not ${typeOf(value)}`)
}

/** Arithmetic gives null where an operand is null or missing. */
const calculated =
  (name: string, calculate: (a: Numeric, b: Numeric) => Numeric): Operator =>
  (operand, scope) => {
    const all = values(operand, scope)
    if (all.some(isNull)) return null
    return all.map((value) => number(value, name)).reduce(calculate)
  }

const ofOne =
  (name: string, calculate: (value: Numeric) => unknown): Operator =>
  (operand, scope) => {
    const [value] = values(operand, scope)
    return isNull(value) ? null : calculate(number(value, name))
  }

const extreme =
  (sign: 1 | -1): Operator =>
  (operand, scope) => {
    const [only] = list(operand)
    const single = list(operand).length === 1 ? run(only, scope) : undefined
    return extremeOf(Array.isArray(single) ? single : values(operand, scope), sign)
  }

/** The least (-1) or greatest (1) of values that are not null; null of none. */
export function extremeOf(all: readonly unknown[], sign: 1 | -1): unknown {
  const some = all.filter((value) => !isNull(value))
  return some.length === 0
    ? null
    : some.reduce((best, value) => (compare(value, best) * sign > 0 ? value : best))
}

function text(value: unknown, name: string): string {
  if (typeof value === 'string') return value
  throw badType(`${name} requires a string argument, found: ${typeOf(value)}`)
}

function array(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw badType(`${name} needs an array, found: ${typeOf(value)}`)
}

const asciiLower = (value: string): string => value.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
const integer = (value: unknown, name: string): number => toDouble(number(value, name))

function indexOfBytes(operand: unknown, scope: Scope): unknown {
  const [from, part] = values(operand, scope)
  if (isNull(from)) return null
  return new Int32(Buffer.from(text(from, '$indexOfBytes')).indexOf(text(part, '$indexOfBytes')))
}

function substrCP(operand: unknown, scope: Scope): unknown {
  const [value, start, count] = values(operand, scope)
  const [from, length] = [integer(start, '$substrCP'), integer(count, '$substrCP')]
  if (from < 0 || length < 0) throw new Failure(34452, 'Location34452', '$substrCP: negative argument')
  return isNull(value) ? '' : [...text(value, '$substrCP')].slice(from, from + length).join('')
}

function condition(operand: unknown, scope: Scope): unknown {
  const [asked, yes, no] = isDocument(operand)
    ? [operand.if, operand.then, operand.else]
    : (operand as readonly unknown[])
  return run(isTrue(run(asked, scope)) ? yes : no, scope)
}

function getField(operand: unknown, scope: Scope): unknown {
  const { field, input } = operand as { field: unknown; input: unknown }
  if (!(typeof field === 'string' || (isDocument(field) && '$literal' in field)))
    throw new Failure(5654601, 'Location5654601', '$getField requires a constant string')
  const value = run(input, scope)
  if (isNull(value)) return null
  if (!isDocument(value)) throw new Failure(3041705, 'Location3041705', '$getField requires an object')
  const key = String(run(field, scope))
  return Object.hasOwn(value, key) ? value[key] : undefined
}

function bind({ vars, in: body }: { vars: Document; in: unknown }, scope: Scope): unknown {
  const made = Object.entries(vars).map(([name, item]) => [name, run(item, scope)] as const)
  return run(body, { ...scope, variables: { ...scope.variables, ...Object.fromEntries(made) } })
}

const sets = new WeakMap<readonly unknown[], ReadonlySet<string>>()

/** The keys of an array's values: an array that is written in an expression is looked through once. */
function keysOf(value: unknown, name: string): ReadonlySet<string> {
  const all = array(value, name)
  const known = sets.get(all) ?? new Set(all.map(keyOf))
  sets.set(all, known)
  return known
}

function setIsSubset(operand: unknown, scope: Scope): boolean {
  const [part, all] = values(operand, scope)
  const keys = keysOf(all, '$setIsSubset')
  return array(part, '$setIsSubset').every((item) => keys.has(keyOf(item)))
}

function setIntersection(operand: unknown, scope: Scope): unknown {
  const [first, second] = values(operand, scope)
  if (isNull(first) || isNull(second)) return null
  const keys = keysOf(second, '$setIntersection')
  return array(first, '$setIntersection').filter((item) => keys.has(keyOf(item)))
}

function arrayElemAt(operand: unknown, scope: Scope): unknown {
  const [value, index] = values(operand, scope)
  if (isNull(value)) return null
  return array(value, '$arrayElemAt').at(integer(index, '$arrayElemAt'))
}

function toLong(value: Numeric): Long {
  const exact = exactOf(whole(value, false))
  const result = exact === undefined ? undefined : exact.c * 10n ** BigInt(exact.e)
  if (result === undefined || BigInt.asIntN(64, result) !== result)
    throw new Failure(241, 'ConversionFailure', 'Conversion would overflow target type in $convert')
  return Long.fromBigInt(result)
}

const OPERATORS: Readonly<Record<string, Operator>> = {
  $literal: (operand) => operand,
  $eq: (operand, scope) => equal(...(values(operand, scope) as [unknown, unknown])),
  $ne: (operand, scope) => !equal(...(values(operand, scope) as [unknown, unknown])),
  $gt: compared((order) => order > 0),
  $gte: compared((order) => order >= 0),
  $lt: compared((order) => order < 0),
  $lte: compared((order) => order <= 0),
  $and: (operand, scope) => list(operand).every((item) => isTrue(run(item, scope))),
  $or: (operand, scope) => list(operand).some((item) => isTrue(run(item, scope))),
  $not: (operand, scope) => !isTrue(values(operand, scope)[0]),
  $cond: condition,
  $ifNull: (operand, scope) => {
    const all = values(operand, scope)
    return all.find((value) => !isNull(value)) ?? all.at(-1)
  },
  $in: (operand, scope) => {
    const [value, all] = values(operand, scope)
    return keysOf(all, '$in').has(keyOf(value))
  },
  $type: (operand, scope) => typeOf(run(operand, scope)),
  $isArray: (operand, scope) => Array.isArray(values(operand, scope)[0]),
  $isNumber: (operand, scope) => isNumeric(run(operand, scope)),
  $add: calculated('$add', add),
  $subtract: calculated('$subtract', subtract),
  $multiply: calculated('$multiply', multiply),
  $divide: calculated('$divide', divide),
  $trunc: ofOne('$trunc', (value) => whole(value, false)),
  $floor: ofOne('$floor', (value) => whole(value, true)),
  $toDecimal: ofOne('$toDecimal', toDecimal),
  $toLong: ofOne('$toLong', toLong),
  $toDouble: ofOne('$toDouble', (value) => new Double(toDouble(value))),
  $max: extreme(1),
  $min: extreme(-1),
  $toLower: (operand, scope) => {
    const [value] = values(operand, scope)
    return isNull(value) ? '' : asciiLower(text(value, '$toLower'))
  },
  $indexOfBytes: indexOfBytes,
  $strLenCP: (operand, scope) => new Int32([...text(values(operand, scope)[0], '$strLenCP')].length),
  $substrCP: substrCP,
  $getField: getField,
  $let: (operand, scope) => bind(operand as { vars: Document; in: unknown }, scope),
  $setIsSubset: setIsSubset,
  $setIntersection: setIntersection,
  $size: (operand, scope) => new Int32(array(values(operand, scope)[0], '$size').length),
  $arrayElemAt: arrayElemAt,
}

/** The integer that a bound of a stage has. */
export function boundOf(value: unknown, name: string): number {
  if (!isNumeric(value)) throw badType(`${name} needs a number`)
  return Number(toBigInt(whole(value, false)))
}
