import { describe, expect, test } from 'vitest'
import { field, ref } from '../../schema/factories.ts'
import { memory } from '../../stores/memory/index.ts'
import { createPrometheus } from '../prometheus.ts'

const { defineModel, connect } = createPrometheus()
const goneAt = field.datetime({ tombstone: true })

class Shop extends defineModel({ name: 'Shop', schema: { id: field.id(), goneAt } }) {}
class Hall extends defineModel({ name: 'Hall', schema: { id: field.id() } }) {}
class Lease extends defineModel({
  name: 'Lease',
  schema: { id: field.id(), shop: ref('Shop'), hall: ref('Hall'), goneAt },
}) {}
class Visit extends defineModel({
  name: 'Visit',
  schema: { id: field.id(), hall: ref('Hall', { onDelete: 'cascade' }) },
}) {}

const open = () =>
  connect({ models: { Shop, Hall, Lease }, store: memory(), stores: { Lease: memory() }, sync: true })

describe('records of another store', () => {
  test('keep what they refer to, and let it go when they are destroyed', async () => {
    const db = await open()
    const shop = await db.Shop.create({})
    const lease = await db.Lease.create({ shopId: shop.id })
    const refused = { code: 'FOREIGN_KEY_VIOLATION', details: { referrer: { model: 'Lease' } } }
    await expect(shop.destroy()).rejects.toMatchObject(refused)
    await expect(db.Shop.destroyWhere({ id: shop.id })).rejects.toMatchObject(refused)
    await lease.destroy()
    expect(await db.Shop.destroyWhere({ id: shop.id })).toBe(1)
    expect(shop.goneAt).toBeNull()
    expect(await db.Shop.count()).toBe(0)
  })

  test('keep what goes for good also where they are marked as destroyed themselves', async () => {
    const db = await open()
    const hall = await db.Hall.create({})
    const lease = await db.Lease.create({ hallId: hall.id })
    await lease.destroy()
    await expect(hall.destroy()).rejects.toMatchObject({ code: 'FOREIGN_KEY_VIOLATION' })
    expect(await db.Hall.count()).toBe(1)
  })

  test('are not taken along: a transaction has one store', async () => {
    const models = { Hall, Visit, Shop, Lease }
    const db = await connect({ models, store: memory(), stores: { Visit: memory() }, sync: true })
    const hall = await db.Hall.create({})
    await db.Visit.create({ hallId: hall.id })
    await expect(hall.destroy()).rejects.toMatchObject({ code: 'UNSUPPORTED' })
    expect([await db.Hall.count(), await db.Visit.count()]).toEqual([1, 1])
  })
})
