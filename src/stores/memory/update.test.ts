import { beforeEach, describe, expect, test } from 'vitest'
import type { Condition } from '../../query/condition.ts'
import type { ModelShape } from '../../schema/shape.ts'
import type { Assignment, FindPlan, Store } from '../../store/contract.ts'
import { all, at, eq, insertInto, makers, products, refusal, stock, valuesOf } from './stock.fixture.ts'

let store: Store
beforeEach(async () => {
  store = await stock()
})

/** Inserts objects that all have the same attributes. */
const insert = (model: ModelShape, ...records: Record<string, unknown>[]) => insertInto(store, model, records)
const find = (model: ModelShape, name: string, more: Partial<FindPlan> = {}, parameters: unknown[] = []) =>
  valuesOf(store, name, { model, ...more }, parameters)
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
