import type { RowDataPacket } from 'mysql2/promise'
import type { Comment, Post, Status, User } from '../../src/posts.ts'

/** A row of a post as the driver gives it: dates are dates, booleans 0 and 1. */
export interface PostRow extends RowDataPacket {
  id: number
  author_id: number
  title: string
  body: string
  status: Status
  views: number
  published: 0 | 1
  rating: number | null
  created_at: Date
}

/** A post by the names of its attributes. */
export const toPost = (row: PostRow): Post => ({
  id: row.id,
  authorId: row.author_id,
  title: row.title,
  body: row.body,
  status: row.status,
  views: row.views,
  published: row.published === 1,
  rating: row.rating,
  createdAt: row.created_at,
})

/** A row of a user as the driver gives it. */
export interface UserRow extends RowDataPacket {
  id: number
  name: string
  email: string
  active: 0 | 1
  created_at: Date
}

/** A user by the names of its attributes. */
export const toUser = (row: UserRow): User => ({
  id: row.id,
  name: row.name,
  email: row.email,
  active: row.active === 1,
  createdAt: row.created_at,
})

/** A row of a comment as the driver gives it. */
export interface CommentRow extends RowDataPacket {
  id: number
  post_id: number
  author_id: number
  body: string
  created_at: Date
}

/** A comment by the names of its attributes. */
export const toComment = (row: CommentRow): Comment => ({
  id: row.id,
  postId: row.post_id,
  authorId: row.author_id,
  body: row.body,
  createdAt: row.created_at,
})
