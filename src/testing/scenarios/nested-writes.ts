import assert from 'node:assert/strict'
import type { LooseDatabase, LooseRecord } from '../loose.ts'
import { group } from '../scenario.ts'
import { content, LAMP, lampOf, productText, shop } from './nested-models.ts'
import { newOf } from './relation-models.ts'

const keyOf = async (db: LooseDatabase, model: string, where: object): Promise<unknown> =>
  (await db.model(model).findOne({ where }))?.id

const save = (db: LooseDatabase, record: LooseRecord, changes: object) =>
  record
    .set(changes)
    .save()
    .then(() => productText(db, 'lamp'))

/** Related records written along with a record. */
export const nestedWriteScenarios = group('nested writes', [
  {
    id: 'nested-create',
    title: 'create makes related records of every kind along, to any depth',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const db = await shop(connectTo)
      const lamp = await lampOf(db)
      assert.equal(await productText(db, 'lamp'), LAMP)
      assert.deepEqual([lamp.isNew, lamp.changed, lamp.changedRelations], [false, [], []])
      const offer = { code: 'c', price: 6 }
      const part = { name: 'plug', maker: { create: { name: 'Bob' } }, offers: { create: offer } }
      await db.model('Maker').create({
        name: 'Cid',
        products: {
          create: { name: 'desk', parts: { create: [part, { name: 'leg', makerId: lamp.makerId }] } },
        },
      })
      assert.equal(await productText(db, 'desk'), 'desk of Cid; parts leg, plug')
      assert.equal(await productText(db, 'plug'), 'plug of Bob; offers c 6')
      assert.equal(await productText(db, 'leg'), 'leg of Ann')
    },
  },
  {
    id: 'nested-new',
    title:
      'new and set take what create takes, until save nothing is stored, and changed lists attributes alone',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const db = await shop(connectTo)
      const lamp = newOf(db, 'Product', { name: 'lamp', maker: { create: { name: 'Ann' } } })
      assert.deepEqual([lamp.changed, lamp.changedRelations], [['name'], ['maker']])
      lamp.set({ offers: { create: { code: 'a', price: 2 } } })
      assert.equal(await db.model('Maker').count(), 0)
      await lamp.save()
      assert.equal(await productText(db, 'lamp'), 'lamp of Ann; offers a 2')
      lamp.set({ sheet: { create: { text: 'bright' } }, tags: { create: { label: 'new' } } })
      assert.deepEqual([lamp.changed, lamp.changedRelations], [[], ['sheet', 'tags']])
      await lamp.save()
      assert.equal(await productText(db, 'lamp'), 'lamp of Ann; offers a 2; sheet bright; tags new')
      assert.deepEqual(Object.keys(JSON.parse(JSON.stringify(lamp))), Object.keys(lamp.toJSON()))
      await lamp.save()
      assert.equal(await db.model('Sheet').count(), 1)
    },
  },
  {
    id: 'nested-connect',
    title: 'connect takes keys and records: refs lead there, children move here, links are made once',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const db = await shop(connectTo)
      const lamp = await lampOf(db)
      const offer = await db.model('Offer').findOne({ where: { code: 'a' } })
      const red = await keyOf(db, 'Tag', { label: 'red' })
      const desk = await db.model('Product').create({
        name: 'desk',
        maker: { connect: await db.model('Maker').findOne() },
        offers: { connect: [offer] },
        sheet: { connect: await keyOf(db, 'Sheet', {}) },
        tags: { connect: red },
      })
      assert.equal(await productText(db, 'desk'), 'desk of Ann; offers a 2; sheet bright; tags red')
      assert.equal(await productText(db, 'lamp'), 'lamp of Ann; offers b 4; tags new, red')
      const before = await content(db)
      const same = { offers: { connect: offer?.id }, sheet: { connect: await keyOf(db, 'Sheet', {}) } }
      await desk.set({ ...same, tags: { connect: [red, red] }, maker: { connect: desk.makerId } }).save()
      await lamp.set({ offers: {}, tags: { connect: [], create: [] } }).save()
      assert.equal(await content(db), before)
    },
  },
  {
    id: 'nested-disconnect',
    title: 'disconnect empties refs, lets children go and removes links, and destroys none of the others',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const db = await shop(connectTo)
      const lamp = await lampOf(db)
      const [one, two] = (await db.model('Tag').find({ sort: { label: 'asc' } })) as LooseRecord[]
      assert.equal(
        await save(db, lamp, { sheet: { disconnect: true }, tags: { disconnect: one } }),
        'lamp of Ann; offers a 2, b 4; tags red',
      )
      assert.equal(await save(db, lamp, { tags: { disconnect: [two?.id] } }), 'lamp of Ann; offers a 2, b 4')
      assert.deepEqual([await db.model('Sheet').count(), await db.model('Tag').count()], [1, 2])
      const plug = await db
        .model('Product')
        .create({ name: 'plug', makerId: lamp.makerId, parentId: lamp.id })
      assert.equal(await save(db, lamp, { parts: { disconnect: [plug.id] } }), 'lamp of Ann; offers a 2, b 4')
      await plug.set({ parent: { connect: lamp } }).save()
      await plug.set({ parent: { disconnect: true } }).save()
      assert.equal(plug.parentId, null)
      assert.equal(await db.model('Product').count({ parent: null }), 2)
    },
  },
  {
    id: 'nested-update',
    title: 'update changes the record that a ref leads to and children by key, with what belongs to them',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const db = await shop(connectTo)
      const lamp = await lampOf(db)
      const a = await keyOf(db, 'Offer', { code: 'a' })
      const b = await db.model('Offer').findOne({ where: { code: 'b' } })
      const text = await save(db, lamp, {
        maker: { update: { name: 'Zoe', products: { create: { name: 'desk' } } } },
        sheet: { update: { text: 'dim' } },
        offers: {
          update: [
            { key: a, values: { price: 8 } },
            { key: b, values: { code: 'z', price: { $inc: 2 } } },
          ],
        },
      })
      assert.equal(text, 'lamp of Zoe; offers a 8, z 6; sheet dim; tags new, red')
      assert.equal(await productText(db, 'desk'), 'desk of Zoe')
      await lamp.set({ offers: { update: { key: a, values: { code: 'first' } } } }).save()
      assert.equal(await db.model('Offer').count({ code: 'first' }), 1)
    },
  },
  {
    id: 'nested-destroy',
    title: 'destroy removes children by key with all that follows them',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const db = await shop(connectTo)
      const lamp = await lampOf(db)
      const part = { name: 'plug', makerId: lamp.makerId, offers: { create: { code: 'p', price: 2 } } }
      await lamp.set({ parts: { create: part } }).save()
      assert.equal(await db.model('Offer').count(), 3)
      const plug = await keyOf(db, 'Product', { name: 'plug' })
      const a = await keyOf(db, 'Offer', { code: 'a' })
      const changes = { parts: { destroy: plug }, offers: { destroy: [a] }, sheet: { destroy: true } }
      assert.equal(await save(db, lamp, changes), 'lamp of Ann; offers b 4; tags new, red')
      assert.deepEqual([await db.model('Offer').count(), await db.model('Sheet').count()], [1, 0])
    },
  },
  {
    id: 'nested-set',
    title: 'set makes the links exactly those, and leaves alone the ones that stay',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const removed: string[] = []
      const db = await shop(connectTo, (step) => {
        if (step.startsWith('ProductTag') && /beforeCreate|beforeDestroy/.test(step)) removed.push(step)
      })
      const lamp = await lampOf(db)
      const red = await keyOf(db, 'Tag', { label: 'red' })
      const old = await db.model('Tag').create({ label: 'old' })
      removed.length = 0
      const rest = 'lamp of Ann; offers a 2, b 4; sheet bright'
      assert.equal(await save(db, lamp, { tags: { set: [red, old, old.id] } }), `${rest}; tags old, red`)
      assert.deepEqual(removed, ['ProductTag beforeDestroy', 'ProductTag beforeCreate'])
      assert.equal(await save(db, lamp, { tags: { set: [old, red] } }), `${rest}; tags old, red`)
      assert.equal(removed.length, 2)
      const create = { label: 'blue' }
      assert.equal(await save(db, lamp, { tags: { set: [red], create } }), `${rest}; tags blue, red`)
      assert.equal(await save(db, lamp, { tags: { set: [] } }), rest)
      assert.equal(await db.model('Tag').count(), 4)
    },
  },
  {
    id: 'nested-order',
    title: 'what goes goes before what comes, so that its unique values and its place are free',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const db = await shop(connectTo)
      const lamp = await lampOf(db)
      const a = await keyOf(db, 'Offer', { code: 'a' })
      const changes = {
        offers: { create: { code: 'a', price: 10 }, destroy: a },
        sheet: { create: { text: 'dim' }, disconnect: true },
      }
      assert.equal(await save(db, lamp, changes), 'lamp of Ann; offers a 10, b 4; sheet dim; tags new, red')
      assert.equal(await db.model('Sheet').count(), 2)
    },
  },
])
