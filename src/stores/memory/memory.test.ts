import { beforeEach, describe, expect, test } from 'vitest'
import type { Condition } from '../../query/condition.ts'
import type { FindPlan, Row, Store } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { memory } from './index.ts'
import { all, at, eq, places, refusal, stock } from './stock.fixture.ts'

let store: Store
beforeEach(async () => {
  store = await stock()
})

describe('the store', () => {
  test('is not to be used before it is open, nor when it is closed', async () => {
    expect(() => memory().begin({})).toThrow(refusal('NOT_CONNECTED'))
    const reading = store.prepare({ kind: 'count', model: places, where: all })
    await store.close()
    expect(() => reading.run([], null)).toThrow(refusal('NOT_CONNECTED'))
  })

  test('refuses plans for models that it was not opened with', () => {
    const other = { ...places, table: 'other' }
    expect(() => store.prepare({ kind: 'count', model: other, where: all })).toThrow(
      refusal('SCHEMA_MISMATCH'),
    )
  })

  test('is empty when it is opened', async () => {
    const insert = { kind: 'insert', model: places, fields: places.key, returnsKey: false } as const
    store.prepare(insert).run([['a', 1]], null)
    await store.open([places])
    expect(store.prepare({ kind: 'count', model: places, where: all }).run([], null)).toBe(0)
  })

  test('takes and finds 100,000 records one by one, at once each', () => {
    const where: Condition = { op: 'and', items: [eq(places, 'row'), eq(places, 'seat', 1)] }
    const insert = store.prepare({ kind: 'insert', model: places, fields: places.key, returnsKey: false })
    const plan: FindPlan = { kind: 'find', model: places, fields: [], where, sort: [], one: true }
    const find = store.prepare(plan)
    let found = 0
    for (let i = 0; i < 100_000; i++) insert.run([[`r${i % 100}`, i]], null)
    for (let i = 0; i < 100_000; i++) {
      found += cast<Row[]>(find.run([`r${i % 100}`, i], null), 'reads need not wait').length
    }
    expect(found).toBe(100_000)
  }, 60_000)

  test('finds 40,000 values in one list', () => {
    const seats = Array.from({ length: 40_000 }, (_, i) => i)
    const insert = store.prepare({ kind: 'insert', model: places, fields: places.key, returnsKey: false })
    insert.run(
      seats.map((seat) => ['a', seat]),
      null,
    )
    const where: Condition = { op: 'in', not: false, withNull: false, field: at(places, 'seat'), param: 0 }
    expect(store.prepare({ kind: 'count', model: places, where }).run([[...seats, -1]], null)).toBe(40_000)
  })
})
