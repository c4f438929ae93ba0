import type { OpenPeer, Operations, Peer } from '../src/peer.ts'
import type { PrometheusDatabase } from './prometheus-database.ts'
import { loadDataSet, openDatabase, removePostsAfter } from './prometheus-database.ts'

const createOperations = (db: PrometheusDatabase): Partial<Operations> => ({
  findById: (id) => db.Post.findById(id),
  page: (status) => db.Post.find({ where: { status }, sort: { createdAt: 'desc' }, limit: 50 }),
  include: (status) =>
    db.Post.find({
      where: { status },
      sort: { createdAt: 'desc' },
      limit: 20,
      include: { author: true, comments: { include: { author: true } } },
    }),
  async record(status) {
    const posts = await db.Post.find({ where: { status }, sort: { createdAt: 'desc' }, limit: 50 })
    let sum = 0
    for (const post of posts) sum += post.views + post.title.length + post.createdAt.getTime()
    return sum
  },
  findMany: (after) => db.Post.find({ where: { id: { $gt: after } }, sort: { id: 'asc' }, limit: 1_000 }),
})

/** This package, reading records that can be changed, saved and destroyed. */
export const peer: Peer = {
  title: 'Prometheus, records',
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
