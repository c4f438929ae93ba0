import { beforeEach, describe, expect, test } from 'vitest'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import type { Row, Store, StoreTransaction } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { isPromise } from '../../support/maybe-promise.ts'
import { memory } from './index.ts'

const id: FieldShape = { index: 0, name: 'id', column: 'id', kind: 'string', nullable: false }
const model: ModelShape = { name: 'Note', table: 'note', fields: [id], key: [id], indexes: [] }

let store: Store
beforeEach(async () => {
  store = memory()
  await store.open([model])
})

const insert = (tx: StoreTransaction | null, ...keys: string[]) =>
  store.prepare({ kind: 'insert', model, fields: [id], returnsKey: false }).run(
    keys.map((key) => [key]),
    tx,
  )
const destroyAll = (tx: StoreTransaction | null) =>
  store.prepare({ kind: 'destroy', model, where: { op: 'always' } }).run([], tx)
function keys(tx: StoreTransaction | null = null): string {
  const find = store.prepare({
    kind: 'find',
    model,
    fields: [id],
    where: { op: 'always' },
    sort: [],
    one: false,
  })
  return cast<readonly Row[]>(find.run([], tx), 'reads of memory need not wait').join('')
}
const closedError = expect.objectContaining({ code: 'TX_CLOSED' })
const ended = async (work: () => unknown) => {
  await expect((async () => work())()).rejects.toThrow(closedError)
}

describe('a transaction', () => {
  test('is invisible outside until it commits', async () => {
    insert(null, 'a')
    const tx = await store.begin({})
    await insert(tx, 'b')
    expect([keys(tx), keys()]).toEqual(['ab', 'a'])
    await tx.commit()
    expect(keys()).toBe('ab')
  })

  test('leaves nothing when it is rolled back', async () => {
    insert(null, 'a')
    const tx = await store.begin({})
    await destroyAll(tx)
    await insert(tx, 'b')
    expect(keys(tx)).toBe('b')
    await tx.rollback()
    expect(keys()).toBe('a')
  })

  test('goes on after a statement that failed, of which nothing stays', async () => {
    const tx = await store.begin({})
    await insert(tx, 'a')
    expect(() => insert(tx, 'b', 'a')).toThrow(expect.objectContaining({ code: 'UNIQUE_VIOLATION' }))
    await insert(tx, 'c')
    await tx.commit()
    expect(keys()).toBe('ac')
  })

  test('lets writers outside and other transactions wait, in their order', async () => {
    const first = await store.begin({})
    const order: string[] = []
    const second = Promise.resolve(store.begin({})).then(async (tx) => {
      order.push(keys(tx))
      await insert(tx, 'b')
      await tx.commit()
    })
    const write = Promise.resolve(insert(null, 'c')).then(() => order.push(keys()))
    await insert(first, 'a')
    expect([order, keys()]).toEqual([[], ''])
    await first.commit()
    await Promise.all([second, write])
    expect(order).toEqual(['a', 'abc'])
  })

  test('that is over lets writers outside go at once again', async () => {
    await (await store.begin({})).rollback()
    expect(isPromise(insert(null, 'a'))).toBe(false)
    expect(isPromise(store.begin({}))).toBe(false)
  })

  test.each(['commit', 'rollback'] as const)('takes nothing more after %s', async (end) => {
    const tx = await store.begin({})
    await tx[end]()
    await ended(() => insert(tx, 'a'))
    await ended(() => keys(tx))
    await ended(() => tx.savepoint())
    await ended(() => tx.commit())
    await ended(() => tx.rollback())
    expect(keys()).toBe('')
  })

  test('of another store is refused', async () => {
    const other = memory()
    await other.open([model])
    const tx = await other.begin({})
    expect(() => insert(tx, 'a')).toThrow(expect.objectContaining({ code: 'MISUSE' }))
  })

  test('that waits when the store is closed is refused', async () => {
    await store.begin({})
    const waiting = Promise.resolve(store.begin({}))
    await store.close()
    await expect(waiting).rejects.toThrow(expect.objectContaining({ code: 'NOT_CONNECTED' }))
  })

  test('lets the next writer in when a waiting statement fails', async () => {
    insert(null, 'a')
    const tx = await store.begin({})
    const failing = Promise.resolve(insert(null, 'a'))
    const next = Promise.resolve(insert(null, 'b'))
    await tx.commit()
    await expect(failing).rejects.toThrow(expect.objectContaining({ code: 'UNIQUE_VIOLATION' }))
    await next
    expect(keys()).toBe('ab')
  })
})

describe('a savepoint', () => {
  let tx: StoreTransaction
  beforeEach(async () => {
    tx = await store.begin({})
    await insert(tx, 'a')
  })

  test('undoes what was done since, and no more', async () => {
    const savepoint = await tx.savepoint()
    await insert(savepoint, 'b')
    await savepoint.rollback()
    await tx.commit()
    expect(keys()).toBe('a')
  })

  test('keeps what was done, for the transaction alone', async () => {
    const savepoint = await tx.savepoint()
    await insert(savepoint, 'b')
    await savepoint.commit()
    expect([keys(tx), keys()]).toEqual(['ab', ''])
    await tx.rollback()
    expect(keys()).toBe('')
  })

  test('has savepoints inside', async () => {
    const outer = await tx.savepoint()
    await insert(outer, 'b')
    const inner = await outer.savepoint()
    await insert(inner, 'c')
    await inner.commit()
    expect(keys(outer)).toBe('abc')
    await outer.rollback()
    expect(keys(tx)).toBe('a')
  })

  test('takes nothing more after its end, though the transaction does', async () => {
    const savepoint = await tx.savepoint()
    await savepoint.rollback()
    await ended(() => insert(savepoint, 'b'))
    await insert(tx, 'c')
    expect(keys(tx)).toBe('ac')
  })

  test('lets others of the same transaction wait, and its writes and its end', async () => {
    const first = await tx.savepoint()
    const second = Promise.resolve(tx.savepoint())
    const write = Promise.resolve(insert(tx, 'd'))
    const commit = Promise.resolve(tx.commit())
    await insert(first, 'b')
    await first.rollback()
    const savepoint = await second
    expect([keys(savepoint), keys()]).toEqual(['a', ''])
    await insert(savepoint, 'c')
    await savepoint.commit()
    await Promise.all([write, commit])
    expect(keys()).toBe('acd')
  })
})
