import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SchemaDefinition } from '../../schema/definition.ts'
import { field } from '../../schema/factories.ts'
import { buildModelSchema } from '../../schema/model-schema.ts'
import type { Row, Store, StoreTransaction } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { isPromise } from '../../support/maybe-promise.ts'
import { Connections } from './connections.ts'
import { sqlite } from './index.ts'
import { settingsOf } from './options.ts'
import { makeTables } from './tables.ts'
import { begin } from './transaction.ts'

const written = cast<SchemaDefinition>({ id: field.id({ type: 'auto' }), text: field.text() }, 'factories')
const { shape: model } = buildModelSchema({ name: 'Line', schema: written }, new Map())
const all = { op: 'always' } as const

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'prometheus-sqlite-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

async function open(path: string): Promise<{ store: Store; add: Add; read: Read; size: Size }> {
  const store = sqlite(path)
  await store.open([model])
  await store.sync()
  const insert = store.prepare({ kind: 'insert', model, fields: model.fields.slice(1), returnsKey: false })
  const find = store.prepare({
    kind: 'find',
    model,
    fields: model.fields.slice(1),
    where: all,
    sort: [],
    one: false,
  })
  const count = store.prepare({ kind: 'count', model, where: all })
  return {
    store,
    add: (text, tx = null) => insert.run([[text]], tx),
    read: (tx = null) => find.run([], tx),
    size: (tx = null) => count.run([], tx),
  }
}
type Add = (text: string, tx?: StoreTransaction | null) => unknown
type Read = (tx?: StoreTransaction | null) => readonly Row[] | Promise<readonly Row[]>
type Size = (tx?: StoreTransaction | null) => number | Promise<number>

describe.each(['a file', 'memory'])('a transaction in %s', (where) => {
  const path = () => (where === 'memory' ? ':memory:' : join(folder, 'data.db'))

  test('is not seen outside before its commit', async () => {
    const { store, add, size } = await open(path())
    const tx = await store.begin({})
    await add('new', tx)
    expect(await size(tx)).toBe(1)
    const outside = Promise.resolve(size())
    await nextTurn()
    await tx.commit()
    expect(await outside).toBe(where === 'memory' ? 1 : 0)
    expect(size()).toBe(1)
    await store.close()
  })

  test('that is rolled back leaves nothing', async () => {
    const { store, add, size } = await open(path())
    add('kept')
    const tx = await store.begin({})
    await add('lost', tx)
    await tx.rollback()
    expect(size()).toBe(1)
    await store.close()
  })

  test('makes others that write wait for their turn, in order', async () => {
    const { store, add, read } = await open(path())
    const tx = await store.begin({})
    const waiting = [add('second'), add('third')]
    expect(waiting.every((one) => isPromise(one))).toBe(true)
    const next = store.begin({})
    await add('first', tx)
    await tx.commit()
    const second = await next
    await add('fourth', second)
    await second.commit()
    await Promise.all(waiting)
    expect((await read()).map(([text]) => text)).toEqual(['first', 'second', 'third', 'fourth'])
    await store.close()
  })

  test('has savepoints that keep or undo themselves alone, also inside each other', async () => {
    const { store, add, read } = await open(path())
    const tx = await store.begin({})
    await add('outer', tx)
    const first = await tx.savepoint()
    await add('undone', first)
    const inner = await first.savepoint()
    await add('undone too', inner)
    await inner.commit()
    await first.rollback()
    const second = await tx.savepoint()
    await add('kept', second)
    await second.commit()
    await tx.commit()
    expect((await read()).map(([text]) => text)).toEqual(['outer', 'kept'])
    await store.close()
  })

  test('waits while one of its savepoints is open, whose undoing would take its statements along', async () => {
    const { store, add, read } = await open(path())
    const tx = await store.begin({})
    const savepoint = await tx.savepoint()
    const beside = add('beside', tx)
    const other = tx.savepoint()
    expect(isPromise(beside)).toBe(true)
    await add('undone', savepoint)
    await savepoint.rollback()
    await beside
    await (await other).commit()
    await tx.commit()
    expect((await read()).map(([text]) => text)).toEqual(['beside'])
    await store.close()
  })

  test('is closed after its end', async () => {
    const { store, add, size } = await open(path())
    for (const end of ['commit', 'rollback'] as const) {
      const tx = await store.begin({})
      const savepoint = await tx.savepoint()
      await savepoint.commit()
      await tx[end]()
      const closed = expect.objectContaining({ code: 'TX_CLOSED' })
      for (const use of [
        () => add('x', tx),
        () => size(tx),
        () => tx.savepoint(),
        () => tx.commit(),
        () => tx.rollback(),
        () => size(savepoint),
      ]) {
        expect(use).toThrow(closed)
      }
    }
    expect(size()).toBe(0)
    await store.close()
  })
})

test('closing waits for what is queued, then refuses all', async () => {
  const { store, add, size } = await open(join(folder, 'data.db'))
  const tx = await store.begin({})
  const queued = add('queued')
  const closing = store.close()
  await tx.commit()
  await Promise.all([queued, closing])
  for (const use of [() => add('x'), () => size(), () => store.begin({})]) {
    expect(use).toThrow(expect.objectContaining({ code: 'NOT_CONNECTED' }))
  }
  await store.close()
  const again = await open(join(folder, 'data.db'))
  expect(again.size()).toBe(1)
  await again.store.close()
})

test('closing rolls back a transaction that stays open past the time limit', async () => {
  const store = sqlite({ path: join(folder, 'data.db'), busyTimeout: 30 })
  await store.open([model])
  await store.sync()
  await store.begin({})
  await store.close()
  const again = await open(join(folder, 'data.db'))
  expect(again.size()).toBe(0)
  await again.store.close()
})

describe('a full disk', () => {
  async function openSmall() {
    const connections = new Connections(settingsOf(join(folder, 'small.db')))
    await connections.open([model])
    makeTables(connections.writer, [model])
    connections.writer.pragma('cache_size = 4')
    connections.writer.pragma('max_page_count = 12')
    return connections
  }
  const fill = (connections: Connections) =>
    connections.writer.prepare('insert into line (text) values (?)').run('x'.repeat(100_000))

  test('is STORE_FULL, and undoes what did not fit', async () => {
    const connections = await openSmall()
    const full = expect.objectContaining({ code: 'STORE_FULL', retryable: false })
    expect(() => connections.write(() => fill(connections), model)).toThrow(full)
    expect(connections.writer.prepare('select count(*) from line').pluck().get()).toBe(0)
    await connections.close()
  })

  test('inside a transaction is STORE_FULL, after which the database has given it up', async () => {
    const connections = await openSmall()
    const tx = await begin(connections)
    const run = (task: () => unknown) =>
      cast<{ run: (task: () => unknown, of: unknown) => unknown }>(tx, 'ours').run(task, model)
    expect(() => run(() => fill(connections))).toThrow(expect.objectContaining({ code: 'STORE_FULL' }))
    expect(connections.writer.inTransaction).toBe(false)
    expect(() => run(() => fill(connections))).toThrow(expect.objectContaining({ code: 'TX_CLOSED' }))
    expect(() => tx.commit()).toThrow(expect.objectContaining({ code: 'TX_CLOSED' }))
    expect(connections.lane.free).toBe(true)
    await connections.close()
  })
})
