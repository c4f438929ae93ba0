import { beforeEach, describe, expect, test } from 'vitest'
import type { Condition } from '../../query/condition.ts'
import type { ModelShape } from '../../schema/shape.ts'
import type { FindPlan, Store } from '../../store/contract.ts'
import { all, at, eq, insertInto, places, products, stock, valuesOf } from './stock.fixture.ts'

let store: Store
beforeEach(async () => {
  store = await stock()
})

/** Inserts objects that all have the same attributes. */
const insert = (model: ModelShape, ...records: Record<string, unknown>[]) => insertInto(store, model, records)
const find = (model: ModelShape, name: string, more: Partial<FindPlan> = {}, parameters: unknown[] = []) =>
  valuesOf(store, name, { model, ...more }, parameters)
describe('find', () => {
  const sort = (name: string, descending = false) => [
    { field: at(products, name), descending, nullsFirst: !descending },
  ]
  beforeEach(() => {
    insert(
      products,
      { code: 'b', shop: 's', shelf: 2, count: 0 },
      { code: null, shop: 's', shelf: 1, count: 0 },
      { code: 'a', shop: 's', shelf: 3, count: 0 },
    )
  })

  test.each<[string, Partial<FindPlan>, unknown[], unknown[]]>([
    ['sorts', { sort: sort('code') }, [], [null, 'a', 'b']],
    ['sorts downwards', { sort: sort('code', true) }, [], ['b', 'a', null]],
    ['cuts', { sort: sort('code'), offset: { literal: 1 }, limit: { literal: 1 } }, [], ['a']],
    ['cuts by parameters', { sort: sort('code'), offset: { param: 1 }, limit: { param: 0 } }, [5, 2], ['b']],
    ['cuts without an order', { offset: { literal: 1 } }, [], [null, 'a']],
    ['gives nothing for limit 0', { limit: { literal: 0 } }, [], []],
    ['gives one', { one: true }, [], ['b']],
    ['gives the first of an order', { one: true, sort: sort('code', true) }, [], ['b']],
    ['finds by key', { where: eq(products, 'id') }, [3], ['a']],
    ['finds nothing by a key of another type', { where: eq(products, 'id') }, ['3'], []],
    ['finds by a unique value', { where: eq(products, 'code') }, ['a'], ['a']],
    [
      'finds by a list of keys, each once',
      { where: { op: 'in', not: false, withNull: false, field: at(products, 'id'), param: 0 } },
      [[3, 1, 3, 99]],
      ['a', 'b'],
    ],
    [
      'finds null too where a list of unique values held it',
      {
        where: { op: 'in', not: false, withNull: true, field: at(products, 'code'), param: 0 },
        sort: sort('code'),
      },
      [['b']],
      [null, 'b'],
    ],
    [
      'still asks the rest of a condition',
      { where: { op: 'and', items: [eq(products, 'id'), eq(products, 'code', 1)] } },
      [3, 'b'],
      [],
    ],
    [
      'does not take one way of an `or` for the only one',
      { where: { op: 'or', items: [eq(products, 'id'), eq(products, 'code', 1)] }, sort: sort('code') },
      [3, 'b'],
      ['a', 'b'],
    ],
    [
      'does not take a negated key for the key',
      { where: { op: 'eq', not: true, field: at(products, 'id'), param: 0 }, sort: sort('code') },
      [3],
      [null, 'b'],
    ],
    [
      'finds by a compound unique index',
      { where: { op: 'and', items: [eq(products, 'shelf', 1), eq(products, 'shop')] } },
      ['s', 3],
      ['a'],
    ],
  ])('%s', (_title, plan, parameters, expected) => {
    expect(find(products, 'code', plan, parameters)).toEqual(expected)
  })

  test('gives empty rows where no field is asked for', () => {
    expect(find(products, 'code', { fields: [] })).toEqual([undefined, undefined, undefined])
  })

  test('finds by a composite key', () => {
    insert(places, { row: 'a', seat: 1, who: 'x' }, { row: 'a', seat: 2, who: 'y' })
    const where: Condition = { op: 'and', items: [eq(places, 'seat', 1), eq(places, 'row')] }
    expect(find(places, 'who', { where }, ['a', 2])).toEqual(['y'])
  })

  test('counts what matches', () => {
    const count = (where: Condition, parameters: unknown[]) =>
      store.prepare({ kind: 'count', model: products, where }).run(parameters, null)
    expect([count(all, []), count(eq(products, 'code'), ['a']), count({ op: 'never' }, [])]).toEqual([
      3, 1, 0,
    ])
  })
})
