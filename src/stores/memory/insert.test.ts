import { beforeEach, describe, expect, test } from 'vitest'
import { ALWAYS } from '../../query/condition.ts'
import { fieldShape } from '../../schema/shape.fixture.ts'
import type { ModelShape } from '../../schema/shape.ts'
import type { Assignment, FindPlan, Row, Store } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { memory } from './index.ts'
import { all, at, insertInto, makers, places, products, refusal, stock, valuesOf } from './stock.fixture.ts'

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

describe('insert', () => {
  test('numbers auto keys and returns them in order', () => {
    expect(insert(products, { code: 'a', count: 0 }, { code: 'b', count: 0 })).toEqual([1, 2])
    expect(find(products, 'code')).toEqual(['a', 'b'])
  })

  test('numbers go on after a key that was given, and after the last record is gone', () => {
    insert(products, { id: 7, code: 'a', count: 0 })
    expect(insert(products, { code: 'b', count: 0 })).toEqual([8])
    store.prepare({ kind: 'destroy', model: products, where: all }).run([], null)
    expect(insert(products, { code: 'c', count: 0 })).toEqual([9])
  })

  test('returns no keys where none are asked for', () => {
    const plan = { kind: 'insert', model: makers, fields: [at(makers, 'id')], returnsKey: false } as const
    expect(store.prepare(plan).run([['m']], null)).toEqual([])
  })

  const refused: [title: string, Record<string, unknown>[], code: string, details: object][] = [
    ['a taken unique value', [{ code: 'x' }], 'UNIQUE_VIOLATION', { model: 'Product', fields: ['code'] }],
    ['a unique value twice', [{ code: 'n' }, { code: 'n' }], 'UNIQUE_VIOLATION', { fields: ['code'] }],
    ['a taken key', [{ id: 1 }], 'UNIQUE_VIOLATION', { model: 'Product', fields: ['id'] }],
    [
      'taken values of a compound index',
      [{ shop: 's', shelf: 1 }],
      'UNIQUE_VIOLATION',
      { fields: ['shop', 'shelf'], index: expect.stringContaining('shop') },
    ],
    [
      'null where it is not allowed',
      [{ count: null }],
      'NOT_NULL_VIOLATION',
      { model: 'Product', field: 'count' },
    ],
    [
      'a dangling reference',
      [{ makerId: 'nobody' }],
      'FOREIGN_KEY_VIOLATION',
      { model: 'Product', fields: ['makerId'] },
    ],
  ]
  test.each(refused)('refuses %s, and inserts none of the rows', (_title, rows, code, details) => {
    insert(products, { code: 'x', shop: 's', shelf: 1, count: 0 })
    const good = { id: null, code: 'good', shop: null, shelf: null, makerId: null, count: 0 }
    expect(() => insert(products, good, ...rows.map((row) => ({ ...good, code: null, ...row })))).toThrow(
      refusal(code, details),
    )
    expect(find(products, 'code')).toEqual(['x'])
    expect(insert(products, { ...good, code: 'later' })).toHaveLength(1)
  })

  test('tells of no stored value', () => {
    insert(products, { code: 'secret', count: 0 })
    let thrown: unknown
    try {
      insert(products, { code: 'secret', count: 0 })
    } catch (error) {
      thrown = error
    }
    expect(thrown).toEqual(refusal('UNIQUE_VIOLATION'))
    expect([String(thrown), JSON.stringify(thrown)].filter((text) => text.includes('secret'))).toEqual([])
  })

  test('checks no reference to a model of another store', async () => {
    store = memory()
    await store.open([products])
    expect(insert(products, { code: 'a', makerId: 'elsewhere', count: 0 })).toEqual([1])
  })

  test('lets rows refer to rows of the same insert', async () => {
    const ref = { model: 'Node', table: 'node', attribute: 'id', column: 'id' }
    const [id, parent] = [
      fieldShape(0, 'id', 'string', { nullable: false }),
      fieldShape(1, 'parent', 'string', { ref }),
    ]
    const nodes: ModelShape = { name: 'Node', table: 'node', fields: [id, parent], key: [id], indexes: [] }
    await store.open([nodes])
    insert(nodes, { id: 'child', parent: 'root' }, { id: 'root', parent: 'root' })
    expect(find(nodes, 'id')).toEqual(['child', 'root'])
  })

  test('lets nulls be many under a unique index, and compares text exactly', () => {
    insert(
      products,
      { code: null, shop: 's', shelf: null, count: 0 },
      { code: null, shop: 's', shelf: null, count: 0 },
    )
    insert(products, { code: 'x', count: 0 }, { code: 'X', count: 0 }, { code: 'x ', count: 0 })
    expect(find(products, 'code')).toHaveLength(5)
  })

  test('knows composite keys by all of their parts', () => {
    insert(places, { row: 'a', seat: 11 }, { row: 'a1', seat: 1 })
    expect(() => insert(places, { row: 'a', seat: 11 })).toThrow(
      refusal('UNIQUE_VIOLATION', { fields: ['row', 'seat'] }),
    )
  })
})

describe('upsert', () => {
  const fields = ['id', 'code', 'shop', 'shelf', 'count'].map((name) => at(products, name))
  const upsert = (...values: unknown[]) => {
    const target = { fields: [at(products, 'code')] }
    const prepared = store.prepare({
      kind: 'upsert',
      model: products,
      fields,
      target,
      where: ALWAYS,
      set: [set(products, 'count', 5)],
    })
    const [row] = cast<readonly Row[]>(prepared.run(values, null), 'nobody else writes')
    return ['id', 'code', 'count'].map((name) => row?.[at(products, name).index])
  }

  test('inserts, then changes the record with the same target and nothing else', () => {
    expect(upsert(null, 'a', null, null, 1, 100)).toEqual([1, 'a', 1])
    expect(upsert(null, 'a', null, null, 2, 100)).toEqual([1, 'a', 100])
    expect(find(products, 'count')).toEqual([100])
  })

  test('inserts where the target is null', () => {
    upsert(null, null, null, null, 1, 100)
    upsert(null, null, null, null, 1, 100)
    expect(find(products, 'count')).toEqual([1, 1])
  })

  test('refuses a conflict elsewhere', () => {
    upsert(null, 'a', 's', 1, 1, 100)
    expect(() => upsert(null, 'b', 's', 1, 1, 100)).toThrow(
      refusal('UNIQUE_VIOLATION', { fields: ['shop', 'shelf'] }),
    )
    expect(find(products, 'code')).toEqual(['a'])
  })
})
