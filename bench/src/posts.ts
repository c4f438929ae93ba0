/** A status of a post. */
export const STATUSES = ['draft', 'published', 'archived'] as const
export type Status = (typeof STATUSES)[number]

/** Who writes posts. */
export interface User {
  id: number
  name: string
  email: string
  active: boolean
  createdAt: Date
}

/** What is inserted as a post. */
export interface NewPost {
  authorId: number
  title: string
  body: string
  status: Status
  views: number
  published: boolean
  rating: number | null
  createdAt: Date
}

/** What a read gives back, with all its values decoded. */
export interface Post extends NewPost {
  id: number
}

/** An answer to a post. */
export interface Comment {
  id: number
  postId: number
  authorId: number
  body: string
  createdAt: Date
}

/** A post with its author and its comments, each of them with its author. */
export interface Discussion extends Post {
  author: User
  comments: readonly (Comment & { author: User })[]
}

/** What one update changes: two columns that stand in no index. */
export interface PostUpdate {
  id: number
  title: string
  views: number
}

type Name = keyof Discussion | keyof Comment | keyof User

/** The attributes and relations that answers are compared by: of posts, then what comments and users have beside. */
export const COMPARED = [
  ...(['id', 'authorId', 'title', 'body', 'status', 'views', 'published', 'rating', 'createdAt'] as const),
  ...(['author', 'comments', 'postId', 'name', 'email', 'active'] as const),
] as const satisfies readonly Name[]
