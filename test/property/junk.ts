import fc from 'fast-check'
import { fieldNames } from './values.ts'

type Row = Record<string, unknown>

const operators = [
  '$eq',
  '$ne',
  '$in',
  '$nin',
  '$gt',
  '$lt',
  '$contains',
  '$has',
  '$hasAll',
  '$exists',
  '$and',
  '$or',
  '$not',
  '$where',
  '$inc',
  '$field',
  '$now',
]
const names = [
  ...fieldNames,
  'id',
  'secret',
  'file',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'where',
  'sort',
  'limit',
  'then',
  '',
]

const junkKey = fc.oneof(fc.constantFrom(...operators, ...names), fc.string({ maxLength: 6 }))
const junkScalar = fc.oneof(
  fc.anything({
    maxDepth: 0,
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withSparseArray: true,
    withObjectString: true,
  }),
  fc.constantFrom<unknown>(
    undefined,
    null,
    Number.NaN,
    Infinity,
    -0,
    2 ** 60,
    '\0',
    '\ud800',
    Symbol.iterator,
    () => true,
    new Date(Number.NaN),
    /x/,
    new Proxy({}, {}),
  ),
)
/** Anything: of names and operators that mean something elsewhere, or of nothing at all. */
export const junk: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'medium', maxDepth: 5 }, junkScalar, tie('object'), tie('list')),
  object: fc.dictionary(junkKey, tie('value'), { maxKeys: 4 }),
  list: fc.array(tie('value'), { maxLength: 4 }),
})).value

/** Right values in which something somewhere was replaced by junk. */
export const spoilt = (right: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.tuple(right, junk, fc.infiniteStream(fc.nat(3))).map(([value, part, steps]) => spoil(value, part, steps))

function spoil(value: unknown, part: unknown, steps: Iterator<number>): unknown {
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : []
  const step = steps.next().value as number
  const key = keys[step % Math.max(keys.length, 1)]
  if (key === undefined || step === 3) return part
  const copy = Array.isArray(value) ? [...value] : { ...(value as Row) }
  Object.defineProperty(copy, key, {
    value: spoil(Reflect.get(value as Row, key), part, steps),
    enumerable: true,
    configurable: true,
    writable: true,
  })
  return copy
}
