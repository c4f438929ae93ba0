import { beforeEach, describe, expect, test } from 'vitest'
import { ALWAYS } from '../../query/condition.ts'
import type { Assignment, Row, Store, StoreTransaction } from '../../store/contract.ts'
import { at, failing, insertInto, model, stock } from './stock.fixture.ts'

const byId = { op: 'eq', not: false, field: at('id'), param: 0 } as const

let store: Store
beforeEach(async () => {
  store = await stock()
})

const insert = (names: readonly string[], rows: readonly Row[], tx: StoreTransaction | null = null) =>
  insertInto(store, names, rows, tx)

function read(name: string): unknown[] {
  const sort = [{ field: at('id'), descending: false, nullsFirst: true }]
  const find = store.prepare({
    kind: 'find',
    model,
    fields: [at(name)],
    where: { op: 'always' },
    sort,
    one: false,
  })
  const rows = find.run([], null) as readonly (readonly never[])[]
  return rows.map(([raw = null]) => (raw === null ? null : (find.decode[0]?.(raw) ?? raw)))
}
const updateAll = (set: Assignment[], ...parameters: unknown[]) =>
  store.prepare({ kind: 'update', model, set, where: { op: 'always' } }).run(parameters, null)
const inc = (name: string): Assignment => ({ field: at(name), to: { op: 'increment', param: 0 } })
const copy = (to: string, from: string): Assignment => ({ field: at(to), to: { op: 'copy', from: at(from) } })

describe('an insert', () => {
  test('returns the generated keys in order, at once where rows are few', () => {
    expect(insert(['code'], [['a']])).toEqual([1])
    expect(insert(['code'], [['b'], ['c']])).toEqual([2, 3])
    expect(insert(['code'], [])).toEqual([])
  })

  test('of many rows is all or nothing, and lets others run meanwhile', async () => {
    const rows = Array.from({ length: 4_500 }, (_, i) => [`code ${i}`])
    let turns = 0
    const timer = setInterval(() => turns++, 0)
    expect(await insert(['code'], rows)).toHaveLength(4_500)
    clearInterval(timer)
    expect(turns).toBeGreaterThan(1)
    const clash = Array.from({ length: 3_000 }, (_, i) => [i === 2_999 ? 'code 7' : `new ${i}`])
    await expect(insert(['code'], clash)).rejects.toMatchObject({ code: 'UNIQUE_VIOLATION' })
    expect(read('code')).toHaveLength(4_500)
  })

  test('that fails in the middle undoes itself alone inside a transaction', async () => {
    const tx = await store.begin({})
    await insert(['code'], [['kept']], tx)
    expect(() => insert(['code'], [['x'], ['kept']], tx)).toThrow(
      expect.objectContaining({ code: 'UNIQUE_VIOLATION' }),
    )
    const clash = Array.from({ length: 2_500 }, (_, i) => [i === 2_400 ? 'kept' : `new ${i}`])
    await expect(insert(['code'], clash, tx)).rejects.toMatchObject({ code: 'UNIQUE_VIOLATION' })
    const many = insert(
      ['code'],
      Array.from({ length: 2_500 }, (_, i) => [`more ${i}`]),
      tx,
    )
    const behind = insert(['code'], [['behind']], tx)
    await Promise.all([many, behind])
    await tx.commit()
    expect(read('code').length).toBe(2_502)
    expect(read('code').at(-1)).toBe('behind')
  })
})

describe('an increment', () => {
  test('is exact for every kind, and leaves null alone', () => {
    insert(
      ['count', 'big', 'ratio', 'price', 'cents', 'amount'],
      [
        [1, 2n ** 62n, 0.5, '9.90', '99999999999999.9998', '12345678901234567890.0123456789'],
        [null, null, null, null, null, null],
      ],
    )
    expect(updateAll([inc('count')], 5)).toBe(2)
    updateAll([inc('big')], 1n)
    updateAll([inc('ratio')], 0.25)
    updateAll([inc('price')], '0.10')
    updateAll([inc('cents')], '0.0001')
    updateAll([inc('amount')], '-0.0000000001')
    const names = ['count', 'big', 'ratio', 'price', 'cents', 'amount']
    expect(names.map((name) => read(name)[0])).toEqual([
      6,
      2n ** 62n + 1n,
      0.75,
      '10.00',
      '99999999999999.9999',
      '12345678901234567890.0123456788',
    ])
    expect(names.map((name) => read(name)[1])).toEqual(names.map(() => null))
  })

  test.each<[string, unknown, unknown, unknown]>([
    ['count', 1, Number.MAX_SAFE_INTEGER, 1],
    ['count', 1, -Number.MAX_SAFE_INTEGER, -1],
    ['big', 1n, 2n ** 63n - 1n, 1n],
    ['big', 1n, -(2n ** 63n), -1n],
    ['ratio', 1, Number.MAX_VALUE, Number.MAX_VALUE],
    ['price', '1.00', '9999999999.99', '0.01'],
    ['cents', '1.0000', '-99999999999999.9999', '-0.0001'],
    ['amount', '1.0000000000', '99999999999999999999.9999999999', '0.0000000001'],
  ])(
    'of %s past its range fails and changes nothing, in a transaction too',
    async (name, first, last, by) => {
      insert([name], [[first], [last]])
      const plan = { kind: 'update', model, set: [inc(name)], where: { op: 'always' } } as const
      const update = store.prepare(plan)
      expect(failing(() => update.run([by], null))).toMatchObject({
        code: 'NUMBER_OVERFLOW',
        details: { model: 'Stock' },
      })
      const tx = await store.begin({})
      expect(failing(() => update.run([by], tx))).toMatchObject({ code: 'NUMBER_OVERFLOW' })
      await tx.commit()
      expect(read(name)).toEqual([first, last])
    },
  )
})

describe('an assignment', () => {
  test('of another field sees the old values', () => {
    insert(['price', 'cents', 'count'], [['1.25', '2.5000', 1]])
    updateAll([copy('price', 'cents'), copy('cents', 'price'), inc('count')], 1)
    expect([read('price'), read('cents'), read('count')]).toEqual([['2.50'], ['1.2500'], [2]])
  })

  test('converts decimals between their forms exactly, or fails', () => {
    insert(['price', 'amount'], [['-1.25', null]])
    updateAll([copy('amount', 'price')])
    expect(read('amount')).toEqual(['-1.2500000000'])
    updateAll([copy('cents', 'amount')])
    expect(read('cents')).toEqual(['-1.2500'])
    updateAll([inc('amount')], '0.0000000001')
    expect(failing(() => updateAll([copy('price', 'amount')]))).toMatchObject({ code: 'NUMBER_OVERFLOW' })
    updateAll([inc('amount')], '77777777777.2499999999')
    expect(failing(() => updateAll([copy('price', 'amount')]))).toMatchObject({ code: 'NUMBER_OVERFLOW' })
    expect(read('price')).toEqual(['-1.25'])
  })

  test('counts what matched, changed or not', () => {
    insert(['count'], [[1], [1], [2]])
    expect(updateAll([{ field: at('count'), to: { op: 'set', param: 0 } }], 1)).toBe(3)
    const destroy = store.prepare({ kind: 'destroy', model, where: byId })
    expect([destroy.run([2], null), destroy.run([2], null)]).toEqual([1, 0])
  })
})

describe('an upsert', () => {
  const set: Assignment[] = [{ field: at('count'), to: { op: 'increment', param: 2 } }]
  const upsert = (sets: Assignment[]) => {
    const fields = [at('code'), at('count')]
    return store.prepare({
      kind: 'upsert',
      model,
      fields,
      target: { fields: [at('code')] },
      where: ALWAYS,
      set: sets,
    })
  }

  test('inserts, then changes, and gives the whole record either way', () => {
    const { run } = upsert(set)
    expect(run(['a', 1, 5], null)).toEqual([[1, 'a', 1, null, null, null, null, null, null]])
    expect(run(['a', 1, 5], null)).toEqual([[1, 'a', 6, null, null, null, null, null, null]])
  })

  test('with nothing to change gives the record that is there', () => {
    const { run } = upsert([])
    run(['a', 1], null)
    expect((run(['a', 2], null) as Row[])[0]?.slice(0, 3)).toEqual([1, 'a', 1])
  })

  test('that meets another unique value is a conflict', () => {
    insert(
      ['id', 'code'],
      [
        [1, 'a'],
        [2, 'b'],
      ],
    )
    const fields = [at('id'), at('code')]
    const { run } = store.prepare({
      kind: 'upsert',
      model,
      fields,
      target: { fields: [at('id')] },
      where: ALWAYS,
      set: [],
    })
    expect(failing(() => run([3, 'a'], null))).toMatchObject({
      code: 'UNIQUE_VIOLATION',
      details: { fields: ['code'] },
    })
  })
})

test('JSON comes back frozen to its depth, with its keys in their order', () => {
  insert(['data'], [[{ b: [{ c: 1 }], a: 2 }]])
  const [data] = read('data') as [{ b: object[] }]
  expect(JSON.stringify(data)).toBe('{"b":[{"c":1}],"a":2}')
  expect([Object.isFrozen(data), Object.isFrozen(data.b), Object.isFrozen(data.b[0])]).toEqual([
    true,
    true,
    true,
  ])
})

test('a condition of thousands of parts is no deeper than SQLite takes', () => {
  insert(['count'], [[2_499], [2_500]])
  const items = Array.from(
    { length: 2_500 },
    (_, param) => ({ op: 'eq', not: false, field: at('count'), param }) as const,
  )
  const count = store.prepare({ kind: 'count', model, where: { op: 'or', items } })
  expect(
    count.run(
      items.map(({ param }) => param),
      null,
    ),
  ).toBe(1)
})
