import type { Collection, Db } from 'mongodb'
import { Double, Long, MongoClient } from 'mongodb'
import { chunks } from '../../src/data-set.ts'
import type { OpenPeer, Operations, Peer } from '../../src/peer.ts'
import type { NewPost, Post, Status } from '../../src/posts.ts'

/** A post as it is kept: a rating that is missing is left out. */
interface PostDocument {
  _id: Long | number
  author_id: Long | number
  title: string
  body: string
  status: Status
  views: Long | number
  published: boolean
  rating?: Double | number
  created_at: Date
}

const toPost = (document: PostDocument): Post => ({
  id: Number(document._id),
  authorId: Number(document.author_id),
  title: document.title,
  body: document.body,
  status: document.status,
  views: Number(document.views),
  published: document.published,
  rating: document.rating === undefined ? null : Number(document.rating),
  createdAt: document.created_at,
})

const toDocument = (id: number, post: NewPost): PostDocument => ({
  _id: Long.fromNumber(id),
  author_id: Long.fromNumber(post.authorId),
  title: post.title,
  body: post.body,
  status: post.status,
  views: Long.fromNumber(post.views),
  published: post.published,
  ...(post.rating !== null && { rating: new Double(post.rating) }),
  created_at: post.createdAt,
})

interface Counter {
  readonly _id: string
  readonly last: number
}

function createReads(db: Db, posts: Collection<PostDocument>): Partial<Operations> {
  const newest = (match: object, limit: number) =>
    posts
      .aggregate<PostDocument>([{ $match: match }, { $sort: { created_at: -1 } }, { $limit: limit }])
      .toArray()
  const ownerPage = async (author: number) => (await newest({ author_id: author }, 50)).map(toPost)
  return {
    async findById(id) {
      const [document] = await posts.aggregate<PostDocument>([{ $match: { _id: id } }]).toArray()
      return document === undefined ? null : toPost(document)
    },
    ownerPage,
    sessionPage: ownerPage,
    async count(author) {
      const pipeline = [{ $match: { author_id: author } }, { $count: 'count' }]
      const [found] = await db.collection('comments').aggregate(pipeline).toArray()
      return Number(found?.count ?? 0)
    },
  }
}

function createWrites(client: MongoClient, db: Db, posts: Collection<PostDocument>): Partial<Operations> {
  async function take(count: number): Promise<number> {
    const counter = await db
      .collection<Counter>('counters')
      .findOneAndUpdate(
        { _id: 'posts' },
        { $inc: { last: count } },
        { upsert: true, returnDocument: 'after' },
      )
    return Number(counter?.last)
  }
  return {
    async insertOne(post) {
      const id = await take(1)
      await posts.insertOne(toDocument(id, post))
      return id
    },
    async updateOne({ id, title, views }) {
      const set = { title, views: Long.fromNumber(views) }
      return (await posts.updateOne({ _id: id }, { $set: set })).matchedCount
    },
    async bulkInsert(added) {
      const last = await take(added.length)
      const documents = added.map((post, i) => toDocument(last - added.length + 1 + i, post))
      await client.withSession((session) =>
        session.withTransaction(() => posts.insertMany(documents, { session })),
      )
    },
  }
}

/** What a careful person writes by the driver. Aggregates cost what finds do, and the small server of the tests knows no others. */
export const peer: Peer = {
  title: 'driver (mongodb)',
  async open(url): Promise<OpenPeer> {
    const client = await new MongoClient(url).connect()
    const db = client.db()
    const posts = db.collection<PostDocument>('posts')
    await posts.createIndexes([{ key: { author_id: 1 } }, { key: { status: 1, created_at: 1 } }])
    await db.collection('comments').createIndexes([{ key: { post_id: 1 } }, { key: { author_id: 1 } }])
    return {
      async load(data) {
        for (const part of chunks(data.posts, 5_000))
          await posts.insertMany(part.map(({ id, ...post }) => toDocument(id, post)))
        await db.collection<Counter>('counters').insertOne({ _id: 'posts', last: data.posts.length })
        const add = (table: string, documents: object[]) => db.collection(table).insertMany(documents)
        await add(
          'users',
          data.users.map(({ id, createdAt, ...user }) => ({
            _id: id as never,
            ...user,
            created_at: createdAt,
          })),
        )
        for (const part of chunks(data.comments, 5_000))
          await add(
            'comments',
            part.map(({ id, postId, authorId, body, createdAt }) => ({
              ...{ _id: Long.fromNumber(id) as never, post_id: Long.fromNumber(postId) },
              ...{ author_id: Long.fromNumber(authorId), body, created_at: createdAt },
            })),
          )
      },
      removeAfter: (id) => posts.deleteMany({ _id: { $gt: id } }),
      operations: { ...createReads(db, posts), ...createWrites(client, db, posts) },
      close: () => client.close(),
    }
  },
}
