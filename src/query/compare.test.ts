import { describe, expect, test } from 'vitest'
import { valueShape } from '../schema/shape.fixture.ts'
import type { FieldShape } from '../schema/shape.ts'
import { comparatorOf, equalsOf, identityOf, sortComparator } from './compare.ts'

const bytes = (...values: number[]) => new Uint8Array(values)
const at = (millis: number) => new Date(millis)

describe('comparatorOf orders', () => {
  const text = ['', '10', '9', 'B', 'Z', '_', 'a', 'a ', 'b', 'é', '～', '😀']
  const ascending: [string, FieldShape, unknown[]][] = [
    ['string by code point', valueShape('string'), text],
    ['text by code point', valueShape('text'), text],
    ['enum by its text, not by its place', valueShape('enum', { values: ['z', 'a'] }), ['a', 'z']],
    ['email', valueShape('email'), ['a@b.c', 'b@b.c']],
    ['url', valueShape('url'), ['https://a', 'https://b']],
    ['phone', valueShape('phone'), ['+3', '+41']],
    ['color', valueShape('color'), ['#000000', '#00000a']],
    ['ip by its text', valueShape('ip'), ['10.0.0.1', '9.0.0.1']],
    ['uuid', valueShape('id', { idType: 'uuid' }), ['0190', '0191']],
    ['objectId', valueShape('id', { idType: 'objectId' }), ['10', '9']],
    ['auto by number', valueShape('id', { idType: 'auto' }), [9, 10]],
    ['integer by number', valueShape('integer'), [-10, -9, 0, 9, 10, Number.MAX_SAFE_INTEGER]],
    ['number by number', valueShape('number'), [-1e300, -0.5, 0, 5e-324, 0.1, 1e300]],
    [
      'bigint beyond 2^53',
      valueShape('bigint'),
      [-(2n ** 63n), -1n, 0n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n],
    ],
    [
      'decimal by amount',
      valueShape('decimal', { precision: 30, scale: 2 }),
      ['-10.00', '-9.99', '-2.00', '-0.01', '0.00', '0.01', '9.90', '10.00', '12345678901234567890.12'],
    ],
    [
      'decimal without a scale',
      valueShape('decimal', { precision: 30, scale: 0 }),
      ['-10', '-9', '0', '9', '10'],
    ],
    ['boolean', valueShape('boolean'), [false, true]],
    ['date', valueShape('date'), ['0999-12-31', '1969-12-31', '2039-01-01']],
    ['time', valueShape('time'), ['09:00:00.000', '09:00:00.001', '10:00:00.000']],
    ['datetime by the millisecond', valueShape('datetime'), [at(-1), at(0), at(1), at(2 ** 41)]],
    ['bytes', valueShape('bytes'), [bytes(), bytes(0), bytes(0, 0), bytes(0, 255), bytes(9), bytes(10)]],
  ]

  test.each(ascending)('%s', (_title, field, values) => {
    const compare = comparatorOf(field)
    const signs = values.map((a) => values.map((b) => Math.sign(compare(a, b)) + 0))
    expect(signs).toEqual(values.map((_a, i) => values.map((_b, j) => Math.sign(i - j))))
  })

  test('equal times and bytes of different objects as equal', () => {
    expect(comparatorOf(valueShape('datetime'))(at(5), at(5))).toBe(0)
    expect(comparatorOf(valueShape('bytes'))(bytes(1, 2), bytes(1, 2))).toBe(0)
  })

  test.each(['json', 'array', 'file', 'password'] as const)('no %s: it is refused', (kind) => {
    expect(() => comparatorOf(valueShape(kind))).toThrow(expect.objectContaining({ code: 'INTERNAL' }))
  })
})

describe('equalsOf and identityOf tell apart', () => {
  const dates = valueShape('array', { element: valueShape('datetime') })
  const words = valueShape('array', { element: valueShape('string') })
  const cases: [title: string, FieldShape, value: unknown, same: unknown[], others: unknown[]][] = [
    ['string exactly', valueShape('string'), 'a', ['a'], ['A', 'a ', '', 'á']],
    [
      'composed and decomposed text',
      valueShape('string'),
      'é'.normalize('NFC'),
      [],
      ['é'.normalize('NFD'), 'e'],
    ],
    ['integer', valueShape('integer'), 0, [-0], [1, '0', false]],
    ['number', valueShape('number'), 0.1, [0.1], [0.1 + Number.EPSILON, '0.1']],
    ['bigint', valueShape('bigint'), 2n ** 53n + 1n, [9007199254740993n], [2n ** 53n, 2 ** 53]],
    ['decimal', valueShape('decimal', { scale: 2 }), '1.10', ['1.10'], ['1.11', '11.00', 1.1]],
    ['boolean', valueShape('boolean'), true, [true], [false, 1, 'true']],
    ['datetime', valueShape('datetime'), at(5), [at(5)], [at(6)]],
    ['bytes', valueShape('bytes'), bytes(1, 23), [bytes(1, 23)], [bytes(12, 3), bytes(1), bytes()]],
    ['json', valueShape('json'), { a: 1, b: [0] }, [{ b: [-0], a: 1 }], [{ a: 1 }, { a: '1', b: [0] }]],
    ['file', valueShape('file'), { key: 'k', size: 1 }, [{ size: 1, key: 'k' }], [{ key: 'k', size: 2 }]],
    ['array of text', words, ['a', 'b'], [['a', 'b']], [['b', 'a'], ['a'], ['a,b'], []]],
    ['array of times', dates, [at(1)], [[at(1)]], [[at(2)], []]],
  ]

  test.each(cases)('%s', (_title, field, value, same, others) => {
    const [equals, identity] = [equalsOf(field), identityOf(field)]
    const ids = new Set([identity(value)])
    expect(same.map((other) => [equals(value, other), ids.has(identity(other))])).toEqual(
      same.map(() => [true, true]),
    )
    expect(others.map((other) => [equals(value, other), ids.has(identity(other))])).toEqual(
      others.map(() => [false, false]),
    )
  })
})

describe('sortComparator', () => {
  const first = valueShape('integer')
  const second = valueShape('string', { index: 1 })
  const rows: unknown[][] = [
    [2, 'a'],
    [null, 'b'],
    [1, null],
    [1, 'c'],
    [1, 'b'],
    [null, 'a'],
  ]
  const term = (field: FieldShape, descending: boolean, nullsFirst: boolean) => ({
    field,
    descending,
    nullsFirst,
  })
  const sorted = (...terms: ReturnType<typeof term>[]) =>
    [...rows].sort(sortComparator(terms)).map((row) => row.map((value) => value ?? '-').join(''))

  test.each([
    ['ascending, nulls first', [term(first, false, true), term(second, false, true)], '-a -b 1- 1b 1c 2a'],
    ['ascending, nulls last', [term(first, false, false), term(second, false, false)], '1b 1c 1- 2a -a -b'],
    ['descending, nulls first', [term(first, true, true), term(second, true, true)], '-b -a 2a 1- 1c 1b'],
    ['descending, nulls last', [term(first, true, false), term(second, true, false)], '2a 1c 1b 1- -b -a'],
    ['mixed', [term(first, true, false), term(second, false, true)], '2a 1- 1b 1c -a -b'],
    ['the second field first', [term(second, false, true), term(first, false, true)], '1- -a 2a -b 1b 1c'],
  ])('%s', (_title, terms, expected) => {
    expect(sorted(...terms)).toEqual(expected.split(' '))
  })

  test('one term keeps rows that it does not tell apart in their order', () => {
    expect(sorted(term(first, false, true))).toEqual('-b -a 1- 1c 1b 2a'.split(' '))
  })

  test('no terms keep the order', () => {
    expect(sorted()).toEqual('2a -b 1- 1c 1b -a'.split(' '))
  })
})
