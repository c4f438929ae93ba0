import { createPrometheus, field, hasMany, ref } from 'prometheus-odm'
import { mysql } from 'prometheus-odm/mysql'
import { postgres } from 'prometheus-odm/postgres'
import { sqlite } from 'prometheus-odm/sqlite'
import type { DataSet } from '../src/data-set.ts'
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

const storeAt = (place: string) => {
  if (place.startsWith('postgres:')) return postgres(place)
  return place.startsWith('mysql:') ? mysql(place) : sqlite(place)
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
  await db.Post.insertMany(posts.map(withoutId))
  await db.Comment.insertMany(comments.map(withoutId))
}
