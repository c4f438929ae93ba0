import type { OpenPeer, Operations, Peer } from '../src/peer.ts'
import type { NewPost, Status } from '../src/posts.ts'
import { createInclude } from './ceiling-include.ts'
import type { PostRow } from './ceiling-rows.ts'
import { toPost, toPosts } from './ceiling-rows.ts'
import type { Connection } from './driver-database.ts'
import { createDatabase, INSERT_POST, loadDataSet, POST_COLUMNS } from './driver-database.ts'

function createReads(database: Connection) {
  const select = <Args extends unknown[]>(rest: string) =>
    database.prepare<Args, PostRow>(`SELECT ${POST_COLUMNS} FROM posts ${rest}`).raw()
  const byId = select<[number]>('WHERE id = ?')
  const page = select<[Status]>('WHERE status = ? ORDER BY created_at DESC LIMIT 50')
  const many = select<[number]>('WHERE id > ? ORDER BY id LIMIT 1000')
  const count = database
    .prepare<[number], number>('SELECT count(*) FROM comments WHERE author_id = ?')
    .pluck()
  return {
    async findById(id) {
      const row = byId.get(id)
      return row === undefined ? null : toPost(row)
    },
    page: async (status) => toPosts(page.all(status)),
    include: createInclude(database),
    findMany: async (after) => toPosts(many.all(after)),
    count: async (authorId) => count.get(authorId) ?? 0,
  } satisfies Partial<Operations>
}

function createWrites(database: Connection) {
  const begin = database.prepare('BEGIN IMMEDIATE')
  const commit = database.prepare('COMMIT')
  const rollback = database.prepare('ROLLBACK')
  const insert = database.prepare(INSERT_POST)
  const update = database.prepare('UPDATE posts SET title = ?, views = ? WHERE id = ?')
  const insertPost = (p: NewPost) =>
    insert.run(
      p.authorId,
      p.title,
      p.body,
      p.status,
      p.views,
      p.published ? 1 : 0,
      p.rating,
      p.createdAt.getTime(),
    )
  return {
    insertOne: async (post) => Number(insertPost(post).lastInsertRowid),
    updateOne: async ({ id, title, views }) => update.run(title, views, id).changes,
    async bulkInsert(posts) {
      begin.run()
      try {
        for (const post of posts) insertPost(post)
        commit.run()
      } catch (error) {
        rollback.run()
        throw error
      }
    },
  } satisfies Partial<Operations>
}

/** The driver with every trick that is known, behind one async function: what a data layer could reach at best. */
export const peer: Peer = {
  title: 'ceiling',
  open(file): OpenPeer {
    const database = createDatabase(file)
    return {
      load: (data) => loadDataSet(database, data),
      removeAfter: (id) => database.prepare('DELETE FROM posts WHERE id > ?').run(id),
      operations: { ...createReads(database), ...createWrites(database) },
      close: () => void database.close(),
    }
  },
}
