import { beforeEach, describe, expect, test } from 'vitest'
import type { Condition } from '../../query/condition.ts'
import { ALWAYS } from '../../query/condition.ts'
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

let store: Store
beforeEach(async () => {
  store = memory()
  await store.open([makers, products, places])
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
const refusal = (code: string, details: object = {}) =>
  expect.objectContaining({ code, details: expect.objectContaining(details) })

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
      fieldOf(0, 'id', 'string', { nullable: false }),
      fieldOf(1, 'parent', 'string', { ref }),
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
