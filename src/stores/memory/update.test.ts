import { beforeEach, describe, expect, test } from 'vitest'
import type { Condition } from '../../query/condition.ts'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import type { Assignment, FindPlan, Row, Store } from '../../store/contract.ts'
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
const makerId = fieldOf(0, 'id', 'id', { nullable: false })
const makers: ModelShape = {
  name: 'Maker',
  table: 'maker',
  fields: [makerId, fieldOf(1, 'name', 'string')],
  key: [makerId],
  indexes: [],
}
const fields = [
  fieldOf(0, 'id', 'id', { idType: 'auto', nullable: false }),
  fieldOf(1, 'code', 'string'),
  fieldOf(2, 'shop', 'string'),
  fieldOf(3, 'shelf', 'integer'),
  fieldOf(4, 'price', 'decimal', { precision: 6, scale: 2 }),
  fieldOf(5, 'count', 'integer', { nullable: false }),
  fieldOf(6, 'makerId', 'id', { ref: { model: 'Maker', table: 'maker', attribute: 'id', column: 'id' } }),
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
  await store.open([makers, products])
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
const set = (model: ModelShape, name: string, param: number): Assignment => ({
  field: at(model, name),
  to: { op: 'set', param },
})
const copy = (model: ModelShape, name: string, from: string): Assignment => ({
  field: at(model, name),
  to: { op: 'copy', from: at(model, from) },
})
const update = (model: ModelShape, assignments: Assignment[], where: Condition, parameters: unknown[]) =>
  store.prepare({ kind: 'update', model, set: assignments, where }).run(parameters, null)
const destroy = (model: ModelShape, where: Condition, parameters: unknown[] = []) =>
  store.prepare({ kind: 'destroy', model, where }).run(parameters, null)
const refusal = (code: string, details: object = {}) =>
  expect.objectContaining({ code, details: expect.objectContaining(details) })

describe('update', () => {
  beforeEach(() => {
    insert(makers, { id: 'm', name: 'M' }, { id: 'n', name: 'N' })
    insert(
      products,
      { code: 'a', shop: 'x', shelf: 1, price: '1.00', makerId: 'm', count: 5 },
      { code: 'b', shop: 'x', shelf: 2, price: null, makerId: null, count: 6 },
    )
  })

  test('says how many matched, also where nothing changes', () => {
    expect(update(products, [set(products, 'shop', 0)], all, ['x'])).toBe(2)
    expect(update(products, [set(products, 'shop', 0)], { op: 'never' }, ['y'])).toBe(0)
  })

  test('lets no assignment see another', () => {
    update(products, [copy(products, 'shelf', 'count'), copy(products, 'count', 'shelf')], all, [])
    expect([find(products, 'shelf'), find(products, 'count')]).toEqual([
      [5, 6],
      [1, 2],
    ])
  })

  test('increments, and null stays null', () => {
    update(products, [{ field: at(products, 'price'), to: { op: 'increment', param: 0 } }], all, ['0.10'])
    expect(find(products, 'price')).toEqual(['1.10', null])
  })

  test.each<[string, string, unknown[], object]>([
    ['past the precision of a decimal', 'price', ['9999.00'], {}],
    ['past the safe integers', 'count', [Number.MAX_SAFE_INTEGER], {}],
    ['past a bound from above', 'count', [1, 6], { max: 1 }],
    ['past a bound from below', 'count', [-1, 5], { min: 1 }],
  ])('refuses an increment %s and changes nothing', (_title, name, parameters, bounds) => {
    const before = find(products, name)
    const to = { op: 'increment', param: 0, ...bounds } as const
    expect(() => update(products, [{ field: at(products, name), to }], all, parameters)).toThrow(
      refusal('NUMBER_OVERFLOW', { model: 'Product', field: name }),
    )
    expect(find(products, name)).toEqual(before)
  })

  test('lets the state at the end decide whether values are unique', () => {
    update(products, [{ field: at(products, 'shelf'), to: { op: 'increment', param: 0 } }], all, [1])
    expect(find(products, 'shelf')).toEqual([2, 3])
  })

  test.each<[string, Assignment[], unknown[], string, object]>([
    ['a taken unique value', [set(products, 'code', 0)], ['b'], 'UNIQUE_VIOLATION', { fields: ['code'] }],
    ['a taken key', [set(products, 'id', 0)], [2], 'UNIQUE_VIOLATION', { fields: ['id'] }],
    [
      'null where it is not allowed',
      [set(products, 'count', 0)],
      [null],
      'NOT_NULL_VIOLATION',
      { field: 'count' },
    ],
    [
      'a dangling reference',
      [set(products, 'makerId', 0)],
      ['z'],
      'FOREIGN_KEY_VIOLATION',
      { fields: ['makerId'] },
    ],
  ])('refuses %s and changes nothing', (_title, assignments, parameters, code, details) => {
    expect(() => update(products, assignments, eq(products, 'code', 1), [...parameters, 'a'])).toThrow(
      refusal(code, details),
    )
    expect([find(products, 'code'), find(products, 'id'), find(products, 'count')]).toEqual([
      ['a', 'b'],
      [1, 2],
      [5, 6],
    ])
  })

  test('frees the unique values and the key that a record had', () => {
    update(products, [set(products, 'code', 0), set(products, 'id', 1)], eq(products, 'code', 2), [
      'c',
      9,
      'a',
    ])
    insert(products, { id: 1, code: 'a', count: 0 })
    expect(find(products, 'code', { where: eq(products, 'id') }, [9])).toEqual(['c'])
    expect(insert(products, { code: 'd', count: 0 })).toEqual([10])
  })

  test('changes a record that is referred to where its key stays', () => {
    expect(
      update(makers, [set(makers, 'name', 0), set(makers, 'id', 1)], eq(makers, 'id', 1), ['O', 'm']),
    ).toBe(1)
    expect(find(makers, 'name')).toEqual(['O', 'N'])
  })

  test('refuses another key while a record is referred to', () => {
    const rename = (id: string) => update(makers, [set(makers, 'id', 0)], eq(makers, 'id', 1), [`${id}2`, id])
    expect(() => rename('m')).toThrow(refusal('FOREIGN_KEY_VIOLATION', { model: 'Maker' }))
    expect([rename('n'), find(makers, 'id')]).toEqual([1, ['m', 'n2']])
  })
})

describe('destroy', () => {
  test('says how many matched and frees their values', () => {
    insert(products, { code: 'a', count: 0 }, { code: 'b', count: 0 })
    expect([
      destroy(products, eq(products, 'code'), ['a']),
      destroy(products, eq(products, 'code'), ['a']),
    ]).toEqual([1, 0])
    expect(insert(products, { code: 'a', count: 0 })).toEqual([3])
  })

  test('refuses to remove what is referred to, until it is not', async () => {
    insert(makers, { id: 'm' }, { id: 'n' })
    insert(products, { code: 'a', makerId: 'm', count: 0 })
    expect(() => destroy(makers, all)).toThrow(
      refusal('FOREIGN_KEY_VIOLATION', { model: 'Maker', fields: ['id'] }),
    )
    expect(find(makers, 'id')).toEqual(['m', 'n'])
    await destroy(products, all)
    expect(destroy(makers, all)).toBe(2)
  })
})
