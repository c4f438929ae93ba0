import { describe } from 'vitest'
import { valueShape } from '../schema/shape.fixture.ts'
import type { Case } from './leaf.fixture.ts'
import { arrayOf, check } from './leaf.fixture.ts'

const string = valueShape('string')
const json = valueShape('json')
const at = (millis: number) => new Date(millis)

describe('text', () => {
  const text = (op: string, operand: string, matches: string[], others: (string | null)[]): Case => ({
    title: `${op} ${JSON.stringify(operand)}`,
    leaf: { op, field: string },
    operand,
    matches,
    others: [...others, null],
  })
  check([
    text('contains', 'b', ['b', 'abc', '😀b'], ['B', 'a', '']),
    text('contains', '', ['', 'a'], []),
    text('contains', '%', ['50%'], ['50', '']),
    text('contains', '_', ['a_b'], ['a-b']),
    text('contains', '\\', ['a\\b'], ['a/b']),
    text('contains', '.*', ['a.*'], ['abc']),
    text('contains', '😀', ['a😀'], ['a😁']),
    text('icontains', 'aB', ['ab', 'xABy', 'Ab'], ['a b', 'b']),
    text('icontains', 'É', ['É', 'aÉ'], ['é', 'E', 'e']),
    text('icontains', 'k', ['K'], ['\u212A']),
    text('startsWith', 'ab', ['ab', 'abc'], ['Ab', 'cab', 'a', '']),
    text('startsWith', '', ['', 'a'], []),
    text('endsWith', 'bc', ['bc', 'abc'], ['aBC', 'bca', 'c', '']),
    text('endsWith', '', ['', 'a'], []),
    text('search', 'Red shoes', ['shoes, RED', 'red-shoes'], ['red', 'redshoes', 'red shoe', '']),
    text('search', 'é', ['É!', 'é'], ['e', 'éa']),
    text('search', ' !', ['', 'a'], []),
    {
      title: 'at a path never takes another type',
      leaf: { op: 'contains', field: json, path: ['n'], jsonType: 'string' },
      operand: '1',
      matches: [{ n: '10' }],
      others: [{ n: 10 }, { n: ['1'] }, { n: null }, {}, null],
    },
  ])
})

describe('elements', () => {
  const nested = { op: 'has', field: json, path: ['a'], jsonType: 'json' }
  check([
    {
      title: 'has one',
      leaf: { op: 'has', field: arrayOf('string') },
      operand: 'a',
      matches: [['a'], ['b', 'a']],
      others: [[], ['A'], ['ab'], null],
    },
    {
      title: 'has a time',
      leaf: { op: 'has', field: arrayOf('datetime') },
      operand: at(1),
      matches: [[at(2), at(1)]],
      others: [[at(2)], []],
    },
    {
      title: 'hasAll of them',
      leaf: { op: 'hasAll', field: arrayOf('string') },
      operand: ['a', 'b'],
      matches: [
        ['b', 'c', 'a'],
        ['a', 'b'],
      ],
      others: [['a'], ['ab'], [], null],
    },
    {
      title: 'hasAll of nothing, in any array',
      leaf: { op: 'hasAll', field: arrayOf('string') },
      operand: [],
      matches: [[], ['a']],
      others: [null],
    },
    {
      title: 'hasAny of them',
      leaf: { op: 'hasAny', field: arrayOf('string') },
      operand: ['a', 'b'],
      matches: [['b'], ['a', 'b'], ['c', 'a']],
      others: [['c'], [], null],
    },
    {
      title: 'hasAny of nothing',
      leaf: { op: 'hasAny', field: arrayOf('string') },
      operand: [],
      matches: [],
      others: [[], ['a'], null],
    },
    {
      title: 'has in JSON, at one level and by type',
      leaf: nested,
      operand: 1,
      matches: [{ a: [1] }, { a: ['1', 1] }],
      others: [{ a: ['1'] }, { a: [[1]] }, { a: 1 }, { a: '1' }, { a: { 0: 1 } }, {}, null],
    },
    {
      title: 'has a whole object in JSON',
      leaf: nested,
      operand: { x: 1, y: 2 },
      matches: [{ a: [{ y: 2, x: 1 }] }],
      others: [{ a: [{ x: 1 }] }, { a: [{ x: 1, y: 2, z: 3 }] }, { a: { x: 1, y: 2 } }],
    },
    {
      title: 'has null in JSON',
      leaf: nested,
      operand: null,
      matches: [{ a: [null] }],
      others: [{ a: [] }, { a: null }, {}],
    },
    {
      title: 'hasAll of nothing in JSON, in arrays only',
      leaf: { ...nested, op: 'hasAll' },
      operand: [],
      matches: [{ a: [] }, { a: [1] }],
      others: [{ a: 'text' }, { a: {} }, { a: null }, {}, null],
    },
    {
      title: 'hasAny in JSON of a whole field',
      leaf: { op: 'hasAny', field: json, jsonType: 'json' },
      operand: ['a', 1],
      matches: [['a'], [2, 1]],
      others: [['1'], 'a', { a: 1 }, null],
    },
  ])
})

describe('exists', () => {
  check([
    {
      title: 'holds where the path is there, be it null',
      leaf: { op: 'exists', field: json, path: ['a', 'b'] },
      matches: [{ a: { b: null } }, { a: { b: 0 } }, { a: { b: {} } }],
      others: [{ a: {} }, { a: null }, { a: [] }, {}, [], 'text', null],
    },
    {
      title: 'without a path holds where there is a value',
      leaf: { op: 'exists', field: json },
      matches: [{}, [], 0, '', false],
      others: [null],
    },
  ])
})
