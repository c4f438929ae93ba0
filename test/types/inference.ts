import type { ChangeImage } from '../../src/model/types/changes-type.ts'
import type { FileValue, JsonValue, Password } from '../../src/schema/value-types.ts'
import { everything, now, same } from './harness.ts'
import type { Models } from './models/db.ts'
import { db } from './models/db.ts'
import type { Post, PostMeta } from './models/post.ts'
import type { User } from './models/user.ts'

// ——— attributes
const user = (await db.User.findById('1'))!
same<typeof user, User>(true)
same<typeof user.id, string>(true)
same<typeof user.name, string>(true)
same<typeof user.age, number | null>(true)
same<typeof user.password, Password | null>(true)
same<typeof user.initials, string>(true)
same<typeof user.createdAt, Date>(true)
same<typeof user.updatedAt, Date | null>(true)
const post = (await db.Post.findOne())!
same<typeof post, Post>(true)
same<typeof post.status, 'draft' | 'live'>(true)
same<typeof post.authorId, string>(true)
same<typeof post.reviewerId, string | null>(true)
same<typeof post.counterId, number | null>(true)
same<typeof post.tags, readonly string[]>(true)
same<typeof post.meta, PostMeta | null>(true)
same<typeof post.anything, JsonValue>(true)
same<typeof post.size, bigint | null>(true)
same<typeof post.price, string>(true)
same<typeof post.cover, FileValue | null>(true)
same<typeof post.raw, Uint8Array | null>(true)

// ——— records
same<ReturnType<typeof user.get<'age'>>, number | null>(true)
user.greet().length
user.touch()
await user.twice()
;(await user.rename('z')).rename('q')
await post.publish()
post.set({ views: { $inc: 1 }, title: { $field: 'body' }, price: { $inc: '1.50' }, size: { $inc: 2n } })
user.set({ password: 'plain text', greeting: 'hello', age: undefined })
user.age = null
same<(typeof user.changed)[number] & 'name', 'name'>(true)
const json = post.toJSON()
same<typeof json.createdAt, string>(true)
same<typeof json.size, string | null>(true)
same<typeof json.meta, PostMeta | null>(true)
same<'email' | 'password' extends keyof ReturnType<typeof user.toJSON> ? true : false, false>(true)
const fresh = new db.User({ name: 'Ann' })
same<typeof fresh, User>(true)
same<typeof fresh.isNew, boolean>(true)

// ——— filters
await db.User.find({
  where: {
    name: { $contains: 'a', $in: ['x', null] },
    age: { $gt: 3, $ne: null },
    createdAt: { $gte: now({ days: -7 }) },
    posts: { $some: { title: 'x', author: { name: 'q' } } },
    profile: null,
    $or: [{ email: { $icontains: 'x', $search: 'y' } }, { $not: { age: null } }],
  },
  sort: { createdAt: 'desc', name: { direction: 'asc', nulls: 'last' } },
  limit: 20,
  offset: 3,
  lock: 'update',
})
await db.Post.find({
  where: {
    tags: { $has: 'x' },
    meta: {
      seo: { score: { $gt: 3 }, title: 'q', tags: { $hasAny: ['x'] } },
      lang: { $exists: false },
      extra: { any: 3 },
    },
    anything: { some: { path: 'x' } },
    price: { $lt: '10.00' },
    size: { $gte: 3n },
    pinned: true,
    author: { age: 3 },
    reviewer: null,
    labels: { $every: { text: 'x' } },
  },
  sort: [{ title: 'asc' }, { price: 'desc' }],
})
await db.Post.find({
  sort: {
    author: { profile: { bio: 'asc' }, name: 'desc' },
    title: 'asc',
    reviewer: { age: { direction: 'asc' } },
  },
  include: { comments: { sort: [{ author: { name: 'desc' } }, { parent: { post: { title: 'asc' } } }] } },
})
await db.Comment.page({ sort: { post: { authorId: 'asc' } } })
// @ts-expect-error many related records have no one place in an order
await db.User.find({ sort: { posts: { title: 'asc' } } })
await db.Post.count(everything)
await db.Post.destroyWhere(everything)

// ——— includes
const users = await db.User.find({
  include: {
    profile: true,
    posts: {
      where: { status: 'live' },
      sort: { title: 'asc' },
      limit: 3,
      include: {
        author: true,
        reviewer: true,
        comments: { include: { post: { include: { author: { select: { name: true } } } } } },
      },
    },
  },
})
const first = users[0]!
same<(typeof first.posts)[0]['title'], string>(true)
same<NonNullable<(typeof first.posts)[0]['reviewer']>['age'], number | null>(true)
same<(typeof first.posts)[0]['author']['name'], string>(true)
// @ts-expect-error a ref that is not required may lead nowhere
first.posts[0]!.reviewer.name
same<keyof (typeof first.posts)[0]['comments'][0]['post']['author'], 'name'>(true)
first.posts[0]!.comments[0]!.post.isLive()
first.profile?.bio
const withLabels = await db.Post.findOne({ include: { labels: true } })
withLabels?.labels[0]?.shout()
declare const condition: boolean
const perhaps = (await db.Post.findOne({ include: condition ? { comments: true } : {} }))!
// @ts-expect-error what is included on a condition may be undefined
perhaps.comments.length

// ——— results
const picked = (await db.Post.findOne({ select: { title: true, views: true } }))!
same<keyof typeof picked, 'title' | 'views'>(true)
const plain = (await db.User.find({ plain: true }))[0]!
same<keyof typeof plain & ('greet' | 'save'), never>(true)
same<typeof plain.age, number | null>(true)
const page = await db.User.page({ sort: { name: 'asc' }, limit: 3, after: 'x', select: { id: true } })
same<typeof page.next, string | null>(true)
same<(typeof page.items)[0]['id'], string>(true)
for await (const item of db.Post.stream({ include: { comments: true }, chunk: 10 })) item.comments[0]!.text
const label = await db.PostLabel.findById({ postId: '1', labelId: '2' })
same<NonNullable<typeof label>['rank'], number | null>(true)
same<Parameters<typeof db.Counter.findById>[0], number>(true)

// ——— writes
await db.Post.create({ title: 'x', authorId: '1', price: '1.00', size: null })
await db.Post.create({ title: 'x', authorId: '1', price: '1.00', size: 3n, views: undefined, id: 'x' })
const related = await db.User.create({
  name: 'x',
  posts: {
    create: [
      { title: 'x', price: '1', size: null, status: 'live', labels: { create: { text: 'x' }, set: ['1'] } },
      {
        title: 'y',
        price: '1',
        size: 3n,
        comments: { create: [{ text: 'x', author: { create: { name: 'q' } } }] },
      },
    ],
    connect: ['1', post],
  },
  profile: { create: { bio: 'x' } },
})
same<typeof related, User>(true)
await db.Post.create({ title: 'x', price: '1', size: null, author: { create: { name: 'x' } } })
await db.Post.create({ title: 'x', price: '1', size: null, author: { connect: user }, labels: undefined })
await db.Comment.create({
  text: 'x',
  post: { create: { title: 'x', price: '1', size: null, author: { connect: '1' } } },
  replies: {
    create: [
      { text: 'x', postId: '1' },
      { text: 'y', post: { connect: '1' } },
    ],
  },
})
declare const someone: { connect: string } | undefined
// @ts-expect-error the key is asked for where its relation is given perhaps
await db.Post.create({ title: 'x', price: '1', size: null, author: someone })
await db.Post.create({ title: 'x', price: '1', size: null, authorId: '1', author: someone })
await new db.Post({ title: 'x', author: { create: { name: 'x', posts: { connect: post } } } }).save()
post.set({ author: { connect: '1' }, reviewer: { disconnect: true }, labels: { set: [] } })
post.set({
  comments: { update: { key: '1', values: { text: 'x' } }, destroy: ['1'], create: [{ text: 'x' }] },
})
post.set<Models>({ comments: { create: [{ text: 'x', replies: { create: { text: 'y', postId: '1' } } }] } })
user.set<Models>({ profile: { update: { bio: 'x', user: { update: { age: { $inc: 1 } } } } } })
same<'author' | 'labels' extends (typeof post.changedRelations)[number] ? true : false, true>(true)
const inserted: number = await db.Post.insertMany([{ title: 'x', authorId: '1', price: '1.00', size: null }])
const updated: number = await db.Post.updateWhere({ status: 'draft' }, { views: 3 })
const kept = await db.User.upsert({
  by: ['email'],
  create: { name: 'x', email: 'a@b.c' },
  update: { age: { $inc: 1 } },
})
same<typeof kept, User>(true)
void inserted
void updated

// ——— aggregates
const rows = await db.Post.aggregate({
  by: ['status'],
  count: true,
  sum: ['views', 'size', 'price'],
  avg: ['views', 'price'],
  max: ['createdAt'],
  sort: { status: 'asc' },
  limit: 3,
})
same<
  (typeof rows)[0],
  {
    status: 'draft' | 'live'
    count: number
    sum: { views: number | null; size: bigint | null; price: string | null }
    avg: { views: number | null; price: string | null }
    max: { createdAt: Date | null }
  }
>(true)

// ——— statics
const named = await db.User.byName('x')
same<typeof named, User | null>(true)
same<Awaited<ReturnType<typeof db.User.firstNames>>, string[]>(true)
;(await db.User.recent()).items[0]?.greet()
;(await db.User.byAge(3))?.greet()
db.User.epoch().getTime()
;(await db.Label.byText('x'))[0]?.shout()

// ——— databases
await db.transaction(
  async (tx) => {
    ;(await tx.User.findById('1'))?.greet()
    await tx.transaction((inner) => inner.Post.count())
  },
  { retries: 3, isolation: 'serializable' },
)
await db.system('nightly import').Post.insertMany([])
await db.as(null).Post.find()
await db.as({ user: { id: '1', roles: [], tags: [], companyIds: [] } }).Post.find()
const off = db.on('statement', (event) => event.duration > 10)
off()
await db.model('User').find({ where: { name: 'x' } })
await db.sync()
await db.close()

// ——— changes
const told = await db.system('an index').changes.read({ models: ['Post', 'User'], limit: 10 })
same<typeof told.position, string>(true)
for (const change of told.changes) {
  same<typeof change.model, 'Post' | 'User'>(true)
  if (change.model === 'User') same<typeof change.key, string>(true)
  else if (change.op === 'create') {
    same<typeof change.before, null>(true)
    same<typeof change.after.status, 'draft' | 'live'>(true)
    same<typeof change.after.size, string | null>(true)
    same<typeof change.after.authorId, string>(true)
  }
  if (change.op === 'update') same<typeof change.after, null>(false)
}
same<'email' | 'password' | 'initials' extends keyof ChangeImage<'User', Models> ? true : false, false>(true)
const consumer = await db.changes.consume(
  'numbers',
  { models: ['Counter'], keep: '30d', onError: (_, change) => change.key.toFixed() },
  async (change, { transaction, attempt }) => {
    same<typeof change.model, 'Counter'>(true)
    same<typeof attempt, number>(true)
    const made = await transaction((tx) => tx.Counter.create({ value: 1 }))
    same<typeof made.id, number>(true)
  },
)
await consumer.caughtUp()
