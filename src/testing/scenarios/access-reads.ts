import assert from 'node:assert/strict'
import { modelOf } from '../loose.ts'
import { each, refuses } from '../refusals.ts'
import { group } from '../scenario.ts'
import { accessWorld, signedIn } from './access-models.ts'

const sorted = { sort: { title: 'asc' } }
const titles = (rows: readonly object[]): unknown[] => rows.map((row) => Reflect.get(row, 'title'))

/** What sessions may read, and what they learn of the rest. */
export const accessReadScenarios = group('access to read', [
  {
    id: 'access-roles',
    title: 'lists, counts and single reads show what each role may see',
    alone: true,
    async run({ connectTo }) {
      const { as, ann, bob, eve, guest, of } = await accessWorld(connectTo)
      const expected = [
        [guest, ['open']],
        [ann, ['draft', 'open']],
        [bob, ['draft', 'open']],
        [eve, ['eves', 'open']],
        [as(signedIn('x', { roles: ['administrator'] })), ['draft', 'eves', 'nobodys', 'open']],
        [as(signedIn('x', { roles: ['editor'] })), ['draft', 'eves', 'nobodys', 'open']],
        [as(signedIn('x', { tags: ['posse'] })), ['draft', 'eves', 'nobodys', 'open']],
        [as(signedIn('x', { tags: [] })), ['open']],
        [as(signedIn('x', { roles: ['owner', 'staff', 'published', 'posse'] })), ['open']],
      ] as const
      const all = await of('Post').find()
      for (const [who, seen] of expected) {
        const Post = who('Post')
        assert.deepEqual(titles(await Post.find(sorted)), seen)
        assert.equal(await Post.count(), seen.length)
        assert.deepEqual(await Post.aggregate({ count: true }), [{ count: seen.length }])
        const { items } = await Post.page({ ...sorted, limit: 10 })
        assert.deepEqual(titles(items), seen)
        const streamed: object[] = []
        for await (const row of Post.stream({ ...sorted, chunk: 1 })) streamed.push(row)
        assert.deepEqual(titles(streamed), seen)
        for (const { id, title } of all) {
          const isSeen = seen.some((one) => one === title)
          assert.equal((await Post.findById(id)) !== null, isSeen)
          assert.equal((await Post.findOne({ where: { id } })) !== null, isSeen)
          assert.equal(await Post.exists({ id }), isSeen)
        }
      }
    },
  },
  {
    id: 'access-missing-values',
    title:
      'a session value that is missing or no scalar gives nothing, and never the records without an owner',
    alone: true,
    async run({ connectTo }) {
      const { db, as } = await accessWorld(connectTo)
      await each([undefined, null, '', {}, [], ['ann'], { $ne: null }, Number.NaN], async (id) => {
        await refuses(() => db.as({ user: { id } }), 'MISUSE')
      })
      assert.deepEqual(titles(await as({ user: null })('Post').find()), ['open'])
      await modelOf(db.system('a test'), 'Tenanted').insertMany([{ tenant: 'a' }, { tenant: 'b' }])
      const count = (tenant: unknown) => as(signedIn('x', {}, { tenant }))('Tenanted').count()
      assert.equal(await count('a'), 1)
      await each(
        [undefined, null, '', {}, ['a'], { $ne: 'a' }, { $in: ['a', 'b'] }, 5, true],
        async (tenant) => assert.equal(await count(tenant), 0),
      )
      assert.equal(await as(null)('Tenanted').count(), 0)
    },
  },
  {
    id: 'access-frozen-session',
    title: 'what becomes of the session object after as() changes nothing',
    alone: true,
    async run({ connectTo }) {
      const { as } = await accessWorld(connectTo)
      const roles = ['x']
      const session = { user: { id: 'ann', roles } }
      const who = as(session)
      session.user.id = 'eve'
      roles.push('administrator')
      assert.deepEqual(titles(await who('Post').find(sorted)), ['draft', 'open'])
    },
  },
  {
    id: 'access-undeclared',
    title: 'a model without permissions is refused to every session',
    alone: true,
    async run({ connectTo }) {
      const { guest, ann } = await accessWorld(connectTo)
      await refuses(() => guest('Bare').find(), 'FORBIDDEN', { model: 'Bare' })
      await refuses(() => ann('Bare').create({ name: 'x' }), 'FORBIDDEN', { model: 'Bare' })
    },
  },
  {
    id: 'access-fields',
    title: 'fields that may not be read are left out of records, plain objects and JSON, record by record',
    alone: true,
    async run({ connectTo }) {
      const { guest, ann, bob, of } = await accessWorld(connectTo)
      const [open] = await guest('Post').find()
      assert.deepEqual([open?.price, open?.note, open?.get('note')], [undefined, undefined, undefined])
      const json = Object.keys(open?.toJSON() ?? {})
      assert.ok(json.includes('title') && !json.includes('price') && !json.includes('note'))
      const [plain] = await guest('Post').find({ plain: true })
      assert.ok(plain && !('price' in plain) && !('note' in plain))
      await of('Post').updateWhere({ title: 'eves' }, { status: 'published' })
      const rows = await ann('Post').find({ ...sorted, select: { title: true, price: true } })
      assert.deepEqual(rows, [{ title: 'draft', price: 7 }, { title: 'eves' }, { title: 'open', price: 5 }])
      await refuses(() => ann('Post').find({ select: { note: true } }), 'FORBIDDEN', { field: 'note' })
      const [firm] = await ann('Firm').find({ include: { posts: { sort: { title: 'asc' } } }, limit: 5 })
      const posts = (firm?.posts ?? []) as typeof rows
      assert.deepEqual(
        posts.map(({ price, note }) => [price, note]),
        [
          [7, undefined],
          [5, undefined],
        ],
      )
      const [selected] = await ann('Firm').find({ include: { posts: { select: { price: true } } } })
      assert.equal(((selected?.posts ?? []) as object[]).length, 2)
      const Post = guest('Post') as unknown as new (
        key: unknown,
      ) => NonNullable<typeof open> & { ready: Promise<unknown> }
      const loaded = new Post({ id: open?.id })
      await loaded.ready
      assert.deepEqual([loaded.title, loaded.price, loaded.note], ['open', undefined, undefined])
      await loaded.reload()
      await open?.reload()
      assert.deepEqual([loaded.price, open?.price, open?.note], [undefined, undefined, undefined])
      assert.deepEqual(open?.set({ price: 5 }).changed, ['price'])
      const [left] = await bob('Post').find({ where: { title: 'open' } })
      assert.equal(left?.price, 5)
      await of('Member').destroyWhere({ userId: 'bob' })
      await left?.reload()
      assert.equal(left?.price, undefined)
    },
  },
  {
    id: 'access-field-filters',
    title: 'a filter, sort or figure tells nothing of a field that may not be read',
    alone: true,
    async run({ connectTo }) {
      const { guest, ann, of } = await accessWorld(connectTo)
      await of('Post').updateWhere({ title: 'eves' }, { status: 'published' })
      const filters = [
        { note: 'n1' },
        { note: { $ne: 'n1' } },
        { $not: { note: null } },
        { $or: [{ note: 'n1' }] },
      ]
      await each(filters, (where) =>
        refuses(() => ann('Post').find({ where }), 'FORBIDDEN', { field: 'note' }),
      )
      await each(filters, (where) => refuses(() => ann('Post').count(where), 'FORBIDDEN', { field: 'note' }))
      assert.deepEqual(titles(await ann('Post').find({ where: { price: { $gte: 0 } }, ...sorted })), [
        'draft',
        'open',
      ])
      assert.equal(await ann('Post').count({ price: 9 }), 0)
      await each([{ price: 5 }, { price: null }, { $not: { price: 5 } }], (where) =>
        refuses(() => guest('Post').count(where), 'FORBIDDEN', { field: 'price' }),
      )
      const refused = [
        () => ann('Post').find({ sort: { price: 'asc' } }),
        () => ann('Post').page({ sort: { price: 'asc' } }),
        () => ann('Post').aggregate({ by: ['price'], count: true }),
        () => ann('Post').aggregate({ max: ['price'] }),
        () => ann('Post').find({ sort: { note: 'asc' } }),
      ]
      await each(refused, (call) => refuses(call, 'FORBIDDEN'))
    },
  },
  {
    id: 'access-relations',
    title: 'related records that may not be seen are in no filter, no include and no order',
    alone: true,
    async run({ connectTo }) {
      const { guest, eve, ann, of } = await accessWorld(connectTo)
      const post = await of('Post').findOne({ where: { title: 'open' } })
      await of('Comment').insertMany([
        { postId: post?.id, text: 'a', authorId: 'ann', shown: true },
        { postId: post?.id, text: 'b', authorId: 'ann', shown: false },
        { postId: post?.id, text: 'c', authorId: 'eve', shown: false },
      ])
      const texts = async (who: typeof guest, limit: object) => {
        const include = { comments: { sort: { text: 'asc' } } }
        const [found] = await who('Post').find({ where: { title: 'open' }, include, ...limit })
        return ((found?.comments ?? []) as object[]).map((comment) => Reflect.get(comment, 'text'))
      }
      await each([{}, { limit: 1 }], async (limit) =>
        assert.deepEqual(
          [await texts(guest, limit), await texts(eve, limit), await texts(ann, limit)],
          [['a'], ['a', 'c'], ['a', 'b']],
        ),
      )
      const some = (who: typeof guest, comments: object) => who('Post').count({ title: 'open', comments })
      assert.equal(await some(guest, { $some: { text: 'b' } }), 0)
      assert.equal(await some(ann, { $some: { text: 'b' } }), 1)
      assert.equal(await some(guest, { $none: { text: 'b' } }), 1)
      assert.equal(await some(guest, { $every: { text: 'a' } }), 1)
      assert.equal(await some(ann, { $every: { text: 'a' } }), 0)
      assert.equal(await guest('Post').count({ firm: { name: 'Acme' } }), 0)
      assert.equal(await guest('Post').count({ firm: null }), 1)
      assert.equal(await ann('Post').count({ title: 'open', firm: { name: 'Acme' } }), 1)
      await refuses(() => guest('Post').find({ sort: { firm: { name: 'asc' } } }), 'FORBIDDEN')
      await each([{}, { limit: 9 }], async (limit) => {
        const [withFirm] = await guest('Post').find({ include: { firm: true }, ...limit })
        assert.equal(withFirm?.firm, null)
      })
    },
  },
  {
    id: 'access-between',
    title: 'many to many goes by links that may be seen alone',
    alone: true,
    async run({ connectTo }) {
      const { guest, of } = await accessWorld(connectTo)
      const post = await of('Post').findOne({ where: { title: 'open' } })
      const [a, b] = [await of('Tag').create({ name: 'a' }), await of('Tag').create({ name: 'b' })]
      await of('Tagging').insertMany([
        { postId: post?.id, tagId: a.id },
        { postId: post?.id, tagId: b.id, secret: true },
      ])
      const names = async (args: object) => {
        const [found] = await guest('Post').find({ include: { tags: args } })
        return ((found?.tags ?? []) as object[]).map((tag) => Reflect.get(tag, 'name'))
      }
      assert.deepEqual(await names({ sort: { name: 'desc' } }), ['a'])
      assert.deepEqual(await names({ sort: { name: 'desc' }, limit: 1 }), ['a'])
      assert.equal(await guest('Post').count({ tags: { $some: { name: 'b' } } }), 0)
      assert.equal(await guest('Post').count({ tags: { $some: { name: 'a' } } }), 1)
      assert.equal(await guest('Tag').count({ posts: { $some: {} } }), 1)
    },
  },
])
