import type { Operations } from '../src/peer.ts'
import type { Discussion, Status, User } from '../src/posts.ts'
import type { Connection } from './driver-database.ts'
import { COMMENT_COLUMNS, POST_COLUMNS, USER_COLUMNS } from './driver-database.ts'
import type { CommentRow, PostRow, UserRow } from './driver-rows.ts'
import { toComment, toPost, toUser } from './driver-rows.ts'

type Answer = Discussion['comments'][number]

/** Three statements: posts, their comments, and the users who wrote either; joined by Maps. */
export function createInclude(database: Connection): Operations['include'] {
  const page = database.prepare<[Status, number], PostRow>(
    `SELECT ${POST_COLUMNS} FROM posts WHERE status = ? ORDER BY created_at DESC LIMIT ?`,
  )
  const among = '(SELECT value FROM json_each(?))'
  const commentsOf = database.prepare<[string], CommentRow>(
    `SELECT ${COMMENT_COLUMNS} FROM comments WHERE post_id IN ${among}`,
  )
  const usersOf = database.prepare<[string], UserRow>(
    `SELECT ${USER_COLUMNS} FROM users WHERE id IN ${among}`,
  )
  return (status) => {
    const posts = page.all(status, 20).map(toPost)
    const comments = commentsOf.all(JSON.stringify(posts.map((post) => post.id))).map(toComment)
    const writers = new Set([...posts, ...comments].map((written) => written.authorId))
    const users = new Map(usersOf.all(JSON.stringify([...writers])).map((row) => [row.id, toUser(row)]))
    const byPost = new Map<number, Answer[]>()
    for (const comment of comments) {
      const answer = Object.assign(comment, { author: users.get(comment.authorId) as User })
      const known = byPost.get(comment.postId)
      if (known === undefined) byPost.set(comment.postId, [answer])
      else known.push(answer)
    }
    return posts.map((post) =>
      Object.assign(post, {
        author: users.get(post.authorId) as User,
        comments: byPost.get(post.id) ?? [],
      }),
    )
  }
}
