import { createPrometheus, field, hasMany, ref } from 'prometheus-odm'
import { sqlite } from 'prometheus-odm/sqlite'
import type { DataSet } from '../src/data-set.ts'
import { STATUSES } from '../src/posts.ts'

const { defineModel, connect } = createPrometheus<{ user: null }>()

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

class Post extends defineModel({
  name: 'Post',
  table: 'posts',
  schema: {
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
  },
  indexes: [{ fields: ['status', 'createdAt'] }],
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

/** A database of three models with its tables made. */
export const openDatabase = (file: string) =>
  connect<Models>({ models: { User, Post, Comment }, store: sqlite(file), sync: true })

export type PrometheusDatabase = Awaited<ReturnType<typeof openDatabase>>

/** Fills the tables: with the ids of the data set, which the empty tables give out in order. */
export async function loadDataSet(
  db: PrometheusDatabase,
  { users, posts, comments }: DataSet,
): Promise<void> {
  const withoutId = <T extends { id: number }>({ id: _, ...rest }: T) => rest
  await db.User.insertMany(users.map(withoutId))
  await db.Post.insertMany(posts.map(withoutId))
  await db.Comment.insertMany(comments.map(withoutId))
}
