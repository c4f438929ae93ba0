import type { Post, Status } from '../src/posts.ts'

/** A raw row of a post. */
export type PostRow = [number, number, string, string, Status, number, number, number | null, number]

/** A post with its values decoded. */
export const toPost = (row: PostRow): Post => ({
  id: row[0],
  authorId: row[1],
  title: row[2],
  body: row[3],
  status: row[4],
  views: row[5],
  published: row[6] === 1,
  rating: row[7],
  createdAt: new Date(row[8]),
})

/** Posts with their values decoded. */
export function toPosts(rows: readonly PostRow[]): Post[] {
  const posts = new Array<Post>(rows.length)
  for (let index = 0; index < rows.length; index += 1) posts[index] = toPost(rows[index] as PostRow)
  return posts
}
