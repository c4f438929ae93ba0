import assert from 'node:assert/strict'
import type { ErrorCode } from '../../errors/codes.ts'
import { modelOf } from '../loose.ts'
import { refuses } from '../refusals.ts'
import { group } from '../scenario.ts'
import { everythingOf, seen, transferWorld } from './transfer-models.ts'

type World = Awaited<ReturnType<typeof transferWorld>>

/** Checks that calls are refused, each with its code, and that nothing is stored of any. */
async function refusesAll(
  { of }: World,
  calls: readonly (readonly [ErrorCode, () => unknown])[],
): Promise<void> {
  const before = await everythingOf(of)
  for (const [code, call] of calls) await refuses(call, code)
  assert.deepEqual(await everythingOf(of), before)
}

/** Lets an offer have ended: trusted code alone can, by a record that is made anew. */
async function expire(db: World['db'], name: string): Promise<void> {
  const Brand = modelOf(db.system('time passes'), 'Brand')
  const brand = await Brand.findOne({ where: { name }, plain: true })
  await Brand.destroyWhere({ name })
  await Brand.create({ ...brand, offeredUntil: new Date(Date.now() - 1) })
}

/** How records change hands. */
export const transferScenarios = group('transfers', [
  {
    id: 'transfer-at-once',
    title: 'the owner gives a record away, between its hooks, and has no say in it any more',
    alone: true,
    needs: ['transactions'],
    async run({ connectTo }) {
      const world = await transferWorld(connectTo)
      const { as } = world
      const ann = as('ann')
      const home = await ann.one('House', 'home')
      const stale = await ann.one('House', 'home')
      assert.equal(await home.transfer('bob'), home)
      assert.deepEqual([home.ownerId, home.keys], ['bob', 3])
      assert.deepEqual(seen, ['before ann bob', 'after ann bob bob', 'committed transfer'])
      const [again] = await world.of('House').find({ where: { name: 'home' }, plain: true })
      assert.deepEqual([again?.ownerId, again?.keys], ['bob', 3])
      await refusesAll(world, [
        ['STALE_VERSION', () => stale.transfer('cid')],
        ['FORBIDDEN', () => home.transfer('ann')],
        ['FORBIDDEN', () => home.set({ name: 'x' }).save()],
      ])
      await (await as('bob').one('House', 'home')).transfer('ann')
    },
  },
  {
    id: 'transfer-refused',
    title: 'to nobody, to who has it, by others, of unsaved changes: refused, and nothing is stored',
    alone: true,
    needs: ['transactions'],
    async run({ connectTo }) {
      const world = await transferWorld(connectTo)
      const { as, of, db } = world
      const ann = as('ann')
      const one = (name: string) => ann.one('House', name)
      const [home, cursed, haunted] = [await one('home'), await one('cursed'), await one('haunted')]
      const changed = (await one('home')).set({ name: 'new' })
      const guests = db.as(null)
      const [seenByGuest] = await guests.model('House').find({ where: { name: 'home' } })
      const bobs = await as('bob').one('House', 'home')
      const firm = await ann.one('Firm', 'a')
      await refusesAll(world, [
        ['VALIDATION_FAILED', () => home.transfer('ann')],
        ['VALIDATION_FAILED', () => home.transfer(null)],
        ['VALIDATION_FAILED', () => home.transfer(undefined)],
        ['VALIDATION_FAILED', () => home.transfer({ $inc: 1 })],
        ['VALIDATION_FAILED', () => home.transfer({ $field: 'name' })],
        ['VALIDATION_FAILED', () => home.transfer(firm)],
        ['FORBIDDEN', () => bobs.transfer('bob')],
        ['FORBIDDEN', () => seenByGuest?.transfer('guest')],
        ['MISUSE', () => changed.transfer('bob')],
        ['MISUSE', () => firm.transfer('bob')],
        ['NO_OFFER', () => home.accept()],
        ['NO_OFFER', () => home.decline()],
        ['NO_OFFER', () => home.withdraw()],
      ])
      const before = await everythingOf(of)
      await assert.rejects(cursed.transfer('bob'), /never/)
      await assert.rejects(haunted.transfer('bob'), /not after all/)
      assert.deepEqual(await everythingOf(of), before)
      assert.deepEqual([haunted.ownerId, haunted.keys], ['ann', 0])
      const boss = as('boss', { roles: ['administrator'] })
      const nobodys = await boss.one('House', 'nobodys')
      const late = await boss.one('House', 'nobodys')
      assert.equal((await nobodys.transfer('ann')).ownerId, 'ann')
      await refuses(() => late.transfer('bob'), 'STALE_VERSION')
    },
  },
  {
    id: 'transfer-race',
    title: 'of transfers at the same time one wins',
    alone: true,
    needs: ['transactions'],
    async run({ connectTo }) {
      const { as, of } = await transferWorld(connectTo)
      const houses = [await as('ann').one('House', 'home'), await as('ann').one('House', 'home')]
      const [first, second] = await Promise.allSettled(
        houses.map((house, i) => house.transfer(['bob', 'cid'][i])),
      )
      assert.deepEqual([first?.status, second?.status].sort(), ['fulfilled', 'rejected'])
      const stored = await of('House').findOne({ where: { name: 'home' } })
      assert.equal(stored?.ownerId, first?.status === 'fulfilled' ? 'bob' : 'cid')
    },
  },
  {
    id: 'transfer-offer',
    title: 'an offer is taken by who would hold the role then, and by nobody else',
    alone: true,
    needs: ['transactions'],
    async run({ connectTo }) {
      const world = await transferWorld(connectTo)
      const { as, of, firms } = world
      const [ann, bob, clerk] = [as('ann'), as('bob'), as('bobs-clerk')]
      const brand = await ann.one('Brand', 'closed')
      const target = await ann.one('Firm', 'b')
      await assert.rejects(bob.one('Brand', 'closed'))
      await brand.transfer(target)
      assert.deepEqual([brand.firmId, brand.offeredToId, brand.offeredBy], [firms.a, firms.b, 'ann'])
      assert.ok(brand.offeredAt instanceof Date && brand.offeredUntil instanceof Date)
      assert.equal(brand.offeredUntil.getTime() - brand.offeredAt.getTime(), 14 * 86_400_000)
      const [offered] = await bob.of('Brand').find({ where: { offeredTo: { name: 'b' } } })
      assert.equal(offered?.name, 'closed')
      await assert.rejects(clerk.one('Brand', 'closed'))
      const stale = await ann.one('Brand', 'closed')
      await refusesAll(world, [
        ['FORBIDDEN', () => brand.accept()],
        ['FORBIDDEN', () => brand.decline()],
        ['FORBIDDEN', () => offered?.withdraw()],
        ['FORBIDDEN', () => offered?.transfer(firms.b)],
        ['FOREIGN_KEY_VIOLATION', () => offered?.transfer(firms.c)],
        ['FORBIDDEN', () => offered?.set({ name: 'mine' }).save()],
        ['VALIDATION_FAILED', () => offered?.set({ offeredToId: firms.b }).save()],
      ])
      await offered?.reload()
      await offered?.accept()
      assert.deepEqual(
        [offered?.firmId, offered?.offeredToId, offered?.offeredBy, offered?.offeredUntil],
        [firms.b, null, null, null],
      )
      await refuses(() => stale.withdraw(), ['NOT_FOUND', 'STALE_VERSION'])
      await assert.rejects(ann.one('Brand', 'closed'))
      assert.equal((await bob.one('Brand', 'closed')).firmId, firms.b)
      const entries = await of('Change').find({ sort: { id: 'asc' }, plain: true })
      const [given, taken] = entries.slice(-2)
      assert.deepEqual([given?.action, given?.actorId], ['transfer', 'ann'])
      assert.deepEqual([taken?.action, taken?.actorId], ['transfer', 'bob'])
      assert.ok(Object.keys(Object(taken?.diff)).includes('firmId'))
    },
  },
  {
    id: 'transfer-offer-ends',
    title: 'an offer is declined, withdrawn, replaced, void when it expires or the recipient goes',
    alone: true,
    needs: ['transactions'],
    async run({ connectTo }) {
      const world = await transferWorld(connectTo)
      const { as, of, firms, db } = world
      const [ann, bob] = [as('ann'), as('bob')]
      const offered = () => bob.one('Brand', 'open')
      const brand = await ann.one('Brand', 'open')
      await brand.transfer(firms.b)
      const declined = await (await offered()).decline()
      assert.equal(declined.offeredToId, null)
      await refuses(() => brand.transfer(firms.b), 'STALE_VERSION')
      await brand.reload()
      await brand.transfer(firms.b)
      const late = await offered()
      await brand.withdraw()
      assert.deepEqual([brand.offeredToId, brand.offeredAt], [null, null])
      await refuses(() => late.accept(), 'STALE_VERSION')
      await refuses(async () => (await offered()).accept(), 'NO_OFFER', { reason: 'none' })
      await brand.transfer(firms.b)
      await of('Brand').updateWhere({ name: 'closed' }, { isOpen: true })
      await expire(db, 'open')
      await refuses(async () => (await offered()).accept(), 'NO_OFFER', { reason: 'expired' })
      await refuses(() => brand.transfer(firms.c), 'FOREIGN_KEY_VIOLATION')
      await refuses(() => brand.transfer('01890000-0000-7000-8000-000000000000'), 'FOREIGN_KEY_VIOLATION')
      await (await of('Firm').findById(firms.b))?.destroy()
      const left = await ann.one('Brand', 'open')
      assert.deepEqual([left.offeredToId, left.firmId], [null, firms.a])
    },
  },
  {
    id: 'transfer-fields',
    title: 'the fields of an offer are written by transfers alone',
    alone: true,
    needs: ['transactions'],
    async run({ connectTo }) {
      const world = await transferWorld(connectTo)
      const { as, firms } = world
      const ann = as('ann')
      const values = { name: 'new', firmId: firms.a }
      await refusesAll(world, [
        ['FORBIDDEN', () => ann.of('Brand').create({ ...values, offeredToId: firms.b })],
        ['FORBIDDEN', () => ann.of('Brand').create({ ...values, offeredTo: { connect: firms.b } })],
        ['FORBIDDEN', () => ann.of('Brand').create({ ...values, offeredBy: 'bob' })],
        ['VALIDATION_FAILED', () => ann.of('Brand').updateWhere({ name: 'open' }, { offeredToId: firms.b })],
        ['FORBIDDEN', () => ann.of('Brand').updateWhere({ name: 'open' }, { firmId: firms.b })],
      ])
      const made = await ann.of('Brand').create(values)
      assert.deepEqual([made.firmId, made.offeredToId], [firms.a, null])
    },
  },
])
