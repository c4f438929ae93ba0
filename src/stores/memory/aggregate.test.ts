import { beforeEach, describe, expect, test } from 'vitest'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import type { AggregatePlan, AggregateTerm, Row, Store } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { memory } from './index.ts'

const kinds = ['integer', 'string', 'integer', 'bigint', 'number', 'decimal', 'datetime', 'boolean'] as const
const names = ['id', 'group', 'count', 'big', 'ratio', 'price', 'made', 'done']
const fields = names.map((name, index): FieldShape => {
  const decimal = kinds[index] === 'decimal' ? { precision: 30, scale: 2 } : {}
  return { index, name, column: name, kind: kinds[index] ?? 'string', nullable: index > 0, ...decimal }
})
const at = (name: string): FieldShape => fields.find((one) => one.name === name)!
const model: ModelShape = { name: 'Sale', table: 'sale', fields, key: [at('id')], indexes: [] }

let store: Store
beforeEach(async () => {
  store = memory()
  await store.open([model])
})

function insert(name: string, values: readonly unknown[], group?: readonly unknown[]): void {
  const plan = { kind: 'insert', model, fields: ['id', 'group', name].map(at), returnsKey: false } as const
  const rows = values.map((value, i) => [i, group?.[i] ?? null, value])
  store.prepare(plan).run(rows, null)
}
function aggregate(more: Partial<AggregatePlan>): readonly Row[] {
  const plan: AggregatePlan = {
    kind: 'aggregate',
    model,
    by: [],
    terms: [],
    where: { op: 'always' },
    sort: [],
    ...more,
  }
  const prepared = store.prepare(plan)
  const rows = cast<readonly (readonly never[])[]>(prepared.run([], null), 'reads need not wait')
  return rows.map((row) => row.map((raw, i) => (raw === null ? null : (prepared.decode[i]?.(raw) ?? raw))))
}
const term = (fn: AggregateTerm['fn'], name?: string): AggregateTerm =>
  name === undefined ? { fn } : { fn, field: at(name) }

describe('figures', () => {
  const ratios = [1e100, 1, -1e100, null, 1e-3]
  test.each<[AggregateTerm['fn'], string, unknown[], unknown]>([
    ['sum', 'count', [1, null, Number.MAX_SAFE_INTEGER], BigInt(Number.MAX_SAFE_INTEGER) + 1n],
    ['sum', 'big', [2n ** 63n - 1n, 1n, null], 2n ** 63n],
    ['sum', 'price', ['0.10', '0.20', null, '-12345678901234567890.00'], '-12345678901234567889.70'],
    ['sum', 'price', ['1.00', '-1.00'], '0.00'],
    ['sum', 'ratio', ratios, 1.001],
    ['sum', 'ratio', Array(10).fill(0.1), 1],
    ['min', 'price', ['9.00', null, '10.00', '-2.00', '-10.00'], '-10.00'],
    ['max', 'price', ['9.00', null, '10.00', '-2.00'], '10.00'],
    ['min', 'group', [], null],
    ['max', 'made', [new Date(1), null, new Date(2)], new Date(2)],
    ['min', 'made', [new Date(1), null, new Date(2)], new Date(1)],
    ['max', 'big', [2n ** 53n, 2n ** 53n + 1n], 2n ** 53n + 1n],
    ['max', 'done', [false, true], true],
    ['min', 'done', [false, true], false],
    ['count', 'count', [1, null, 2], 2],
    ['count', 'count', [null], 0],
  ])('%s of %s %o', (fn, name, values, expected) => {
    insert(name, values)
    expect(aggregate({ terms: [term(fn, name)] })).toEqual([[expected]])
  })

  test('count without a field counts records', () => {
    insert('count', [1, null, 2])
    expect(aggregate({ terms: [term('count')] })).toEqual([[3]])
  })

  test.each(['sum', 'min', 'max'] as const)('%s of none, and of nulls alone, is null', (fn) => {
    expect(aggregate({ terms: [term(fn, 'count'), term(fn, 'price')] })).toEqual([[null, null]])
    insert('count', [null])
    expect(aggregate({ terms: [term(fn, 'count'), term(fn, 'price')] })).toEqual([[null, null]])
  })

  test('a sum of numbers that is not finite is refused', () => {
    insert('ratio', [1e308, 1e308])
    expect(() => aggregate({ terms: [term('sum', 'ratio')] })).toThrow(
      expect.objectContaining({ code: 'NUMBER_OVERFLOW' }),
    )
  })
})

describe('groups', () => {
  const sort = (descending: boolean) => [{ field: at('group'), descending, nullsFirst: !descending }]
  const plan = { by: [at('group')], terms: [term('count'), term('sum', 'count')] }
  beforeEach(() => insert('count', [1, 2, 3, 4, 5], ['b', 'a', null, 'b', null]))

  test.each<[string, Partial<AggregatePlan>, Row[]]>([
    [
      'have null as one of them',
      { sort: sort(false) },
      [
        [null, 2, 8n],
        ['a', 1, 2n],
        ['b', 2, 5n],
      ],
    ],
    [
      'are ordered',
      { sort: sort(true) },
      [
        ['b', 2, 5n],
        ['a', 1, 2n],
        [null, 2, 8n],
      ],
    ],
    ['are cut', { sort: sort(true), limit: { literal: 1 } }, [['b', 2, 5n]]],
    ['are of what matches', { where: { op: 'null', not: false, field: at('group') } }, [[null, 2, 8n]]],
    ['are none of none', { where: { op: 'never' } }, []],
  ])('%s', (_title, more, expected) => {
    expect(aggregate({ ...plan, ...more })).toEqual(expected)
  })

  test('tell null from the text null, and go by several fields', async () => {
    await store.open([model])
    insert('count', [1, 1, 2], ['null', null, null])
    expect(aggregate({ by: [at('group'), at('count')], terms: [term('count')] })).toEqual([
      ['null', 1, 1],
      [null, 1, 1],
      [null, 2, 1],
    ])
  })

  test('go by the millisecond of a time, and hand out copies', async () => {
    await store.open([model])
    insert('made', [new Date(5), new Date(5), new Date(6)])
    const groups = () => aggregate({ by: [at('made')], terms: [term('count')] })
    const [first] = groups()
    cast<Date>(first?.[0], 'the first column is a time').setTime(0)
    expect(groups()).toEqual([
      [new Date(5), 2],
      [new Date(6), 1],
    ])
  })
})
