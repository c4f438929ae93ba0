import assert from 'node:assert/strict'
import { softDelete } from '../../mixins/soft-delete.ts'
import { field, hasMany, manyToMany, ref } from '../../schema/factories.ts'
import { cast } from '../../support/cast.ts'
import type { LooseRecord } from '../loose.ts'
import { modelOf } from '../loose.ts'
import { defineModel } from '../models.ts'
import { refuses } from '../refusals.ts'
import type { ScenarioContext } from '../scenario.ts'
import { group } from '../scenario.ts'
import { newOf } from './relation-models.ts'
import { keeping, kept } from './soft-delete-models.ts'

function models() {
  class Shop extends defineModel({
    name: 'Shop',
    schema: {
      id: field.id(),
      name: field.string({ unique: true }),
      items: hasMany('Item', { by: 'shop' }),
      leases: hasMany('Lease', { by: 'shop' }),
    },
    mixins: [softDelete()],
  }) {}
  class Item extends defineModel({
    name: 'Item',
    schema: {
      id: field.id(),
      code: field.string({ unique: { within: ['shopId'] } }),
      shop: ref('Shop', { onDelete: 'cascade' }),
      tags: manyToMany('Tag', { through: 'Tagging' }),
    },
    mixins: [softDelete()],
  }) {}
  class Tag extends defineModel({ name: 'Tag', schema: { id: field.id(), name: field.string() } }) {}
  class Tagging extends defineModel({
    name: 'Tagging',
    schema: { id: field.id(), item: ref('Item', { onDelete: 'cascade' }), tag: ref('Tag') },
    mixins: [softDelete()],
  }) {}
  class Lease extends defineModel({
    name: 'Lease',
    schema: { id: field.id(), shop: ref('Shop') },
    mixins: [softDelete()],
  }) {}
  class Visit extends defineModel({
    name: 'Visit',
    schema: { id: field.id(), shop: ref('Shop', { onDelete: 'setNull' }) },
  }) {}
  return { Shop, Item, Tag, Tagging, Lease, Visit }
}

async function shops({ connectTo }: ScenarioContext) {
  const db = await connectTo(models())
  const a = await modelOf(db, 'Shop').create({ name: 'a' })
  const b = await modelOf(db, 'Shop').create({ name: 'b' })
  const Item = keeping(db, 'Item')
  await Item.insertMany([
    { code: '1', shopId: a.id },
    { code: '2', shopId: a.id },
    { code: '1', shopId: b.id },
  ])
  return { db, a: kept(a), b: kept(b), Shop: keeping(db, 'Shop'), Item }
}

const namesOf = async (rows: Promise<readonly LooseRecord[]>): Promise<string> =>
  (await rows)
    .map((row) => String(row.name ?? row.code))
    .sort()
    .join(' ')

/** The mixin that keeps what is destroyed. */
export const softDeleteScenarios = group('soft delete', [
  {
    id: 'soft-delete-unseen',
    title: 'a destroyed record is seen by no read, and by all of withDeleted',
    needs: ['transactions'],
    alone: true,
    async run(context) {
      const { db, a, Shop } = await shops(context)
      await a.destroy()
      assert.ok(a.deletedAt instanceof Date)
      assert.equal(await namesOf(Shop.find()), 'b')
      assert.equal(await Shop.findById(a.id), null)
      assert.equal(await Shop.findOne({ where: { name: 'a' } }), null)
      assert.equal(await newOf(db, 'Shop', a.id).ready, null)
      assert.deepEqual([await Shop.count(), await Shop.exists({ name: 'a' })], [1, false])
      assert.deepEqual(await Shop.aggregate({ by: ['name'], count: true }), [{ name: 'b', count: 1 }])
      assert.equal((await Shop.page()).items.length, 1)
      const streamed: unknown[] = []
      for await (const shop of Shop.stream()) streamed.push(shop.name)
      assert.deepEqual(streamed, ['b'])
      const all = Shop.withDeleted()
      assert.equal(await namesOf(all.find()), 'a b')
      assert.deepEqual(
        [await all.count({ deletedAt: { $ne: null } }), await all.exists({ name: 'a' })],
        [1, true],
      )
      assert.equal((await all.page({ limit: 1 })).items.length, 1)
      assert.equal((await all.findById(a.id))?.name, 'a')
    },
  },
  {
    id: 'soft-delete-related',
    title: 'a destroyed record is seen through no relation, and neither is one between',
    needs: ['transactions'],
    alone: true,
    async run(context) {
      const { db, a, Item, Shop } = await shops(context)
      const tag = await modelOf(db, 'Tag').create({ name: 't' })
      const item = (await Item.findOne({ where: { code: '2' } })) ?? assert.fail()
      const other = (await Item.findOne({ where: { code: '1', shopId: a.id } })) ?? assert.fail()
      const Tagging = modelOf(db, 'Tagging')
      await Tagging.insertMany([item, other].map(({ id }) => ({ itemId: id, tagId: tag.id })))
      const tagged = () => namesOf(Item.find({ where: { tags: { $some: { name: 't' } } } }))
      assert.equal(await tagged(), '1 2')
      await Tagging.destroyWhere({ itemId: other.id })
      assert.equal(await tagged(), '2')
      const found = (await Item.findById(other.id, { include: { tags: true } })) ?? assert.fail()
      assert.deepEqual(found.tags, [])
      await item.destroy()
      const shop = await Shop.findById(a.id, { include: { items: true } })
      assert.deepEqual(
        cast<LooseRecord[]>(shop?.items, 'many').map(({ code }) => code),
        ['1'],
      )
      assert.equal(await Shop.count({ items: { $some: { code: '2' } } }), 0)
      assert.equal(await Shop.count({ items: { $none: { code: '2' } } }), 2)
      assert.equal(await Shop.count({ items: { $every: { code: '1' } } }), 2)
    },
  },
  {
    id: 'soft-delete-writes',
    title: 'writes of many and upserts leave destroyed records alone',
    needs: ['transactions'],
    alone: true,
    async run(context) {
      const { a, Shop } = await shops(context)
      await a.destroy()
      assert.equal(await Shop.updateWhere({ name: { $in: ['a', 'b'] } }, { name: 'c' }), 1)
      assert.equal(await Shop.destroyWhere({ name: { $in: ['a', 'c'] } }), 1)
      assert.equal(await namesOf(Shop.withDeleted().find()), 'a c')
      const anew = await Shop.upsert({ by: ['name'], create: { name: 'a' } })
      assert.notEqual(anew.id, a.id)
      await refuses(() => Shop.upsert({ by: ['id'], create: { id: a.id, name: 'z' } }), 'UNIQUE_VIOLATION', {
        fields: ['id'],
      })
      await refuses(() => a.set({ name: 'q' }).save(), 'NOT_FOUND')
      await refuses(() => a.destroy(), 'NOT_FOUND')
    },
  },
  {
    id: 'soft-delete-unique',
    title: 'values are unique among the living',
    needs: ['transactions'],
    alone: true,
    async run(context) {
      const { a, b, Shop, Item } = await shops(context)
      await refuses(() => Shop.create({ name: 'a' }), 'UNIQUE_VIOLATION', { fields: ['name'] })
      await a.destroy()
      const anew = await Shop.create({ name: 'a' })
      await refuses(() => a.restore(), 'UNIQUE_VIOLATION', { fields: ['name'] })
      assert.equal(await namesOf(Shop.find()), 'a b')
      await anew.set({ name: 'other' }).save()
      await a.restore()
      assert.deepEqual([a.deletedAt, await namesOf(Shop.find())], [null, 'a b other'])
      await refuses(() => Item.create({ code: '1', shopId: b.id }), 'UNIQUE_VIOLATION')
      await Item.destroyWhere({ shopId: b.id })
      await Item.create({ code: '1', shopId: b.id })
    },
  },
  {
    id: 'soft-delete-follow',
    title: 'children go as softly as their parent, are set to null, or keep it',
    needs: ['transactions'],
    alone: true,
    async run(context) {
      const { db, a, Shop, Item } = await shops(context)
      const Lease = modelOf(db, 'Lease')
      const lease = await Lease.create({ shopId: a.id })
      const visit = await modelOf(db, 'Visit').create({ shopId: a.id })
      await refuses(() => a.destroy(), 'FOREIGN_KEY_VIOLATION', { model: 'Shop' })
      await refuses(() => Shop.destroyWhere({ name: 'a' }), 'FOREIGN_KEY_VIOLATION')
      assert.deepEqual([await Item.count(), (await visit.reload()).shopId], [3, a.id])
      await lease.destroy()
      await a.destroy()
      assert.deepEqual([await Item.count(), await Item.withDeleted().count()], [1, 3])
      assert.equal((await visit.reload()).shopId, null)
    },
  },
  {
    id: 'soft-delete-purge',
    title: 'what is purged is gone, with the children that were destroyed before',
    needs: ['transactions'],
    alone: true,
    async run(context) {
      const { a, b, Shop, Item } = await shops(context)
      await Item.destroyWhere({ code: '2' })
      await a.purge()
      assert.deepEqual([await Shop.withDeleted().count(), await Item.withDeleted().count()], [1, 1])
      await b.destroy()
      assert.equal(await Shop.purgeWhere({ name: 'b' }), 0)
      assert.equal(await Shop.withDeleted().purgeWhere({ deletedAt: { $ne: null } }), 1)
      assert.deepEqual([await Shop.withDeleted().count(), await Item.withDeleted().count()], [0, 0])
    },
  },
  {
    id: 'soft-delete-own-field',
    title: 'the time of destroying can be kept in a field of any name',
    alone: true,
    async run({ connectTo }) {
      const Leaf = defineModel({
        name: 'Leaf',
        schema: {
          id: field.id(),
          name: field.string({ unique: true }),
          fellAt: field.datetime({ tombstone: true }),
        },
      })
      const model = modelOf(await connectTo({ Leaf }), 'Leaf')
      const leaf = await model.create({ name: 'a' })
      await leaf.destroy()
      assert.ok(leaf.fellAt instanceof Date)
      assert.equal(await model.count(), 0)
      await model.create({ name: 'a' })
    },
  },
])
