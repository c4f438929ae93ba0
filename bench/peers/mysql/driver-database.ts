import type { Pool } from 'mysql2/promise'
import { createPool } from 'mysql2/promise'
import type { DataSet } from '../../src/data-set.ts'
import { chunks } from '../../src/data-set.ts'
import type { NewPost } from '../../src/posts.ts'

// The types, keys and indexes are those that prometheus-odm chooses, so that no one wins by other tables.
const TABLES = [
  `create table users (
    id bigint auto_increment primary key,
    name varchar(255) not null,
    email varchar(255) not null,
    active tinyint(1) not null,
    created_at datetime(3) not null
  )`,
  `create table posts (
    id bigint auto_increment primary key,
    author_id bigint not null,
    title varchar(255) not null,
    body longtext not null,
    status varchar(9) not null check (status = 'draft' or status = 'published' or status = 'archived'),
    views bigint not null,
    published tinyint(1) not null check (published in (0, 1)),
    rating double,
    created_at datetime(3) not null,
    index posts_author (author_id),
    index posts_status_created (status, created_at),
    foreign key (author_id) references users (id)
  )`,
  `create table comments (
    id bigint auto_increment primary key,
    post_id bigint not null,
    author_id bigint not null,
    body longtext not null,
    created_at datetime(3) not null,
    index comments_post (post_id),
    index comments_author (author_id),
    foreign key (post_id) references posts (id),
    foreign key (author_id) references users (id)
  )`,
]

/** The columns of a post. */
export const POST_COLUMNS = 'id, author_id, title, body, status, views, published, rating, created_at'

/** The columns of a comment. */
export const COMMENT_COLUMNS = 'id, post_id, author_id, body, created_at'

/** The columns of a user. */
export const USER_COLUMNS = 'id, name, email, active, created_at'

/** Opens an empty database by the driver alone. */
export async function createDatabase(url: string): Promise<Pool> {
  const pool = createPool({ uri: url, timezone: 'Z', charset: 'utf8mb4' })
  for (const text of TABLES) await pool.query(text)
  return pool
}

/** Adds posts in one statement. */
export async function addPosts(pool: Pool, posts: readonly NewPost[]): Promise<void> {
  const rows = posts.map((p) => [
    p.authorId,
    p.title,
    p.body,
    p.status,
    p.views,
    p.published,
    p.rating,
    p.createdAt,
  ])
  await pool.query(
    'insert into posts (author_id, title, body, status, views, published, rating, created_at) values ?',
    [rows],
  )
}

/** Fills the tables by the driver alone: with the ids of the data set, which the empty tables give out in order. */
export async function loadDataSet(pool: Pool, { users, posts, comments }: DataSet): Promise<void> {
  await pool.query('insert into users (name, email, active, created_at) values ?', [
    users.map(({ name, email, active, createdAt }) => [name, email, active, createdAt]),
  ])
  for (const part of chunks(posts, 5_000)) await addPosts(pool, part)
  for (const part of chunks(comments, 5_000))
    await pool.query('insert into comments (post_id, author_id, body, created_at) values ?', [
      part.map(({ postId, authorId, body, createdAt }) => [postId, authorId, body, createdAt]),
    ])
}
