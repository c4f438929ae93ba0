import assert from 'node:assert/strict'
import { field, ref } from '../../schema/factories.ts'
import { modelOf } from '../loose.ts'
import { defineModel } from '../models.ts'
import { each, refuses } from '../refusals.ts'
import { group } from '../scenario.ts'
import { signedIn } from './access-models.ts'
import type { ConnectTo } from './relation-models.ts'

function ruleModels() {
  const Driver = defineModel({
    name: 'Driver',
    schema: { id: field.id(), name: field.string() },
    permissions: { read: ['anyone'] },
  })
  const Ride = defineModel({
    name: 'Ride',
    schema: {
      id: field.id(),
      driver: ref('Driver', { access: { read: ['driver', 'administrator'] } }),
      callerId: field.string(),
      tenant: field.string(),
      title: field.string(),
      slug: field.string({ access: { write: ['administrator'] } }),
    },
    hooks: {
      beforeSave() {
        this.set({ slug: `about ${this.get('title')}` })
      },
    },
    roles: {
      driver: { key: 'driverId' },
      robot: { key: 'callerId', kind: 'robot' },
      same: { where: (session) => ({ tenant: Reflect.get(session, 'tenant') }) },
      others: { where: (session) => ({ $not: { tenant: Reflect.get(session, 'tenant') } }) },
      apart: { where: (session) => ({ driverId: { $nin: Reflect.get(session, 'drivers') } }) },
      open: { where: { $not: { driver: { name: 'Closed' } } } as never },
      editor: { named: true },
    },
    permissions: {
      create: ['open'],
      read: ['driver', 'robot', 'same', 'others', 'apart', 'administrator'],
      update: ['driver', 'editor'],
      destroy: ['editor'],
    },
  })
  return { Driver, Ride }
}

async function rides(connectTo: ConnectTo) {
  const db = await connectTo(ruleModels())
  const trusted = db.system('a test')
  const of = (name: 'Driver' | 'Ride') => modelOf(trusted, name)
  const as = (session: unknown) => modelOf(db.as(session), 'Ride')
  const driver = await of('Driver').create({ name: 'Dee' })
  return { db, of, as, driver }
}

/** A model that is read by those that pass a check. */
const asked = (check: () => unknown) =>
  defineModel({
    name: 'Asked',
    schema: { id: field.id(), inner: field.string({ access: { read: ['passing'] } }) },
    roles: { passing: { check } as never },
    permissions: { read: ['passing'] },
  })

/** How a session meets a rule. */
export const accessRuleScenarios = group('access rules', [
  {
    id: 'access-kinds',
    title: 'users of different kinds that have the same id are not taken for each other',
    alone: true,
    async run({ connectTo }) {
      const { of, as, driver } = await rides(connectTo)
      await of('Ride').insertMany([{ driverId: driver.id }, { callerId: 'seven' }])
      const count = (id: unknown, kind?: string) => as(signedIn(String(id), kind ? { kind } : {})).count()
      assert.equal(await count(driver.id), 1)
      assert.equal(await count(driver.id, 'driver'), 1)
      assert.equal(await count(driver.id, 'customer'), 0)
      assert.equal(await count('seven', 'robot'), 1)
      await each(['driver', 'customer', undefined], async (kind) =>
        assert.equal(await count('seven', kind), 0),
      )
    },
  },
  {
    id: 'access-missing-null',
    title: 'a session value that is missing is no null, be it compared or negated',
    alone: true,
    async run({ connectTo }) {
      const { of, as } = await rides(connectTo)
      await of('Ride').insertMany([{ tenant: null }, { tenant: 'a' }, { tenant: 'b' }])
      await each([null, undefined, ''], async (tenant) =>
        assert.equal(await as(signedIn('x', {}, { tenant })).count(), 0),
      )
      assert.equal(await as(signedIn('x', {}, { tenant: 'a' })).count(), 3)
      await each([null, 'x', {}, [null], [''], [{}], ['x', { $ne: 'y' }], [['x']]], async (drivers) =>
        assert.equal(await as(signedIn('x', {}, { drivers })).count(), 0),
      )
      assert.equal(await as(signedIn('x', {}, { drivers: ['x'] })).count(), 3)
    },
  },
  {
    id: 'access-checks',
    title: 'only true lets a check pass: not what is truthy, and nothing that fails',
    alone: true,
    async run({ connectTo }) {
      const count = async (check: () => unknown) => {
        const db = await connectTo({ Asked: asked(check) })
        await modelOf(db.system('a test'), 'Asked').insertMany([{}])
        return modelOf(db.as(signedIn('x')), 'Asked').count()
      }
      const fails = () => {
        throw new Error('of a check')
      }
      assert.deepEqual([await count(() => true), await count(async () => true)], [1, 1])
      await each(
        [() => false, () => 1, () => 'true', async () => ({}), fails, async () => fails()],
        async (check) => assert.equal(await count(check), 0),
      )
    },
  },
  {
    id: 'access-check-once',
    title: 'a check is asked once for a session, whatever is read',
    alone: true,
    async run({ connectTo }) {
      let times = 0
      const db = await connectTo({
        Asked: asked(async () => {
          times++
          return true
        }),
      })
      await modelOf(db.system('a test'), 'Asked').insertMany([{ inner: 'a' }, { inner: 'b' }])
      const Asked = modelOf(db.as(signedIn('x')), 'Asked')
      await Promise.all([Asked.find(), Asked.count(), Asked.page()])
      await Asked.exists()
      assert.equal(times, 1)
      const streamed: unknown[] = []
      const Again = modelOf(db.as(signedIn('x')), 'Asked')
      for await (const { inner } of Again.stream({ sort: { inner: 'desc' }, chunk: 1 })) streamed.push(inner)
      assert.deepEqual([streamed, times], [['b', 'a'], 2])
    },
  },
  {
    id: 'access-blind-writes',
    title: 'whoever may not read a record does not change it either, and learns nothing by trying',
    alone: true,
    needs: ['transactions'],
    async run({ connectTo }) {
      const { of, as } = await rides(connectTo)
      await of('Ride').create({ title: 'hidden' })
      const editor = as(signedIn('x', { roles: ['editor'] }))
      assert.equal(await editor.updateWhere({ title: 'hidden' }, { title: 'seen' }), 0)
      assert.equal(await editor.destroyWhere({ title: 'hidden' }), 0)
      assert.equal(await of('Ride').count({ title: 'hidden' }), 1)
    },
  },
  {
    id: 'access-negated-create',
    title: 'a rule that negates what a new record refers to is asked of it',
    alone: true,
    needs: ['transactions'],
    async run({ connectTo }) {
      const { of, as, driver } = await rides(connectTo)
      const closed = await of('Driver').create({ name: 'Closed' })
      const as7 = as(signedIn('seven', { roles: ['administrator'] }))
      await refuses(() => as(signedIn(String(closed.id))).create({ title: 'x' }), 'FORBIDDEN')
      await as(signedIn(String(driver.id))).create({ title: 'x' })
      assert.equal((await as7.find()).length, 1)
    },
  },
  {
    id: 'access-hooks',
    title: 'what hooks set is not held against the caller, and what the caller sets is',
    alone: true,
    needs: ['transactions'],
    async run({ connectTo }) {
      const { as, of, driver } = await rides(connectTo)
      const Ride = as(signedIn(String(driver.id)))
      const ride = await Ride.create({ title: 'a' })
      await ride.set({ title: 'b' }).save()
      await ride.set({ title: 'c' }).save()
      assert.equal((await of('Ride').findOne())?.slug, 'about c')
      await refuses(() => ride.set({ title: 'd', slug: 'mine' }).save(), 'FORBIDDEN', { field: 'slug' })
      await refuses(() => Ride.create({ title: 'd', slug: 'mine' }), 'FORBIDDEN', { field: 'slug' })
      assert.equal(await of('Ride').count({ slug: 'about c' }), 1)
    },
  },
  {
    id: 'access-hidden-ref',
    title: 'a ref that may not be read leads nowhere: not by include, filter or sort',
    alone: true,
    async run({ connectTo }) {
      const { as, of, driver } = await rides(connectTo)
      await of('Ride').create({ driverId: driver.id, tenant: 'a' })
      const Ride = as(signedIn('x', {}, { tenant: 'a' }))
      await each(
        [
          () => Ride.find({ include: { driver: true } }),
          () => Ride.find({ sort: { driver: { name: 'asc' } } }),
          () => Ride.count({ driver: { name: 'Dee' } }),
          () => Ride.find({ select: { title: true }, include: { driver: true } }),
        ],
        (call) => refuses(call, 'FORBIDDEN', { field: 'driverId' }),
      )
      const all = as(signedIn('x', { roles: ['administrator'] }))
      const [ride] = await all.find({ include: { driver: true } })
      assert.equal((ride?.driver as { name?: unknown } | null)?.name, 'Dee')
    },
  },
])
