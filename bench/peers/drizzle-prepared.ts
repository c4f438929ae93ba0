import { count, desc, eq, gt, sql } from 'drizzle-orm'
import type { OpenPeer, Operations, Peer } from '../src/peer.ts'
import type { NewPost } from '../src/posts.ts'
import type { DrizzleDatabase } from './drizzle-database.ts'
import { comments, loadDataSet, openDatabase, posts } from './drizzle-database.ts'

function createReads(db: DrizzleDatabase) {
  const byId = db
    .select()
    .from(posts)
    .where(eq(posts.id, sql.placeholder('id')))
    .prepare()
  const page = db
    .select()
    .from(posts)
    .where(eq(posts.status, sql.placeholder('status')))
    .orderBy(desc(posts.createdAt))
    .limit(50)
    .prepare()
  const many = db
    .select()
    .from(posts)
    .where(gt(posts.id, sql.placeholder('after')))
    .orderBy(posts.id)
    .limit(1_000)
    .prepare()
  const discussions = db.query.posts
    .findMany({
      where: eq(posts.status, sql.placeholder('status')),
      orderBy: desc(posts.createdAt),
      limit: 20,
      with: { author: true, comments: { with: { author: true } } },
    })
    .prepare()
  const total = db
    .select({ total: count() })
    .from(comments)
    .where(eq(comments.authorId, sql.placeholder('authorId')))
    .prepare()
  return {
    findById: async (id) => byId.get({ id }) ?? null,
    page: async (status) => page.all({ status }),
    include: async (status) => await discussions.execute({ status }),
    findMany: async (after) => many.all({ after }),
    count: async (authorId) => total.get({ authorId })?.total ?? 0,
  } satisfies Partial<Operations>
}

function createWrites(db: DrizzleDatabase) {
  const insert = db
    .insert(posts)
    .values({
      authorId: sql.placeholder('authorId'),
      title: sql.placeholder('title'),
      body: sql.placeholder('body'),
      status: sql.placeholder('status'),
      views: sql.placeholder('views'),
      published: sql.placeholder('published'),
      rating: sql.placeholder('rating'),
      createdAt: sql.placeholder('createdAt'),
    })
    .prepare()
  const update = db
    .update(posts)
    .set({ title: sql`${sql.placeholder('title')}`, views: sql`${sql.placeholder('views')}` })
    .where(eq(posts.id, sql.placeholder('id')))
    .prepare()
  const insertPost = (post: NewPost) => insert.run({ ...post })
  return {
    insertOne: async (post) => Number(insertPost(post).lastInsertRowid),
    updateOne: async ({ id, title, views }) => update.run({ id, title, views }).changes,
    bulkInsert: async (many) =>
      db.transaction(() => {
        for (const post of many) insertPost(post)
      }),
  } satisfies Partial<Operations>
}

/** Drizzle, each statement prepared by hand and kept. */
export const peer: Peer = {
  title: 'Drizzle 0.45, prepared by hand',
  open(file): OpenPeer {
    const db = openDatabase(file)
    return {
      load: (data) => loadDataSet(db, data),
      removeAfter: async (id) => await db.delete(posts).where(gt(posts.id, id)),
      operations: { ...createReads(db), ...createWrites(db) },
      close: () => void db.$client.close(),
    }
  },
}
