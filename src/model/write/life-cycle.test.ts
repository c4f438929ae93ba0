import { expect, test } from 'vitest'
import { field, ref } from '../../schema/factories.ts'
import type { Store } from '../../store/contract.ts'
import { memory } from '../../stores/memory/index.ts'
import { createPrometheus } from '../prometheus.ts'

interface User {
  readonly id: string
}
const { defineModel, connect } = createPrometheus<{ user: User | null }>()

/** A store that takes each statement for itself. */
function single(): Store {
  const store = memory()
  return {
    name: 'single',
    capabilities: { ...store.capabilities, transactions: false, savepoints: false, foreignKeys: false },
    open: (shapes) => store.open(shapes),
    sync: () => store.sync(),
    prepare: (plan) => store.prepare(plan),
    begin: () => {
      throw new Error('there are no transactions')
    },
    close: () => store.close(),
  }
}

const unsupported = (start: string) => ({
  code: 'UNSUPPORTED',
  message: expect.stringMatching(new RegExp(`^${start}: single has no transactions, so `)),
  details: { model: start, capability: 'transactions' },
})

test('hooks before the write, and those after the commit, run on a store without transactions too', async () => {
  const ran: string[] = []
  let failing = false
  class Item extends defineModel({
    name: 'Item',
    schema: { id: field.id(), name: field.string() },
    hooks: {
      beforeSave() {
        ran.push('beforeSave')
        if (failing) throw new Error('refused')
      },
      async afterCommit({ action }) {
        await Promise.resolve()
        ran.push(`committed ${action}`)
      },
    },
  }) {}
  const db = await connect({ models: { Item }, store: single() })
  const item = await db.Item.create({ name: 'a' })
  await item.set({ name: 'b' }).save()
  await item.destroy()
  const saved = ['beforeSave', 'committed create', 'beforeSave', 'committed update']
  expect(ran.splice(0)).toEqual([...saved, 'committed destroy'])
  failing = true
  await expect(db.Item.create({ name: 'c' })).rejects.toThrow('refused')
  expect([ran, await db.Item.count()]).toEqual([['beforeSave'], 0])
})

test.each(['afterCreate', 'afterUpdate', 'afterSave', 'afterDestroy', 'afterTransfer'] as const)(
  'a store without transactions refuses a model with the hook %s, which could undo nothing',
  async (hook) => {
    class Item extends defineModel({
      name: 'Item',
      schema: { id: field.id() },
      hooks: { [hook]: () => undefined },
    }) {}
    await expect(connect({ models: { Item }, store: single() })).rejects.toMatchObject(unsupported('Item'))
  },
)

test.each(['cascade', 'setNull'] as const)(
  'without transactions a record does not take others along (%s), and goes where none refers to it',
  async (onDelete) => {
    class Shop extends defineModel({ name: 'Shop', schema: { id: field.id(), name: field.string() } }) {}
    class Item extends defineModel({
      name: 'Item',
      schema: { id: field.id(), shop: ref('Shop', { onDelete }) },
    }) {}
    const db = await connect({ models: { Shop, Item }, store: single() })
    const [kept, gone] = [await db.Shop.create({ name: 'kept' }), await db.Shop.create({ name: 'gone' })]
    await db.Item.create({ shopId: kept.id })
    await expect(kept.destroy()).rejects.toMatchObject(unsupported('Shop'))
    await expect(db.Shop.destroyWhere({ name: 'kept' })).rejects.toMatchObject(unsupported('Shop'))
    await gone.destroy()
    expect([await db.Shop.count(), await db.Item.count({ shopId: kept.id })]).toEqual([1, 1])
  },
)

test('without transactions and foreign keys a restricted record stays all the same', async () => {
  class Shop extends defineModel({ name: 'Shop', schema: { id: field.id(), name: field.string() } }) {}
  class Item extends defineModel({ name: 'Item', schema: { id: field.id(), shop: ref('Shop') } }) {}
  const db = await connect({ models: { Shop, Item }, store: single() })
  const shop = await db.Shop.create({ name: 'a' })
  await db.Shop.create({ name: 'b' })
  const item = await db.Item.create({ shopId: shop.id })
  await expect(shop.destroy()).rejects.toMatchObject({ code: 'FOREIGN_KEY_VIOLATION' })
  await expect(db.Shop.destroyWhere({ name: 'a' })).rejects.toMatchObject({ code: 'FOREIGN_KEY_VIOLATION' })
  expect(await db.Shop.destroyWhere({ name: 'b' })).toBe(1)
  await item.destroy()
  await shop.destroy()
  expect(await db.Shop.count()).toBe(0)
})

test('without transactions a role with checkRecord is asked in reads, and refused where a record is written', async () => {
  class Note extends defineModel({
    name: 'Note',
    schema: { id: field.id(), by: field.string() },
    roles: { author: { checkRecord: (user, note) => note.by === user.id, scan: 10 } },
    permissions: { create: ['anyone'], read: ['author'], update: ['author'], destroy: ['author'] },
  }) {}
  const db = await connect({ models: { Note }, store: single() })
  const mine = db.as({ user: { id: 'ann' } })
  await db.system('test').Note.insertMany([{ by: 'ann' }, { by: 'bob' }])
  const [note, ...others] = await mine.Note.find()
  expect([note?.by, others]).toEqual(['ann', []])
  await expect(note?.set({ by: 'ann' }).destroy()).rejects.toMatchObject(unsupported('Note'))
  await expect(note?.set({ by: 'cy' }).save()).rejects.toMatchObject(unsupported('Note'))
  expect(await db.system('test').Note.count()).toBe(2)
})
