import { describe, expect, test } from 'vitest'
import { valueShape } from '../schema/shape.fixture.ts'
import { and } from './condition.ts'
import type { Case } from './leaf.fixture.ts'
import { arrayOf, check, leafOf } from './leaf.fixture.ts'
import { compilePredicate } from './predicate.ts'

const string = valueShape('string')
const integer = valueShape('integer')
const json = valueShape('json')
const at = (millis: number) => new Date(millis)

describe('null', () => {
  check([
    {
      title: 'holds for null alone',
      leaf: { op: 'null', field: string },
      matches: [null],
      others: ['', 'null', 'a'],
    },
    {
      title: 'holds for no zero and no false',
      leaf: { op: 'null', field: integer },
      matches: [null],
      others: [0, 1],
    },
    {
      title: 'with a path holds for null and missing',
      leaf: { op: 'null', field: json, path: ['a', 'b'] },
      matches: [null, {}, { a: null }, { a: {} }, { a: { b: null } }, { a: [1] }, 'text', []],
      others: [{ a: { b: 0 } }, { a: { b: '' } }, { a: { b: false } }, { a: { b: [] } }],
    },
  ])
})

describe('eq', () => {
  check([
    {
      title: 'of text is exact',
      leaf: { op: 'eq', field: string },
      operand: 'a',
      matches: ['a'],
      others: ['A', 'a ', 'á', '', null],
    },
    {
      title: 'never takes a number for a text',
      leaf: { op: 'eq', field: integer },
      operand: '5',
      matches: [],
      others: [5, 0, null],
    },
    {
      title: 'of numbers has one zero',
      leaf: { op: 'eq', field: valueShape('number') },
      operand: -0,
      matches: [0, -0],
      others: [1, null],
    },
    {
      title: 'of bigints is exact',
      leaf: { op: 'eq', field: valueShape('bigint') },
      operand: 2n ** 53n + 1n,
      matches: [9007199254740993n],
      others: [2n ** 53n, null],
    },
    {
      title: 'of times compares milliseconds',
      leaf: { op: 'eq', field: valueShape('datetime') },
      operand: at(5),
      matches: [at(5)],
      others: [at(6), null],
    },
    {
      title: 'of bytes compares content',
      leaf: { op: 'eq', field: valueShape('bytes') },
      operand: new Uint8Array([1, 2]),
      matches: [new Uint8Array([1, 2])],
      others: [new Uint8Array([1]), new Uint8Array([12]), new Uint8Array(), null],
    },
    {
      title: 'of whole JSON is deep and ignores the order of keys',
      leaf: { op: 'eq', field: json, jsonType: 'json' },
      operand: { a: [1, { b: 2, c: 3 }] },
      matches: [{ a: [1, { c: 3, b: 2 }] }],
      others: [{ a: [{ b: 2, c: 3 }, 1] }, { a: [1] }, {}, null],
    },
    {
      title: 'at a path never takes another type',
      leaf: { op: 'eq', field: json, path: ['n'], jsonType: 'number' },
      operand: 10,
      matches: [{ n: 10 }],
      others: [{ n: '10' }, { n: [10] }, { n: true }, { n: null }, {}, null],
    },
    {
      title: 'at a path compares booleans with booleans',
      leaf: { op: 'eq', field: json, path: ['n'], jsonType: 'boolean' },
      operand: true,
      matches: [{ n: true }],
      others: [{ n: 1 }, { n: 'true' }, { n: false }, {}],
    },
    {
      title: 'of an array compares element by element',
      leaf: { op: 'eq', field: arrayOf('datetime') },
      operand: [at(1), at(2)],
      matches: [[at(1), at(2)]],
      others: [[at(2), at(1)], [at(1)], [], null],
    },
  ])
})

describe('orderings', () => {
  const values = { below: 1, equal: 2, above: 3 }
  const { below, equal, above } = values
  const order = (op: string, matches: unknown[], others: unknown[]): Case => ({
    title: op,
    leaf: { op, field: integer },
    operand: 2,
    matches,
    others: [...others, null],
  })
  check([
    order('gt', [above], [below, equal]),
    order('gte', [equal, above], [below]),
    order('lt', [below], [equal, above]),
    order('lte', [below, equal], [above]),
    {
      title: 'of text go by code point',
      leaf: { op: 'gt', field: string },
      operand: 'Z',
      matches: ['_', 'a', 'é', '😀'],
      others: ['10', '9', 'B', 'Z', '', null],
    },
    {
      title: 'of decimals go by amount',
      leaf: { op: 'lt', field: valueShape('decimal', { precision: 12, scale: 2 }) },
      operand: '10.00',
      matches: ['9.00', '-10.00', '-99.00', '9.99'],
      others: ['10.00', '10.01', '100.00', null],
    },
    {
      title: 'of times go by the millisecond',
      leaf: { op: 'gte', field: valueShape('datetime') },
      operand: at(5),
      matches: [at(5), at(6)],
      others: [at(4), at(-6), null],
    },
    {
      title: 'at a path compare numbers as numbers',
      leaf: { op: 'gt', field: json, path: ['n'], jsonType: 'number' },
      operand: 9,
      matches: [{ n: 10 }],
      others: [{ n: 9 }, { n: '10' }, { n: true }, { n: [10] }, { n: null }, {}, null],
    },
    {
      title: 'at a path compare text as text',
      leaf: { op: 'lt', field: json, path: ['n'], jsonType: 'string' },
      operand: '9',
      matches: [{ n: '10' }, { n: '' }],
      others: [{ n: '9' }, { n: 1 }, { n: null }, {}],
    },
  ])
})

describe('in', () => {
  const many = Array.from({ length: 40_000 }, (_, i) => i * 2)
  check([
    {
      title: '[] holds for nothing',
      leaf: { op: 'in', field: integer, withNull: false },
      operand: [],
      matches: [],
      others: [0, 1, null],
    },
    {
      title: 'holds for the values of the list',
      leaf: { op: 'in', field: integer, withNull: false },
      operand: [1, 3],
      matches: [1, 3],
      others: [2, '1', null],
    },
    {
      title: 'holds for null where the list held it',
      leaf: { op: 'in', field: integer, withNull: true },
      operand: [1],
      matches: [1, null],
      others: [2],
    },
    {
      title: 'takes 40,000 items',
      leaf: { op: 'in', field: integer, withNull: false },
      operand: many,
      matches: [0, 79_998],
      others: [1, 79_999, 80_000, null],
    },
    {
      title: 'knows times by the millisecond',
      leaf: { op: 'in', field: valueShape('datetime'), withNull: false },
      operand: [at(1), at(2)],
      matches: [at(2)],
      others: [at(3), null],
    },
    {
      title: 'at a path tells types apart',
      leaf: { op: 'in', field: json, path: ['n'], jsonType: 'json', withNull: false },
      operand: [1, 'a', [2], { x: 1, y: 2 }],
      matches: [{ n: 1 }, { n: 'a' }, { n: [2] }, { n: { y: 2, x: 1 } }],
      others: [{ n: '1' }, { n: 2 }, { n: ['a'] }, { n: null }, {}, null],
    },
    {
      title: 'at a path with null holds for missing too',
      leaf: { op: 'in', field: json, path: ['n'], jsonType: 'number', withNull: true },
      operand: [1],
      matches: [{ n: 1 }, { n: null }, {}, null],
      others: [{ n: '1' }, { n: 2 }],
    },
  ])

  test('sees another list in the same parameters', () => {
    const matches = compilePredicate(leafOf({ op: 'in', field: integer, withNull: false }))
    const parameters = [[1]]
    expect(matches([1], parameters)).toBe(true)
    parameters[0] = [2]
    expect([matches([1], parameters), matches([2], parameters)]).toEqual([false, true])
  })

  test('of two leaves has a list each', () => {
    const leaf = { op: 'in', field: integer, withNull: false }
    const matches = compilePredicate(and(leafOf(leaf), leafOf({ ...leaf, param: 1 })))
    const lists = [
      [1, 2],
      [2, 3],
    ]
    expect([1, 2, 3].filter((value) => matches([value], lists))).toEqual([2])
  })

  test('looks 40,000 items up in 40,000 rows at once', () => {
    const matches = compilePredicate(leafOf({ op: 'in', field: integer, withNull: false }))
    const parameters = [many]
    expect(many.every((value) => matches([value], parameters))).toBe(true)
  }, 2_000)
})
