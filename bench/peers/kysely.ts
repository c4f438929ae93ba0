import Database from 'better-sqlite3'
import type { Generated, Insertable, Selectable } from 'kysely'
import { Kysely, SqliteDialect } from 'kysely'
import { chunks } from '../src/data-set.ts'
import type { OpenPeer, Operations, Peer } from '../src/peer.ts'
import type { Comment, NewPost, Post, Status, User } from '../src/posts.ts'
import { applyPragmas } from '../src/pragmas.ts'

interface UserTable {
  id: Generated<number>
  name: string
  email: string
  active: number
  created_at: number
}

interface PostTable {
  id: Generated<number>
  author_id: number
  title: string
  body: string
  status: Status
  views: number
  published: number
  rating: number | null
  created_at: number
}

interface CommentTable {
  id: Generated<number>
  post_id: number
  author_id: number
  body: string
  created_at: number
}

interface Tables {
  users: UserTable
  posts: PostTable
  comments: CommentTable
}

const toPost = (row: Selectable<PostTable>): Post => ({
  id: row.id,
  authorId: row.author_id,
  title: row.title,
  body: row.body,
  status: row.status,
  views: row.views,
  published: row.published === 1,
  rating: row.rating,
  createdAt: new Date(row.created_at),
})

const toRow = (post: NewPost & { id?: number }): Insertable<PostTable> => ({
  ...(post.id === undefined ? {} : { id: post.id }),
  author_id: post.authorId,
  title: post.title,
  body: post.body,
  status: post.status,
  views: post.views,
  published: post.published ? 1 : 0,
  rating: post.rating,
  created_at: post.createdAt.getTime(),
})

const toUserRow = ({ active, createdAt, ...user }: User): Insertable<UserTable> => ({
  ...user,
  active: active ? 1 : 0,
  created_at: createdAt.getTime(),
})

const toCommentRow = (comment: Comment): Insertable<CommentTable> => ({
  id: comment.id,
  post_id: comment.postId,
  author_id: comment.authorId,
  body: comment.body,
  created_at: comment.createdAt.getTime(),
})

async function createTables({ schema }: Kysely<Tables>): Promise<void> {
  const table = (name: string) =>
    schema.createTable(name).addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
  await table('users')
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('email', 'text', (column) => column.notNull())
    .addColumn('active', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .execute()
  await table('posts')
    .addColumn('author_id', 'integer', (column) => column.notNull().references('users.id'))
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('views', 'integer', (column) => column.notNull())
    .addColumn('published', 'integer', (column) => column.notNull())
    .addColumn('rating', 'real')
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .execute()
  await table('comments')
    .addColumn('post_id', 'integer', (column) => column.notNull().references('posts.id'))
    .addColumn('author_id', 'integer', (column) => column.notNull().references('users.id'))
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .execute()
  await schema.createIndex('posts_author').on('posts').column('author_id').execute()
  await schema.createIndex('posts_status_created').on('posts').columns(['status', 'created_at']).execute()
  await schema.createIndex('comments_post').on('comments').column('post_id').execute()
  await schema.createIndex('comments_author').on('comments').column('author_id').execute()
}

const createOperations = (db: Kysely<Tables>): Operations => ({
  async findById(id) {
    const row = await db.selectFrom('posts').selectAll().where('id', '=', id).executeTakeFirst()
    return row === undefined ? null : toPost(row)
  },
  async page(status) {
    const rows = await db
      .selectFrom('posts')
      .selectAll()
      .where('status', '=', status)
      .orderBy('created_at', 'desc')
      .limit(50)
      .execute()
    return rows.map(toPost)
  },
  async findMany(after) {
    const rows = await db
      .selectFrom('posts')
      .selectAll()
      .where('id', '>', after)
      .orderBy('id')
      .limit(1_000)
      .execute()
    return rows.map(toPost)
  },
  async count(authorId) {
    const { total } = await db
      .selectFrom('comments')
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .where('author_id', '=', authorId)
      .executeTakeFirstOrThrow()
    return total
  },
  async insertOne(post) {
    const { insertId } = await db.insertInto('posts').values(toRow(post)).executeTakeFirstOrThrow()
    return Number(insertId)
  },
  async updateOne({ id, title, views }) {
    const result = await db.updateTable('posts').set({ title, views }).where('id', '=', id).executeTakeFirst()
    return Number(result.numUpdatedRows)
  },
  bulkInsert: (posts) => db.insertInto('posts').values(posts.map(toRow)).execute(),
})

/** Kysely as people write it, with the mapping to typed values that it leaves to them. */
export const peer: Peer = {
  title: 'Kysely 0.28',
  async open(file): Promise<OpenPeer> {
    const database = new Database(file)
    applyPragmas(database)
    const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) })
    await createTables(db)
    return {
      async load({ users, posts, comments }) {
        for (const part of chunks(users, 1_000)) {
          await db.insertInto('users').values(part.map(toUserRow)).execute()
        }
        for (const part of chunks(posts, 1_000)) {
          await db.insertInto('posts').values(part.map(toRow)).execute()
        }
        for (const part of chunks(comments, 1_000)) {
          await db.insertInto('comments').values(part.map(toCommentRow)).execute()
        }
      },
      removeAfter: (id) => db.deleteFrom('posts').where('id', '>', id).execute(),
      operations: createOperations(db),
      close: () => db.destroy(),
    }
  },
}
