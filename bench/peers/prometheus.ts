import type { OpenPeer, Operations, Peer } from '../src/peer.ts'
import type { PrometheusDatabase } from './prometheus-database.ts'
import { loadDataSet, openDatabase, removePostsAfter } from './prometheus-database.ts'

const createOperations = (db: PrometheusDatabase): Operations => ({
  findById: (id) => db.Post.findById(id, { plain: true }),
  page: (status) => db.Post.find({ where: { status }, sort: { createdAt: 'desc' }, limit: 50, plain: true }),
  include: (status) =>
    db.Post.find({
      where: { status },
      sort: { createdAt: 'desc' },
      limit: 20,
      plain: true,
      include: {
        author: { plain: true },
        comments: { plain: true, include: { author: { plain: true } } },
      },
    }),
  async record(status) {
    const posts = await db.Post.find({
      where: { status },
      sort: { createdAt: 'desc' },
      limit: 50,
      plain: true,
    })
    let sum = 0
    for (const post of posts) sum += post.views + post.title.length + post.createdAt.getTime()
    return sum
  },
  ownerPage: (authorId) =>
    db.Post.find({ where: { authorId }, sort: { createdAt: 'desc' }, limit: 50, plain: true }),
  sessionPage: (authorId) =>
    db.Post.find({ where: { authorId }, sort: { createdAt: 'desc' }, limit: 50, plain: true }),
  findMany: (after) =>
    db.Post.find({ where: { id: { $gt: after } }, sort: { id: 'asc' }, limit: 1_000, plain: true }),
  count: (authorId) => db.Comment.count({ authorId }),
  insertOne: async (post) => (await db.Post.create(post)).id,
  updateOne: ({ id, title, views }) => db.Post.updateWhere({ id }, { title, views }),
  recordedInsert: async (post) => (await db.Post.create(post)).id,
  recordedUpdate: ({ id, title, views }) => db.Post.updateWhere({ id }, { title, views }),
  bulkInsert: (posts) => db.Post.insertMany(posts),
})

/** This package, in everyday code: nothing prepared by hand, plain objects read. */
export const peer: Peer = {
  title: 'Prometheus',
  async open(place): Promise<OpenPeer> {
    const db = await openDatabase(place)
    return {
      load: (data) => loadDataSet(db, data),
      removeAfter: (id) => removePostsAfter(db, id),
      operations: createOperations(db),
      close: () => db.close(),
    }
  },
}
