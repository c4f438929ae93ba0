import type { OpenPeer, Operations, Peer } from '../src/peer.ts'
import type { NewPost, PostUpdate, Status } from '../src/posts.ts'
import type { Connection } from './driver-database.ts'
import { createDatabase, INSERT_POST, loadDataSet, POST_COLUMNS } from './driver-database.ts'
import { createInclude } from './driver-include.ts'
import type { PostRow } from './driver-rows.ts'
import { toPost } from './driver-rows.ts'

function createReads(database: Connection) {
  const byId = database.prepare<[number], PostRow>(`SELECT ${POST_COLUMNS} FROM posts WHERE id = ?`)
  const page = database.prepare<[Status, number], PostRow>(
    `SELECT ${POST_COLUMNS} FROM posts WHERE status = ? ORDER BY created_at DESC LIMIT ?`,
  )
  const many = database.prepare<[number, number], PostRow>(
    `SELECT ${POST_COLUMNS} FROM posts WHERE id > ? ORDER BY id LIMIT ?`,
  )
  const ownerPage = database.prepare<[number, number], PostRow>(
    `SELECT ${POST_COLUMNS} FROM posts WHERE author_id = ? ORDER BY created_at DESC LIMIT ?`,
  )
  const ofOwner = (authorId: number) => ownerPage.all(authorId, 50).map(toPost)
  const count = database.prepare<[number], { total: number }>(
    'SELECT count(*) AS total FROM comments WHERE author_id = ?',
  )
  return {
    findById(id) {
      const row = byId.get(id)
      return row === undefined ? null : toPost(row)
    },
    page: (status) => page.all(status, 50).map(toPost),
    record(status) {
      let sum = 0
      for (const row of page.all(status, 50)) {
        const post = toPost(row)
        sum += post.views + post.title.length + post.createdAt.getTime()
      }
      return sum
    },
    include: createInclude(database),
    ownerPage: ofOwner,
    sessionPage: ofOwner,
    findMany: (after) => many.all(after, 1_000).map(toPost),
    count: (authorId) => count.get(authorId)?.total ?? 0,
  } satisfies Partial<Operations>
}

function createWrites(database: Connection) {
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
  const bulkInsert = database.transaction((posts: readonly NewPost[]) => {
    for (const post of posts) insertPost(post)
  })
  const insertOne = (post: NewPost) => Number(insertPost(post).lastInsertRowid)
  const updateOne = ({ id, title, views }: PostUpdate) => update.run(title, views, id).changes
  return {
    insertOne,
    updateOne,
    recordedInsert: insertOne,
    recordedUpdate: updateOne,
    bulkInsert,
  } satisfies Partial<Operations>
}

/** What a careful person writes by the driver: statements kept, rows as objects, values decoded. The measure of all. */
export const peer: Peer = {
  title: 'driver (better-sqlite3)',
  sync: true,
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
