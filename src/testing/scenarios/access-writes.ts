import assert from 'node:assert/strict'
import type { ErrorCode } from '../../errors/codes.ts'
import { each, refuses } from '../refusals.ts'
import { group } from '../scenario.ts'
import { accessWorld, everythingIn, signedIn } from './access-models.ts'

type World = Awaited<ReturnType<typeof accessWorld>>

/** Checks that calls are refused, each with its code, and that nothing is stored of any. */
async function refusesAll(
  { of }: World,
  calls: readonly (readonly [ErrorCode, () => unknown])[],
): Promise<void> {
  const before = await everythingIn(of)
  for (const [code, call] of calls) await refuses(call, code)
  assert.deepEqual(await everythingIn(of), before)
}

/** What sessions may write. */
export const accessWriteScenarios = group('access to write', [
  {
    id: 'access-create',
    title: 'a new record belongs to the session that makes it, and to nobody else',
    alone: true,
    needs: ['transactions'],
    async run({ connectTo }) {
      const world = await accessWorld(connectTo)
      const { ann, eve, guest, as, acme } = world
      const made = await ann('Post').create({ title: 'new' })
      assert.equal(made.ownerId, 'ann')
      assert.equal(await ann('Post').insertMany([{ title: 'm1' }, { title: 'm2', ownerId: 'ann' }]), 2)
      const Post = ann('Post')
      const drafted = await new (Post as unknown as new (values: object) => typeof made)({
        title: 'made by new',
      }).save()
      assert.equal(drafted.ownerId, 'ann')
      await refusesAll(world, [
        ['FORBIDDEN', () => guest('Post').create({ title: 'x' })],
        ['FORBIDDEN', () => ann('Post').create({ title: 'x', ownerId: 'eve' })],
        ['FORBIDDEN', () => ann('Post').insertMany([{ title: 'x' }, { title: 'y', ownerId: 'eve' }])],
        ['FORBIDDEN', () => ann('Post').create({ title: 'x', ownerId: null })],
        ['FORBIDDEN', () => ann('Post').insertMany([{ title: 'x', ownerId: null }])],
        ['FORBIDDEN', () => ann('Post').create({ title: 'x', note: 'n' })],
        ['FORBIDDEN', () => ann('Post').create({ title: 'x', ownerId: null, price: 1 })],
        ['FORBIDDEN', () => ann('Post').create({ title: 'x', id: '', note: null })],
        ['FOREIGN_KEY_VIOLATION', () => eve('Post').create({ title: 'x', firmId: acme.id })],
        ['FORBIDDEN', () => as(signedIn('x', {}, { tenant: 'a' }))('Tenanted').create({ tenant: 'b' })],
        ['FORBIDDEN', () => as(signedIn('x'))('Tenanted').create({ tenant: 'b' })],
        ['FORBIDDEN', () => ann('Firm').create({ name: 'x' })],
        ['FORBIDDEN', () => eve('Member').create({ firmId: acme.id, userId: 'eve' })],
      ])
      const tenant = as(signedIn('x', {}, { tenant: 'a' }))
      const kept = await tenant('Tenanted').create({ name: 'n' })
      assert.equal(kept.tenant, 'a')
      await refusesAll(world, [
        ['FORBIDDEN', () => kept.set({ tenant: 'b' }).save()],
        ['FORBIDDEN', () => tenant('Tenanted').updateWhere({ name: 'n' }, { tenant: 'b' })],
      ])
    },
  },
  {
    id: 'access-update',
    title: 'an update goes by the stored record, and whose a record is changes by none',
    alone: true,
    needs: ['transactions'],
    async run({ connectTo }) {
      const world = await accessWorld(connectTo)
      const { ann, bob, eve, of, other } = world
      const [mine] = await ann('Post').find({ where: { title: 'draft' } })
      const [seen] = await bob('Post').find({ where: { title: 'draft' } })
      const [open] = await eve('Post').find({ where: { title: 'open' } })
      await mine?.set({ status: 'published', price: 8 }).save()
      assert.deepEqual([mine?.status, mine?.price], ['published', 8])
      await mine?.set({ status: 'draft' }).save()
      await refusesAll(world, [
        ['FORBIDDEN', () => seen?.set({ status: 'x' }).save()],
        ['FORBIDDEN', () => open?.set({ status: 'x' }).save()],
        ['FORBIDDEN', () => open?.set({ ownerId: 'eve' }).save()],
        ['FORBIDDEN', () => mine?.set({ ownerId: 'eve' }).save()],
        ['FORBIDDEN', () => ann('Post').updateWhere({ title: 'draft' }, { ownerId: 'eve' })],
        ['FORBIDDEN', () => ann('Post').updateWhere({ title: 'draft' }, { firmId: other.id })],
        ['FORBIDDEN', () => ann('Post').updateWhere({ title: 'draft' }, { note: 'x' })],
        ['FORBIDDEN', () => ann('Post').updateWhere({ note: 'n2' }, { status: 'x' })],
        ['FORBIDDEN', () => ann('Post').updateWhere({ title: 'draft' }, { status: { $field: 'note' } })],
      ])
      assert.equal(await eve('Post').updateWhere({ title: { $in: ['open', 'draft'] } }, { status: 'x' }), 0)
      assert.equal(await bob('Post').updateWhere({ title: 'draft' }, { status: 'x' }), 0)
      assert.equal(await ann('Post').updateWhere({ $not: { title: '' } }, { status: 'kept' }), 2)
      assert.equal(await of('Post').count({ status: 'kept' }), 2)
    },
  },
  {
    id: 'access-lost',
    title: 'a record that may not be read answers as one that is not there, to every write',
    alone: true,
    needs: ['transactions'],
    async run({ connectTo }) {
      const world = await accessWorld(connectTo)
      const { eve, of } = world
      await of('Post').updateWhere({ title: 'draft' }, { status: 'published' })
      const [lost] = await eve('Post').find({ where: { title: 'draft' } })
      await of('Post').updateWhere({ title: 'draft' }, { status: 'draft' })
      const gone = await of('Post').create({ title: 'gone', status: 'published' })
      const [missing] = await eve('Post').find({ where: { title: 'gone' } })
      await gone.destroy()
      const told = async (call: () => unknown) => {
        const { code, message, details } = await refuses(call, 'NOT_FOUND')
        return { code, message, details }
      }
      for (const call of [
        (record: typeof lost) => record?.set({ status: 'y' }).save(),
        (record: typeof lost) => record?.reload(),
        (record: typeof lost) => record?.destroy(),
      ])
        assert.deepEqual(await told(() => call(lost)), await told(() => call(missing)))
    },
  },
  {
    id: 'access-destroy',
    title: 'records are destroyed by those who may, with what goes along, or nothing is',
    alone: true,
    needs: ['transactions'],
    async run({ connectTo }) {
      const world = await accessWorld(connectTo)
      const { ann, eve, guest, of } = world
      const post = await of('Post').findOne({ where: { title: 'open' } })
      await of('Comment').insertMany([
        { postId: post?.id, text: 'a', authorId: 'ann' },
        { postId: post?.id, text: 'b', authorId: 'eve', shown: false },
      ])
      const [seen] = await eve('Post').find({ where: { title: 'open' } })
      const [mine] = await ann('Post').find({ where: { title: 'open' } })
      await refusesAll(world, [
        ['FORBIDDEN', () => seen?.destroy()],
        ['NOT_FOUND', () => mine?.destroy()],
        ['NOT_FOUND', () => ann('Post').destroyWhere({ title: 'open' })],
      ])
      assert.equal(await eve('Post').destroyWhere({ title: 'open' }), 0)
      assert.equal(await guest('Post').destroyWhere({ $not: { title: '' } }), 0)
      await of('Comment').updateWhere({ text: 'b' }, { authorId: 'ann' })
      await mine?.destroy()
      assert.deepEqual([await of('Post').count({ title: 'open' }), await of('Comment').count()], [0, 0])
    },
  },
  {
    id: 'access-upsert',
    title: 'an upsert never overwrites what the session may not change',
    alone: true,
    needs: ['transactions'],
    async run({ connectTo }) {
      const world = await accessWorld(connectTo)
      const { ann, eve, guest } = world
      const upsert = (who: typeof ann, title: string) => () =>
        who('Post').upsert({ by: ['title'], create: { title, status: 'mine' } })
      await refusesAll(world, [
        ['FORBIDDEN', upsert(eve, 'open')],
        ['UNIQUE_VIOLATION', upsert(eve, 'draft')],
        ['FORBIDDEN', upsert(guest, 'new')],
        ['FORBIDDEN', () => ann('Post').upsert({ by: ['title'], create: { title: 'x', ownerId: 'eve' } })],
        [
          'FORBIDDEN',
          () => ann('Post').upsert({ by: ['title'], create: { title: 'draft' }, update: { ownerId: 'eve' } }),
        ],
      ])
      assert.equal((await upsert(ann, 'draft')()).status, 'mine')
      assert.equal((await upsert(ann, 'new')()).ownerId, 'ann')
    },
  },
  {
    id: 'access-nested',
    title: 'related records are written along only where each of them may be',
    alone: true,
    needs: ['transactions'],
    async run({ connectTo }) {
      const world = await accessWorld(connectTo)
      const { ann, eve, of, acme, other } = world
      const tag = await of('Tag').create({ name: 't' })
      const [mine] = await ann('Post').find({ where: { title: 'draft' } })
      const [open] = await eve('Post').find({ where: { title: 'open' } })
      const [beside] = await eve('Post').find({ where: { title: 'open' } })
      const comment = await eve('Comment').create({ postId: beside?.id, text: 'eves' })
      const made = await ann('Post').create({
        title: 'with comment',
        comments: { create: [{ text: 'first' }] },
        tags: { connect: [tag.id] },
      })
      assert.equal(await of('Comment').count({ postId: made.id, authorId: 'ann' }), 1)
      assert.equal(await of('Tagging').count({ postId: made.id }), 1)
      await refusesAll(world, [
        ['FORBIDDEN', () => open?.set({ tags: { connect: [tag.id] } }).save()],
        ['FORBIDDEN', () => beside?.set({ comments: { create: [{ text: 'by eve' }] } }).save()],
        ['FOREIGN_KEY_VIOLATION', () => comment.set({ postId: mine?.id }).save()],
        ['VALIDATION_FAILED', () => ann('Post').create({ title: 'x', firm: { connect: other.id } })],
        ['FORBIDDEN', () => ann('Post').create({ title: 'x', comments: { create: [{ authorId: 'eve' }] } })],
        ['FORBIDDEN', () => mine?.set({ firm: { update: { name: 'x' } }, note: 'n' }).save()],
      ])
      await ann('Post').create({ title: 'in acme', firm: { connect: acme.id } })
    },
  },
  {
    id: 'access-restore',
    title: 'whoever may destroy may restore, and stores nothing along that only an update may',
    alone: true,
    needs: ['transactions'],
    async run({ connectTo }) {
      const world = await accessWorld(connectTo)
      const { as, ann, of } = world
      const record = await ann('Kept').create({ text: 'as it was' })
      await record.destroy()
      const gone = async (who: typeof ann) => {
        const Kept = who('Kept') as unknown as { withDeleted(): ReturnType<typeof ann> }
        const [found] = await Kept.withDeleted().find()
        return found as unknown as { set(values: object): unknown; restore(): Promise<void> }
      }
      const keeper = as(signedIn('kim', { roles: ['keeper'] }))
      const [changed, taken, stranger] = [await gone(keeper), await gone(keeper), await gone(world.eve)]
      changed.set({ text: 'changed along' })
      taken.set({ ownerId: 'kim' })
      await refusesAll(world, [
        ['FORBIDDEN', () => changed.restore()],
        ['FORBIDDEN', () => taken.restore()],
        ['FORBIDDEN', () => stranger.restore()],
      ])
      await (await gone(keeper)).restore()
      assert.deepEqual(
        (await of('Kept').find()).map(({ text, ownerId }) => [text, ownerId]),
        [['as it was', 'ann']],
      )
    },
  },
  {
    id: 'access-transactions',
    title: 'a transaction keeps the session, and what it undoes was never there',
    alone: true,
    needs: ['transactions'],
    async run({ connectTo }) {
      const { db, of } = await accessWorld(connectTo)
      const mine = db.as(signedIn('ann'))
      const failed = mine.transaction(async (tx: typeof mine) => {
        await tx.model('Post').create({ title: 'in tx' })
        assert.equal(await tx.model('Post').count(), 3)
        await refuses(() => tx.model('Post').create({ title: 'x', ownerId: 'eve' }), 'FORBIDDEN')
        throw new Error('undo')
      })
      await assert.rejects(failed, /undo/)
      assert.equal(await of('Post').count(), 4)
      await each([0, 1], async () => assert.equal(await mine.model('Post').count(), 2))
    },
  },
])
