import type { Pool, ResultSetHeader, RowDataPacket } from 'mysql2/promise'
import type { OpenPeer, Operations, Peer } from '../../src/peer.ts'
import type { Discussion, NewPost, PostUpdate, Status, User } from '../../src/posts.ts'
import {
  addPosts,
  COMMENT_COLUMNS,
  createDatabase,
  loadDataSet,
  POST_COLUMNS,
  USER_COLUMNS,
} from './driver-database.ts'
import type { CommentRow, PostRow, UserRow } from './driver-rows.ts'
import { toComment, toPost, toUser } from './driver-rows.ts'

type Answer = Discussion['comments'][number]
type Value = string | number | boolean | null | Date

/** A statement that the server keeps prepared, as a function of its values. */
function prepared<Row extends RowDataPacket>(pool: Pool, text: string) {
  return async (...values: Value[]) => (await pool.execute<Row[]>(text, values))[0]
}

/** Three statements: posts, their comments, and the users who wrote either; joined by Maps. */
function createInclude(pool: Pool): Operations['include'] {
  const page = prepared<PostRow>(
    pool,
    `select ${POST_COLUMNS} from posts where status = ? order by created_at desc limit 20`,
  )
  const within = async <Row extends RowDataPacket>(text: string, ids: readonly number[]) =>
    (await pool.query<Row[]>(text, [ids]))[0]
  return async (status) => {
    const posts = (await page(status)).map(toPost)
    const ids = posts.map((post) => post.id)
    const comments = (
      await within<CommentRow>(`select ${COMMENT_COLUMNS} from comments where post_id in (?)`, ids)
    ).map(toComment)
    const writers = new Set([...posts, ...comments].map((written) => written.authorId))
    const rows = await within<UserRow>(`select ${USER_COLUMNS} from users where id in (?)`, [...writers])
    const users = new Map(rows.map((row) => [row.id, toUser(row)]))
    const byPost = new Map<number, Answer[]>()
    for (const comment of comments) {
      const answer = Object.assign(comment, { author: users.get(comment.authorId) as User })
      const known = byPost.get(comment.postId)
      if (known === undefined) byPost.set(comment.postId, [answer])
      else known.push(answer)
    }
    return posts.map((post) =>
      Object.assign(post, { author: users.get(post.authorId) as User, comments: byPost.get(post.id) ?? [] }),
    )
  }
}

function createReads(pool: Pool) {
  const byId = prepared<PostRow>(pool, `select ${POST_COLUMNS} from posts where id = ?`)
  const page = prepared<PostRow>(
    pool,
    `select ${POST_COLUMNS} from posts where status = ? order by created_at desc limit 50`,
  )
  const many = prepared<PostRow>(
    pool,
    `select ${POST_COLUMNS} from posts where id > ? order by id limit 1000`,
  )
  const ofAuthor = prepared<PostRow>(
    pool,
    `select ${POST_COLUMNS} from posts where author_id = ? order by created_at desc limit 50`,
  )
  const count = prepared<RowDataPacket & { total: number }>(
    pool,
    'select count(*) as total from comments where author_id = ?',
  )
  const newest = async (status: Status) => (await page(status)).map(toPost)
  const ownerPage = async (authorId: number) => (await ofAuthor(authorId)).map(toPost)
  return {
    async findById(id) {
      const [row] = await byId(id)
      return row === undefined ? null : toPost(row)
    },
    page: newest,
    async record(status) {
      let sum = 0
      for (const post of await newest(status))
        sum += post.views + post.title.length + post.createdAt.getTime()
      return sum
    },
    include: createInclude(pool),
    ownerPage,
    sessionPage: ownerPage,
    findMany: async (after) => (await many(after)).map(toPost),
    count: async (authorId) => (await count(authorId))[0]?.total ?? 0,
  } satisfies Partial<Operations>
}

function createWrites(pool: Pool) {
  const write = async (text: string, values: Value[]) =>
    (await pool.execute<ResultSetHeader>(text, values))[0]
  const insertOne = async (p: NewPost) => {
    const { insertId } = await write(
      'insert into posts (author_id, title, body, status, views, published, rating, created_at) values (?, ?, ?, ?, ?, ?, ?, ?)',
      [p.authorId, p.title, p.body, p.status, p.views, p.published, p.rating, p.createdAt],
    )
    return insertId
  }
  const updateOne = async ({ id, title, views }: PostUpdate) =>
    (await write('update posts set title = ?, views = ? where id = ?', [title, views, id])).affectedRows
  return {
    ...{ insertOne, updateOne, recordedInsert: insertOne, recordedUpdate: updateOne },
    bulkInsert: (posts) => addPosts(pool, posts),
  } satisfies Partial<Operations>
}

/** What a careful person writes by the driver: prepared statements, rows as objects, one statement for a thousand rows. */
export const peer: Peer = {
  title: 'driver (mysql2)',
  async open(url): Promise<OpenPeer> {
    const pool = await createDatabase(url)
    return {
      load: (data) => loadDataSet(pool, data),
      removeAfter: (id) => pool.query('delete from posts where id > ?', [id]),
      operations: { ...createReads(pool), ...createWrites(pool) },
      close: () => pool.end(),
    }
  },
}
