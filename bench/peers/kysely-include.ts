import type { Kysely } from 'kysely'
import { ParseJSONResultsPlugin } from 'kysely'
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/sqlite'
import type { Operations } from '../src/peer.ts'
import type { Status } from '../src/posts.ts'
import type { CommentRow, PostRow, UserRow } from './driver-rows.ts'
import { toComment, toPost, toUser } from './driver-rows.ts'
import type { Tables } from './kysely-tables.ts'

type WithAuthor<Row> = Row & { author: UserRow }
type DiscussionRow = WithAuthor<PostRow> & { comments: WithAuthor<CommentRow>[] }

const toDiscussion = (row: DiscussionRow) =>
  Object.assign(toPost(row), {
    author: toUser(row.author),
    comments: row.comments.map((comment) =>
      Object.assign(toComment(comment), { author: toUser(comment.author) }),
    ),
  })

const USER = ['users.id', 'users.name', 'users.email', 'users.active', 'users.created_at'] as const
const COMMENT = [
  'comments.id',
  'comments.post_id',
  'comments.author_id',
  'comments.body',
  'comments.created_at',
] as const

/** A page of posts in one statement, by the helpers that Kysely's guide shows for relations. */
function selectPage(db: Kysely<Tables>, status: Status) {
  return db
    .selectFrom('posts')
    .selectAll('posts')
    .select((post) => [
      jsonObjectFrom(post.selectFrom('users').select(USER).whereRef('users.id', '=', 'posts.author_id'))
        .$notNull()
        .as('author'),
      jsonArrayFrom(
        post
          .selectFrom('comments')
          .select((comment) => [
            ...COMMENT,
            jsonObjectFrom(
              comment.selectFrom('users').select(USER).whereRef('users.id', '=', 'comments.author_id'),
            )
              .$notNull()
              .as('author'),
          ])
          .whereRef('comments.post_id', '=', 'posts.id'),
      ).as('comments'),
    ])
    .where('status', '=', status)
    .orderBy('created_at', 'desc')
    .limit(20)
}

/** Discussions, with the mapping to typed values that also holds inside JSON. */
export function createInclude(db: Kysely<Tables>): Operations['include'] {
  const parsing = db.withPlugin(new ParseJSONResultsPlugin())
  return async (status) => (await selectPage(parsing, status).execute()).map(toDiscussion)
}
