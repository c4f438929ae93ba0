import assert from 'node:assert/strict'
import { softDelete } from '../../mixins/soft-delete.ts'
import { versioned } from '../../mixins/versioned.ts'
import { field, hasMany, ref } from '../../schema/factories.ts'
import { cast } from '../../support/cast.ts'
import type { LooseDatabase, LooseRecord } from '../loose.ts'
import { defineModel } from '../models.ts'
import { refuses } from '../refusals.ts'
import { group } from '../scenario.ts'
import { content, LAMP, lampOf, productText, shop } from './nested-models.ts'
import { id, namesOf, newOf, staff, statementsOf } from './relation-models.ts'

/** Nested writes among hooks, transactions and what else happens to a record. */
export const nestedLifeScenarios = group('nested writes', [
  {
    id: 'nested-hooks',
    title:
      'every record runs its own hooks: refs before the record, the others between its row and its after hooks',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const calls: string[] = []
      const db = await shop(connectTo, (step, record) => {
        calls.push(step)
        if (step === 'Product beforeSave')
          calls.push(`maker ${record.makerId === null ? 'missing' : 'there'}`)
        if (step === 'Product beforeCreate') record.set({ tags: { create: { label: 'by a hook' } } })
      })
      const values = { maker: { create: { name: 'Ann' } }, offers: { create: { code: 'a', price: 2 } } }
      await db.model('Product').create({ name: 'lamp', ...values })
      const of = (model: string) => [
        `${model} beforeValidation`,
        `${model} beforeSave`,
        `${model} beforeCreate`,
        `${model} afterCreate`,
        `${model} afterSave`,
      ]
      const [before, ...product] = of('Product')
      assert.deepEqual(calls, [
        ...[before, ...of('Maker'), ...product.slice(0, 1), 'maker there', ...product.slice(1, 2)],
        ...[...of('Offer'), ...of('Tag'), ...of('ProductTag'), ...product.slice(2)],
      ])
      assert.equal(await productText(db, 'lamp'), 'lamp of Ann; offers a 2; tags by a hook')
    },
  },
  {
    id: 'nested-self',
    title: 'relations of a model to itself are written along in both directions',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const db = await staff(connectTo)
      const person = db.model('Person')
      await person.create({
        name: 'flo',
        boss: { create: { name: 'gus', boss: { connect: id.ann } } },
        reports: { connect: [id.dan], create: [{ name: 'hal', reports: { create: { name: 'ida' } } }] },
        skills: { connect: [id.swim], create: { name: 'dig', people: { connect: id.eve } } },
      })
      const under = (name: string) => namesOf(person, { where: { boss: { name } } })
      assert.deepEqual(
        [await under('ann'), await under('gus'), await under('flo'), await under('hal')],
        ['bob cid gus', 'flo', 'dan hal', 'ida'],
      )
      assert.equal(await namesOf(person, { where: { skills: { $some: { name: 'dig' } } } }), 'eve flo')
      const ann = await person.findById(id.ann)
      await ann?.set({ boss: { connect: ann } }).save()
      assert.equal(await under('ann'), 'ann bob cid gus')
    },
  },
  {
    id: 'nested-in-transaction',
    title: 'inside a transaction it is a part of it: seen there, and undone with it',
    needs: ['transactions', 'savepoints'],
    alone: true,
    async run({ connectTo }) {
      const db = await shop(connectTo)
      const empty = await content(db)
      const undone = db.transaction(async (tx: LooseDatabase) => {
        await lampOf(tx)
        assert.equal(await productText(tx, 'lamp'), LAMP)
        await assert.rejects(
          tx.model('Maker').create({ name: 'x', products: { create: { name: 'y', size: 'z' } } }),
        )
        await assert.rejects(
          tx
            .model('Maker')
            .create({ name: 'x', products: { create: { name: 'y', parts: { connect: id.ann } } } }),
        )
        assert.equal(await productText(tx, 'lamp'), LAMP)
        throw new Error('undo')
      })
      await assert.rejects(undone, /^Error: undo$/)
      assert.equal(await content(db), empty)
      await db.transaction(async (tx: LooseDatabase) => {
        await lampOf(tx)
        await assert.rejects(lampOf(tx))
        await tx.model('Tag').create({ label: 'last' })
      })
      assert.equal(await productText(db, 'lamp'), LAMP)
      assert.equal(await db.model('Tag').count(), 3)
    },
  },
  {
    id: 'nested-pending',
    title: 'what a relation was given last holds, an empty object takes it back, and so does reload',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const db = await shop(connectTo)
      const lamp = await lampOf(db)
      const bob = await db.model('Maker').create({ name: 'Bob' })
      const pending = () => [lamp.changed, lamp.changedRelations]
      lamp.set({ offers: { destroy: id.ann }, tags: { set: [] } }).set({ offers: {} })
      assert.deepEqual(pending(), [[], ['tags']])
      lamp.set({ tags: undefined, maker: { create: {} } }).set({ makerId: bob.id })
      assert.deepEqual(pending(), [['makerId'], ['tags']])
      lamp.set({ maker: { connect: bob } })
      assert.deepEqual(pending(), [[], ['tags', 'maker']])
      await lamp.reload()
      assert.deepEqual(pending(), [[], []])
      await lamp.save()
      assert.equal(await productText(db, 'lamp'), LAMP)
      await lamp.set({ maker: { connect: bob } }).save()
      assert.equal(lamp.makerId, bob.id)
      const wrong = newOf(db, 'Product', { name: 'x', makerId: 'no key' }).set({ maker: { connect: bob } })
      assert.equal((await wrong.save()).makerId, bob.id)
    },
  },
  {
    id: 'nested-values',
    title: 'nested records have defaults, virtual attributes and expressions as those written by themselves',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const notes: unknown[] = []
      const db = await shop(connectTo, (step, record) => {
        if (step === 'Product beforeCreate') notes.push(record.note)
      })
      await db.model('Maker').create({ name: 'Ann', products: { create: [{ name: 'lamp', note: 'mine' }] } })
      assert.deepEqual(notes, ['mine'])
      const ann = await db.model('Maker').findOne({ include: { products: true } })
      const [lamp] = cast<LooseRecord[]>(ann?.products, 'many')
      assert.equal(lamp?.size, 1)
      const update = { key: lamp, values: { size: { $inc: 4 }, sheet: { create: { text: 'new' } } } }
      await ann?.set({ products: { update } }).save()
      assert.equal((await lamp?.reload())?.size, 5)
      assert.equal(await productText(db, 'lamp'), 'lamp of Ann; sheet new')
    },
  },
  {
    id: 'nested-mixins',
    title: 'versions, soft delete and what else mixins bring count for related records too',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      class Album extends defineModel({
        name: 'Album',
        schema: { id: field.id(), name: field.string(), songs: hasMany('Song', { by: 'album' }) },
        mixins: [versioned()],
      }) {}
      class Song extends defineModel({
        name: 'Song',
        schema: { id: field.id(), name: field.string({ required: true }), album: ref('Album') },
        mixins: [versioned(), softDelete()],
      }) {}
      const db = await connectTo({ Album, Song })
      const album = await db.model('Album').create({ songs: { create: [{ name: 'a' }, { name: 'b' }] } })
      const stale = await db.model('Album').findById(album.id)
      const [a, b] = await db.model('Song').find({ sort: { name: 'asc' } })
      await album.set({ songs: { destroy: a, update: { key: b, values: { name: 'c' } } } }).save()
      assert.deepEqual([await namesOf(db.model('Song')), (await b?.reload())?.version], ['c', 2])
      await refuses(() => album.set({ songs: { update: { key: a, values: {} } } }).save(), 'NOT_FOUND')
      await refuses(() => album.set({ songs: { connect: a } }).save(), 'VALIDATION_FAILED')
      await album.set({ songs: {}, name: 'new' }).save()
      await refuses(() => stale?.set({ songs: { create: { name: 'd' } } }).save(), 'STALE_VERSION')
      assert.equal(await namesOf(db.model('Song')), 'c')
    },
  },
  {
    id: 'nested-keys',
    title: 'keys that the store makes, and keys of several fields, lead from record to record',
    needs: ['transactions', 'autoIncrement'],
    alone: true,
    async run({ connectTo }) {
      class Order extends defineModel({
        name: 'Order',
        schema: {
          id: field.id({ type: 'auto' }),
          name: field.string(),
          lines: hasMany('Line', { by: 'order' }),
          first: ref('Order', { type: 'auto' }),
        },
      }) {}
      class Line extends defineModel({
        name: 'Line',
        schema: {
          order: ref('Order', { required: true, type: 'auto' }),
          number: field.integer({ required: true }),
          name: field.string(),
        },
        key: ['orderId', 'number'],
      }) {}
      const db = await connectTo({ Order, Line })
      const lines = {
        create: [
          { number: 1, name: 'a' },
          { number: 2, name: 'b' },
        ],
      }
      const order = await db.model('Order').create({ lines, first: { create: { name: 'old', lines } } })
      const [one, two] = await db
        .model('Line')
        .find({ where: { orderId: order.id }, sort: { number: 'asc' } })
      assert.deepEqual([one?.name, two?.name, await db.model('Line').count()], ['a', 'b', 4])
      const key = { orderId: order.id, number: 2 }
      await order.set({ lines: { destroy: one, update: { key, values: { name: 'c' } } } }).save()
      assert.equal(await namesOf(db.model('Line')), 'a b c')
      const other = { orderId: order.firstId, number: 2 }
      await refuses(() => order.set({ lines: { destroy: other } }).save(), 'NOT_FOUND')
      await refuses(() => order.set({ lines: { connect: other } }).save(), 'UNIQUE_VIOLATION', {
        path: 'lines.connect',
      })
      await order.set({ lines: { connect: { ...other, number: 1 } } }).save()
      assert.equal(await namesOf(db.model('Line'), { where: { orderId: order.id } }), 'a c')
    },
  },
  {
    id: 'nested-alone',
    title: 'a create that names no relation takes one statement',
    alone: true,
    async run({ connectTo }) {
      const db = await staff(connectTo)
      const count = (values: object) => statementsOf(db, () => db.model('Person').create(values))
      assert.equal(await count({ name: 'flo', teamId: id.red }), 1)
      assert.equal(await count({ name: 'gus', team: undefined, reports: undefined }), 1)
    },
  },
])
