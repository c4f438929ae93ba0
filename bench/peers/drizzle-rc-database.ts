import Database from 'better-sqlite3'
import { defineRelations, sql } from 'drizzle-orm-rc'
import { drizzle } from 'drizzle-orm-rc/better-sqlite3'
import { index, integer, real, sqliteTable, text } from 'drizzle-orm-rc/sqlite-core'
import type { DataSet } from '../src/data-set.ts'
import { chunks } from '../src/data-set.ts'
import { STATUSES } from '../src/posts.ts'
import { applyPragmas } from '../src/pragmas.ts'

const key = () => integer('id').primaryKey({ autoIncrement: true })
const createdAt = () => integer('created_at', { mode: 'timestamp_ms' }).notNull()

export const users = sqliteTable('users', {
  id: key(),
  name: text('name').notNull(),
  email: text('email').notNull(),
  active: integer('active', { mode: 'boolean' }).notNull(),
  createdAt: createdAt(),
})

export const posts = sqliteTable(
  'posts',
  {
    id: key(),
    authorId: integer('author_id')
      .notNull()
      .references(() => users.id),
    title: text('title').notNull(),
    body: text('body').notNull(),
    status: text('status', { enum: STATUSES }).notNull(),
    views: integer('views').notNull(),
    published: integer('published', { mode: 'boolean' }).notNull(),
    rating: real('rating'),
    createdAt: createdAt(),
  },
  (table) => [
    index('posts_author').on(table.authorId),
    index('posts_status_created').on(table.status, table.createdAt),
  ],
)

export const comments = sqliteTable(
  'comments',
  {
    id: key(),
    postId: integer('post_id')
      .notNull()
      .references(() => posts.id),
    authorId: integer('author_id')
      .notNull()
      .references(() => users.id),
    body: text('body').notNull(),
    createdAt: createdAt(),
  },
  (table) => [index('comments_post').on(table.postId), index('comments_author').on(table.authorId)],
)

const relations = defineRelations({ users, posts, comments }, ({ one, many, posts, comments, users }) => ({
  posts: {
    author: one.users({ from: posts.authorId, to: users.id, optional: false }),
    comments: many.comments({ from: posts.id, to: comments.postId }),
  },
  comments: { author: one.users({ from: comments.authorId, to: users.id, optional: false }) },
}))

/** What drizzle-kit writes for the tables above. */
const MIGRATION = [
  'CREATE TABLE users (id integer PRIMARY KEY AUTOINCREMENT NOT NULL, name text NOT NULL, email text NOT NULL, active integer NOT NULL, created_at integer NOT NULL)',
  'CREATE TABLE posts (id integer PRIMARY KEY AUTOINCREMENT NOT NULL, author_id integer NOT NULL REFERENCES users(id), title text NOT NULL, body text NOT NULL, status text NOT NULL, views integer NOT NULL, published integer NOT NULL, rating real, created_at integer NOT NULL)',
  'CREATE INDEX posts_author ON posts (author_id)',
  'CREATE INDEX posts_status_created ON posts (status, created_at)',
  'CREATE TABLE comments (id integer PRIMARY KEY AUTOINCREMENT NOT NULL, post_id integer NOT NULL REFERENCES posts(id), author_id integer NOT NULL REFERENCES users(id), body text NOT NULL, created_at integer NOT NULL)',
  'CREATE INDEX comments_post ON comments (post_id)',
  'CREATE INDEX comments_author ON comments (author_id)',
]

/** A database of Drizzle with its tables made. */
export function openDatabase(file: string) {
  const database = new Database(file)
  applyPragmas(database)
  const db = drizzle({ client: database, relations, jit: true })
  for (const statement of MIGRATION) db.run(sql.raw(statement))
  return db
}

export type DrizzleDatabase = ReturnType<typeof openDatabase>

/** Fills the tables by Drizzle. */
export function loadDataSet(db: DrizzleDatabase, data: DataSet): void {
  for (const part of chunks(data.users, 1_000)) db.insert(users).values(part).run()
  for (const part of chunks(data.posts, 1_000)) db.insert(posts).values(part).run()
  for (const part of chunks(data.comments, 1_000)) db.insert(comments).values(part).run()
}
