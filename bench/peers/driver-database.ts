import Database from 'better-sqlite3'
import type { DataSet } from '../src/data-set.ts'
import { applyPragmas } from '../src/pragmas.ts'

/** A connection of better-sqlite3. */
export type Connection = Database.Database

const TABLES = `
  CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    active INTEGER NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE posts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    author_id INTEGER NOT NULL REFERENCES users (id),
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    status TEXT NOT NULL,
    views INTEGER NOT NULL,
    published INTEGER NOT NULL,
    rating REAL,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX posts_author ON posts (author_id);
  CREATE INDEX posts_status_created ON posts (status, created_at);
  CREATE TABLE comments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    post_id INTEGER NOT NULL REFERENCES posts (id),
    author_id INTEGER NOT NULL REFERENCES users (id),
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX comments_post ON comments (post_id);
  CREATE INDEX comments_author ON comments (author_id);
`

/** The columns of a post, in the order that raw rows have. */
export const POST_COLUMNS = 'id, author_id, title, body, status, views, published, rating, created_at'

/** The columns of a comment, in the order that raw rows have. */
export const COMMENT_COLUMNS = 'id, post_id, author_id, body, created_at'

/** The columns of a user, in the order that raw rows have. */
export const USER_COLUMNS = 'id, name, email, active, created_at'

/** The statement that adds a post. */
export const INSERT_POST = `INSERT INTO posts (author_id, title, body, status, views, published, rating, created_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`

/** Opens a new file by the driver alone. */
export function createDatabase(file: string): Connection {
  const database = new Database(file)
  applyPragmas(database)
  database.exec(TABLES)
  return database
}

const flag = (value: boolean) => (value ? 1 : 0)

/** Fills the tables by the driver alone. */
export function loadDataSet(database: Connection, { users, posts, comments }: DataSet): void {
  const user = database.prepare('INSERT INTO users VALUES (?, ?, ?, ?, ?)')
  const post = database.prepare('INSERT INTO posts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const comment = database.prepare('INSERT INTO comments VALUES (?, ?, ?, ?, ?)')
  database.transaction(() => {
    for (const u of users) user.run(u.id, u.name, u.email, flag(u.active), u.createdAt.getTime())
    for (const p of posts) {
      const created = p.createdAt.getTime()
      post.run(p.id, p.authorId, p.title, p.body, p.status, p.views, flag(p.published), p.rating, created)
    }
    for (const c of comments) comment.run(c.id, c.postId, c.authorId, c.body, c.createdAt.getTime())
  })()
}
