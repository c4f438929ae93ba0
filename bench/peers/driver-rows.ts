import type { Comment, Post, Status, User } from '../src/posts.ts'

/** A row of a post as the driver gives it. */
export interface PostRow {
  id: number
  author_id: number
  title: string
  body: string
  status: Status
  views: number
  published: number
  rating: number | null
  created_at: number
}

/** A post with its values decoded. */
export const toPost = (row: PostRow): Post => ({
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

/** A row of a user as the driver gives it. */
export interface UserRow {
  id: number
  name: string
  email: string
  active: number
  created_at: number
}

/** A user with its values decoded. */
export const toUser = (row: UserRow): User => ({
  id: row.id,
  name: row.name,
  email: row.email,
  active: row.active === 1,
  createdAt: new Date(row.created_at),
})

/** A row of a comment as the driver gives it. */
export interface CommentRow {
  id: number
  post_id: number
  author_id: number
  body: string
  created_at: number
}

/** A comment with its values decoded. */
export const toComment = (row: CommentRow): Comment => ({
  id: row.id,
  postId: row.post_id,
  authorId: row.author_id,
  body: row.body,
  createdAt: new Date(row.created_at),
})
