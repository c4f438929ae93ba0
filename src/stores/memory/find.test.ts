import { beforeEach, describe, expect, test } from 'vitest'
import type { Condition } from '../../query/condition.ts'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import type { FindPlan, Row, Store } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { memory } from './index.ts'

const fieldOf = (
  index: number,
  name: string,
  kind: FieldShape['kind'],
  more: Partial<FieldShape> = {},
): FieldShape => ({
  index,
  name,
  column: name,
  kind,
  nullable: true,
  ...more,
})
const fields = [
  fieldOf(0, 'id', 'id', { idType: 'auto', nullable: false }),
  fieldOf(1, 'code', 'string'),
  fieldOf(2, 'shop', 'string'),
  fieldOf(3, 'shelf', 'integer'),
  fieldOf(4, 'price', 'decimal', { precision: 6, scale: 2 }),
  fieldOf(5, 'count', 'integer', { nullable: false }),
]
const unique = (...names: string[]) => ({
  name: `product_${names.join('_')}`,
  fields: fields.filter(({ name }) => names.includes(name)),
  unique: true,
})
const products: ModelShape = {
  name: 'Product',
  table: 'product',
  fields,
  key: fields.slice(0, 1),
  indexes: [unique('code'), unique('shop', 'shelf')],
}
const placeFields = [
  fieldOf(0, 'row', 'string', { nullable: false }),
  fieldOf(1, 'seat', 'integer', { nullable: false }),
  fieldOf(2, 'who', 'string'),
]
const places: ModelShape = {
  name: 'Place',
  table: 'place',
  fields: placeFields,
  key: placeFields.slice(0, 2),
  indexes: [],
}
const at = (model: ModelShape, name: string): FieldShape => model.fields.find((one) => one.name === name)!
const all: Condition = { op: 'always' }
const eq = (model: ModelShape, name: string, param = 0): Condition => ({
  op: 'eq',
  not: false,
  field: at(model, name),
  param,
})

let store: Store
beforeEach(async () => {
  store = memory()
  await store.open([products, places])
})

/** Inserts objects that all have the same attributes. */
function insert(model: ModelShape, ...records: Record<string, unknown>[]): unknown {
  const fields = Object.keys(records[0] ?? {}).map((name) => at(model, name))
  const rows = records.map((record) => fields.map(({ name }) => record[name]))
  return store.prepare({ kind: 'insert', model, fields, returnsKey: true }).run(rows, null)
}
function find(
  model: ModelShape,
  name: string,
  more: Partial<FindPlan> = {},
  parameters: unknown[] = [],
): unknown[] {
  const plan: FindPlan = {
    kind: 'find',
    model,
    fields: [at(model, name)],
    where: all,
    sort: [],
    one: false,
    ...more,
  }
  const rows = cast<readonly Row[]>(
    store.prepare(plan).run(parameters, null),
    'reads of memory need not wait',
  )
  return rows.map(([value]) => value)
}
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
