import { createPrometheus, field, hasMany, ref } from 'prometheus-odm'
import { mongodb } from 'prometheus-odm/mongodb'
import { mysql } from 'prometheus-odm/mysql'
import { postgres } from 'prometheus-odm/postgres'
import { redis } from 'prometheus-odm/redis'
import { sqlite } from 'prometheus-odm/sqlite'
import type { DataSet } from '../src/data-set.ts'
import { chunks } from '../src/data-set.ts'
import { redisPlace } from '../src/place-redis.ts'
import { STATUSES } from '../src/posts.ts'

const { defineModel, connect } = createPrometheus<{ user: { id: number } | null }>()

const key = () => field.id({ type: 'auto' })

class User extends defineModel({
  name: 'User',
  table: 'users',
  schema: {
    id: key(),
    name: field.string({ required: true }),
    email: field.string({ required: true }),
    active: field.boolean({ required: true }),
    createdAt: field.datetime({ required: true }),
    posts: hasMany('Post', { by: 'author' }),
  },
}) {}

const postSchema = () => ({
  id: key(),
  author: ref('User', { type: 'auto', required: true, index: true }),
  title: field.string({ required: true }),
  body: field.text({ required: true }),
  status: field.enum(STATUSES, { required: true }),
  views: field.integer({ required: true }),
  published: field.boolean({ required: true }),
  rating: field.number(),
  createdAt: field.datetime({ required: true }),
  comments: hasMany('Comment', { by: 'post' }),
})

class Post extends defineModel({
  name: 'Post',
  table: 'posts',
  schema: postSchema(),
  indexes: [{ fields: ['status', 'createdAt'] }],
}) {}

/** The same, which its authors own, and nobody else reads. */
class OwnedPost extends defineModel({
  name: 'Post',
  table: 'posts',
  schema: postSchema(),
  indexes: [{ fields: ['status', 'createdAt'] }],
  roles: { owner: 'authorId' },
  permissions: { read: ['owner'] },
}) {}

/** The same, whose changes are recorded. */
class RecordedPost extends defineModel({
  name: 'Post',
  table: 'posts',
  schema: postSchema(),
  indexes: [{ fields: ['status', 'createdAt'] }],
  changes: true,
}) {}

class Comment extends defineModel({
  name: 'Comment',
  table: 'comments',
  schema: {
    id: key(),
    post: ref('Post', { type: 'auto', required: true, index: true }),
    author: ref('User', { type: 'auto', required: true, index: true }),
    body: field.text({ required: true }),
    createdAt: field.datetime({ required: true }),
  },
}) {}

interface Models {
  User: typeof User
  Post: typeof Post
  Comment: typeof Comment
}

function storeAt(place: string) {
  if (place.startsWith('postgres:')) return postgres(place)
  if (place.startsWith('mysql:')) return mysql(place)
  if (place.startsWith('mongodb:')) return mongodb(place)
  // What is added is removed again by all records behind an id.
  if (place.startsWith('redis:')) return redis({ ...redisPlace(place), scan: { limit: 100_000 } })
  return sqlite(place)
}

/** A database of three models with its tables made. */
export const openDatabase = (place: string) =>
  connect<Models>({ models: { User, Post, Comment }, store: storeAt(place), sync: true })

/** The same, whose posts are guarded. */
export const openGuardedDatabase = (place: string) =>
  connect<Models>({ models: { User, Post: OwnedPost, Comment }, store: storeAt(place), sync: true })

/** The same, which records what is changed of posts. */
export const openRecordingDatabase = (file: string) =>
  connect<Models>({ models: { User, Post: RecordedPost, Comment }, store: storeAt(file), sync: true })

export type PrometheusDatabase = Awaited<ReturnType<typeof openDatabase>>

/** Fills the tables: with the ids of the data set, which the empty tables give out in order. */
export async function loadDataSet(
  db: Pick<PrometheusDatabase, keyof Models>,
  { users, posts, comments }: DataSet,
): Promise<void> {
  const withoutId = <T extends { id: number }>({ id: _, ...rest }: T) => rest
  await db.User.insertMany(users.map(withoutId))
  for (const part of chunks(posts, 1_000)) await db.Post.insertMany(part.map(withoutId))
  for (const part of chunks(comments, 1_000)) await db.Comment.insertMany(part.map(withoutId))
}

/** Removes the posts that follow an id: in parts, since not every store writes any number at once. */
export async function removePostsAfter(db: Pick<PrometheusDatabase, 'Post'>, id: number): Promise<void> {
  const query = { where: { id: { $gt: id } }, select: { id: true }, limit: 5_000 } as const
  for (;;) {
    const posts = await db.Post.find(query)
    if (posts.length === 0) return
    await db.Post.destroyWhere({ id: { $in: posts.map((post) => post.id) } })
  }
}
