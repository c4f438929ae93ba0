import assert from 'node:assert/strict'
import { field, hasMany, ref } from '../../schema/factories.ts'
import type { LooseModel } from '../loose.ts'
import { defineModel } from '../models.ts'
import { refuses } from '../refusals.ts'
import type { ScenarioContext } from '../scenario.ts'
import { group } from '../scenario.ts'
import { settle } from '../timing.ts'

const past = new Date(Date.UTC(2020, 0, 1))
const future = new Date(Date.UTC(2999, 0, 1))

/** Visits that are over at a time of their own, or never, and the users that they refer to. */
function visitModels() {
  const User = defineModel({
    name: 'User',
    schema: { id: field.id(), visits: hasMany('Visit', { by: 'user' }) },
  })
  const Visit = defineModel({
    name: 'Visit',
    schema: {
      id: field.id(),
      token: field.string({ unique: true }),
      user: ref('User'),
      hits: field.integer({ default: 0 }),
      expiresAt: field.datetime(),
    },
    expires: { at: 'expiresAt' },
  })
  return { User, Visit }
}

/** One visit that is over, one that will be, and one that never is. */
async function visits({ connectTo }: ScenarioContext) {
  const db = await connectTo(visitModels())
  const [User, Visit] = [db.model('User'), db.model('Visit')]
  const { id: userId } = await User.create({})
  const rows = [
    { token: 'over', hits: 1, userId, expiresAt: past },
    { token: 'later', hits: 2, userId, expiresAt: future },
    { token: 'never', hits: 4, userId, expiresAt: null },
  ]
  const ids: unknown[] = []
  for (const row of rows) ids.push((await Visit.create(row)).id)
  return { User, Visit, userId, ids }
}

const tokens = (records: readonly object[]) => records.map((one) => Reflect.get(one, 'token')).toSorted()

/** Models whose records last two seconds from their last write on. */
function briefModel() {
  return defineModel({
    name: 'Brief',
    schema: { id: field.id(), name: field.string({ unique: true }), count: field.integer({ default: 0 }) },
    expires: '2s',
  })
}

/** Waits until a record is gone, and writes another one all the while. */
async function outlive(Brief: LooseModel, gone: string, written: string): Promise<void> {
  for (let tries = 0; tries < 1_000 && (await Brief.exists({ name: gone })); tries++) {
    await Brief.updateWhere({ name: written }, { count: { $inc: 1 } })
    await settle()
  }
}

/** Records that are gone after a while. */
export const expiryScenarios = group('expiry', [
  {
    id: 'expires-unseen',
    title: 'a record whose time is over is found on no way, one without a time on all',
    needs: ['expires'],
    alone: true,
    async run(context) {
      const { User, Visit, userId, ids } = await visits(context)
      assert.deepEqual(tokens(await Visit.find()), ['later', 'never'])
      assert.deepEqual(tokens(await Visit.find({ where: { userId } })), ['later', 'never'])
      assert.deepEqual(tokens(await Visit.find({ where: { hits: { $lt: 3 } } })), ['later'])
      assert.equal(await Visit.findById(ids[0]), null)
      assert.equal(await Visit.findOne({ where: { token: 'over' } }), null)
      assert.deepEqual([await Visit.count(), await Visit.count({ userId })], [2, 2])
      assert.equal(await Visit.exists({ token: 'over' }), false)
      assert.deepEqual(await Visit.aggregate({ max: ['hits'], count: true }), [
        { count: 2, max: { hits: 4 } },
      ])
      assert.equal(await User.count({ visits: { $some: { token: 'over' } } }), 0)
      assert.equal(await User.count({ visits: { $some: { token: 'never' } } }), 1)
    },
  },
  {
    id: 'expires-frees',
    title: 'a record whose time is over holds neither its key nor its unique values',
    needs: ['expires'],
    alone: true,
    async run(context) {
      const { Visit, ids } = await visits(context)
      await Visit.create({ id: ids[0], token: 'over' })
      assert.equal((await Visit.findById(ids[0]))?.token, 'over')
      await refuses(() => Visit.create({ token: 'later' }), 'UNIQUE_VIOLATION', { fields: ['token'] })
      assert.deepEqual(tokens(await Visit.find()), ['later', 'never', 'over'])
    },
  },
  {
    id: 'expires-unwritten',
    title: 'no write meets a record whose time is over: an upsert makes another',
    needs: ['expires'],
    alone: true,
    async run(context) {
      const { Visit, userId, ids } = await visits(context)
      assert.equal(await Visit.updateWhere({ userId }, { hits: 9 }), 2)
      assert.equal(await Visit.updateWhere({ token: 'over' }, { hits: 9 }), 0)
      const made = await Visit.upsert({ by: ['token'], create: { token: 'over', hits: 5 } })
      assert.ok(made.id !== ids[0])
      assert.deepEqual([made.hits, await Visit.count()], [5, 3])
      assert.equal(await Visit.destroyWhere({ userId }), 2)
    },
  },
  {
    id: 'expires-moved',
    title:
      'the time of a record can be moved and taken away; once it is over the record is not found to be saved',
    needs: ['expires'],
    alone: true,
    async run(context) {
      const { Visit, ids } = await visits(context)
      const [, later, never] = await Promise.all(ids.map((id) => Visit.findById(id)))
      await later?.set({ expiresAt: null }).save()
      await never?.set({ expiresAt: past }).save()
      assert.deepEqual(tokens(await Visit.find()), ['later'])
      await refuses(async () => never?.set({ hits: 1 }).save(), 'NOT_FOUND')
      await refuses(async () => never?.destroy(), 'NOT_FOUND')
      assert.equal(await Visit.updateWhere({ token: 'later' }, { expiresAt: past }), 1)
      assert.deepEqual([await Visit.count(), await Visit.find()], [0, []])
    },
  },
  {
    id: 'expires-after',
    title: 'a record lasts so long after it was last written, and its unique values as long',
    needs: ['expires'],
    alone: true,
    async run({ connectTo }) {
      const Brief = (await connectTo({ Brief: briefModel() })).model('Brief')
      await Brief.insertMany([{ name: 'left' }, { name: 'written' }])
      await refuses(() => Brief.create({ name: 'left' }), 'UNIQUE_VIOLATION')
      await outlive(Brief, 'left', 'written')
      assert.deepEqual(
        (await Brief.find()).map((one) => Reflect.get(one, 'name')),
        ['written'],
      )
      await Brief.create({ name: 'left' })
      assert.equal(await Brief.count(), 2)
    },
  },
  {
    id: 'expires-needs',
    title: 'a store that cannot let records expire refuses their model',
    alone: true,
    async run({ connectTo, capabilities }) {
      const connecting = () => connectTo({ Brief: briefModel() })
      if (capabilities.expires) await connecting()
      else await refuses(connecting, 'UNSUPPORTED', { model: 'Brief', capability: 'expires' })
    },
  },
])
