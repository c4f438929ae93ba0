import type { Operations } from '../src/peer.ts'
import type { Discussion, Status } from '../src/posts.ts'
import type { PostRow } from './ceiling-rows.ts'
import type { Connection } from './driver-database.ts'
import { COMMENT_COLUMNS, POST_COLUMNS, USER_COLUMNS } from './driver-database.ts'

type Answer = Discussion['comments'][number]
type UserRow = [number, string, string, number, number]
type CommentRow = [number, number, number, string, number]

const of = (table: string, columns: string) => columns.replaceAll(/\w+/g, `${table}.$&`)

const toDiscussion = (row: [...PostRow, ...UserRow], comments: Answer[]): Discussion => ({
  id: row[0],
  authorId: row[1],
  title: row[2],
  body: row[3],
  status: row[4],
  views: row[5],
  published: row[6] === 1,
  rating: row[7],
  createdAt: new Date(row[8]),
  author: { id: row[9], name: row[10], email: row[11], active: row[12] === 1, createdAt: new Date(row[13]) },
  comments,
})

const toAnswer = (row: [...CommentRow, ...UserRow]): Answer => ({
  id: row[0],
  postId: row[1],
  authorId: row[2],
  body: row[3],
  createdAt: new Date(row[4]),
  author: { id: row[5], name: row[6], email: row[7], active: row[8] === 1, createdAt: new Date(row[9]) },
})

/** Two statements, users joined to both, and one object literal for each row with all that belongs to it. */
export function createInclude(database: Connection): Operations['include'] {
  const page = database
    .prepare<[Status], [...PostRow, ...UserRow]>(
      `SELECT ${of('posts', POST_COLUMNS)}, ${of('users', USER_COLUMNS)}
      FROM posts JOIN users ON users.id = posts.author_id
      WHERE posts.status = ? ORDER BY posts.created_at DESC LIMIT 20`,
    )
    .raw()
  const answers = database
    .prepare<[string], [...CommentRow, ...UserRow]>(
      `SELECT ${of('comments', COMMENT_COLUMNS)}, ${of('users', USER_COLUMNS)}
      FROM comments JOIN users ON users.id = comments.author_id
      WHERE comments.post_id IN (SELECT value FROM json_each(?))`,
    )
    .raw()
  return async (status) => {
    const byPost = new Map<number, Answer[]>()
    const posts = page.all(status).map((row) => {
      const comments: Answer[] = []
      byPost.set(row[0], comments)
      return toDiscussion(row, comments)
    })
    for (const row of answers.all(JSON.stringify([...byPost.keys()]))) byPost.get(row[1])?.push(toAnswer(row))
    return posts
  }
}
