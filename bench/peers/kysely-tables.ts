import type { Generated, Insertable, Kysely } from 'kysely'
import type { Comment, NewPost, User } from '../src/posts.ts'
import type { CommentRow, PostRow, UserRow } from './driver-rows.ts'

/** A table whose rows the database numbers. */
type Numbered<R extends { id: number }> = Omit<R, 'id'> & { id: Generated<number> }

type UserTable = Numbered<UserRow>
type PostTable = Numbered<PostRow>
type CommentTable = Numbered<CommentRow>

/** The tables as Kysely is told of them. */
export interface Tables {
  users: UserTable
  posts: PostTable
  comments: CommentTable
}

/** A post as it is stored. */
export const toRow = (post: NewPost & { id?: number }): Insertable<PostTable> => ({
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

/** A user as it is stored. */
export const toUserRow = ({ active, createdAt, ...user }: User): Insertable<UserTable> => ({
  ...user,
  active: active ? 1 : 0,
  created_at: createdAt.getTime(),
})

/** A comment as it is stored. */
export const toCommentRow = (comment: Comment): Insertable<CommentTable> => ({
  id: comment.id,
  post_id: comment.postId,
  author_id: comment.authorId,
  body: comment.body,
  created_at: comment.createdAt.getTime(),
})

/** Makes the tables and their indexes. */
export async function createTables({ schema }: Kysely<Tables>): Promise<void> {
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
