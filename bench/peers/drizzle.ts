import { desc, eq, gt } from 'drizzle-orm'
import type { OpenPeer, Operations, Peer } from '../src/peer.ts'
import type { DrizzleDatabase } from './drizzle-database.ts'
import { comments, loadDataSet, openDatabase, posts } from './drizzle-database.ts'

const createOperations = (db: DrizzleDatabase): Partial<Operations> => ({
  async findById(id) {
    const [post] = await db.select().from(posts).where(eq(posts.id, id))
    return post ?? null
  },
  page: async (status) =>
    await db.select().from(posts).where(eq(posts.status, status)).orderBy(desc(posts.createdAt)).limit(50),
  include: async (status) =>
    await db.query.posts.findMany({
      where: eq(posts.status, status),
      orderBy: desc(posts.createdAt),
      limit: 20,
      with: { author: true, comments: { with: { author: true } } },
    }),
  findMany: async (after) =>
    await db.select().from(posts).where(gt(posts.id, after)).orderBy(posts.id).limit(1_000),
  count: async (authorId) => await db.$count(comments, eq(comments.authorId, authorId)),
  async insertOne(post) {
    const result = await db.insert(posts).values(post)
    return Number(result.lastInsertRowid)
  },
  async updateOne({ id, title, views }) {
    const result = await db.update(posts).set({ title, views }).where(eq(posts.id, id))
    return result.changes
  },
  bulkInsert: async (many) => await db.insert(posts).values([...many]),
})

/** Drizzle as people write it. */
export const peer: Peer = {
  title: 'Drizzle 0.45, as people write it',
  open(file): OpenPeer {
    const db = openDatabase(file)
    return {
      load: (data) => loadDataSet(db, data),
      removeAfter: async (id) => await db.delete(posts).where(gt(posts.id, id)),
      operations: createOperations(db),
      close: () => void db.$client.close(),
    }
  },
}
