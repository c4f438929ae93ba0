import type { Pool, QueryResultRow } from 'pg'
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

/** A statement that the server keeps prepared, as a function of its values. */
function prepared<Row extends QueryResultRow>(pool: Pool, name: string, text: string) {
  return async (...values: readonly unknown[]) => pool.query<Row>({ name, text, values: [...values] })
}

/** Three statements: posts, their comments, and the users who wrote either; joined by Maps. */
function createInclude(pool: Pool): Operations['include'] {
  const page = prepared<PostRow>(
    pool,
    'include-posts',
    `select ${POST_COLUMNS} from posts where status = $1 order by created_at desc limit $2`,
  )
  const commentsOf = prepared<CommentRow>(
    pool,
    'include-comments',
    `select ${COMMENT_COLUMNS} from comments where post_id = any($1)`,
  )
  const usersOf = prepared<UserRow>(
    pool,
    'include-users',
    `select ${USER_COLUMNS} from users where id = any($1)`,
  )
  return async (status) => {
    const posts = (await page(status, 20)).rows.map(toPost)
    const comments = (await commentsOf(posts.map((post) => post.id))).rows.map(toComment)
    const writers = new Set([...posts, ...comments].map((written) => written.authorId))
    const users = new Map((await usersOf([...writers])).rows.map((row) => [row.id, toUser(row)]))
    const byPost = new Map<number, Answer[]>()
    for (const comment of comments) {
      const answer = Object.assign(comment, { author: users.get(comment.authorId) as User })
      const known = byPost.get(comment.postId)
      if (known === undefined) byPost.set(comment.postId, [answer])
      else known.push(answer)
    }
    return posts.map((post) =>
      Object.assign(post, {
        author: users.get(post.authorId) as User,
        comments: byPost.get(post.id) ?? [],
      }),
    )
  }
}

function createReads(pool: Pool) {
  const byId = prepared<PostRow>(pool, 'post', `select ${POST_COLUMNS} from posts where id = $1`)
  const page = prepared<PostRow>(
    pool,
    'page',
    `select ${POST_COLUMNS} from posts where status = $1 order by created_at desc limit $2`,
  )
  const many = prepared<PostRow>(
    pool,
    'many',
    `select ${POST_COLUMNS} from posts where id > $1 order by id limit $2`,
  )
  const ofAuthor = prepared<PostRow>(
    pool,
    'of-author',
    `select ${POST_COLUMNS} from posts where author_id = $1 order by created_at desc limit $2`,
  )
  const count = prepared<{ total: number }>(
    pool,
    'count',
    'select count(*) as total from comments where author_id = $1',
  )
  const newest = async (status: Status) => (await page(status, 50)).rows.map(toPost)
  const ownerPage = async (authorId: number) => (await ofAuthor(authorId, 50)).rows.map(toPost)
  return {
    async findById(id) {
      const [row] = (await byId(id)).rows
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
    findMany: async (after) => (await many(after, 1_000)).rows.map(toPost),
    count: async (authorId) => (await count(authorId)).rows[0]?.total ?? 0,
  } satisfies Partial<Operations>
}

function createWrites(pool: Pool) {
  const insert = prepared<{ id: number }>(
    pool,
    'insert',
    `insert into posts (author_id, title, body, status, views, published, rating, created_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8) returning id`,
  )
  const update = prepared(pool, 'update', 'update posts set title = $1, views = $2 where id = $3')
  const insertOne = async (p: NewPost) => {
    const values = [p.authorId, p.title, p.body, p.status, p.views, p.published, p.rating, p.createdAt]
    return (await insert(...values)).rows[0]?.id ?? 0
  }
  const updateOne = async ({ id, title, views }: PostUpdate) => (await update(title, views, id)).rowCount ?? 0
  return {
    insertOne,
    updateOne,
    recordedInsert: insertOne,
    recordedUpdate: updateOne,
    bulkInsert: (posts) => addPosts(pool, posts),
  } satisfies Partial<Operations>
}

/** What a careful person writes by the driver: named statements, rows as objects, one statement for a thousand rows. */
export const peer: Peer = {
  title: 'driver (pg)',
  async open(url): Promise<OpenPeer> {
    const pool = await createDatabase(url)
    return {
      load: (data) => loadDataSet(pool, data),
      removeAfter: (id) => pool.query('delete from posts where id > $1', [id]),
      operations: { ...createReads(pool), ...createWrites(pool) },
      close: () => pool.end(),
    }
  },
}
