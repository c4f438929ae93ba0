import Database from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { chunks } from '../src/data-set.ts'
import type { OpenPeer, Operations, Peer } from '../src/peer.ts'
import { applyPragmas } from '../src/pragmas.ts'
import { toPost } from './driver-rows.ts'
import { createInclude } from './kysely-include.ts'
import type { Tables } from './kysely-tables.ts'
import { createTables, toCommentRow, toRow, toUserRow } from './kysely-tables.ts'

const createOperations = (db: Kysely<Tables>): Partial<Operations> => ({
  async findById(id) {
    const row = await db.selectFrom('posts').selectAll().where('id', '=', id).executeTakeFirst()
    return row === undefined ? null : toPost(row)
  },
  async page(status) {
    const rows = await db
      .selectFrom('posts')
      .selectAll()
      .where('status', '=', status)
      .orderBy('created_at', 'desc')
      .limit(50)
      .execute()
    return rows.map(toPost)
  },
  include: createInclude(db),
  async findMany(after) {
    const rows = await db
      .selectFrom('posts')
      .selectAll()
      .where('id', '>', after)
      .orderBy('id')
      .limit(1_000)
      .execute()
    return rows.map(toPost)
  },
  async count(authorId) {
    const { total } = await db
      .selectFrom('comments')
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .where('author_id', '=', authorId)
      .executeTakeFirstOrThrow()
    return total
  },
  async insertOne(post) {
    const { insertId } = await db.insertInto('posts').values(toRow(post)).executeTakeFirstOrThrow()
    return Number(insertId)
  },
  async updateOne({ id, title, views }) {
    const result = await db.updateTable('posts').set({ title, views }).where('id', '=', id).executeTakeFirst()
    return Number(result.numUpdatedRows)
  },
  bulkInsert: (posts) => db.insertInto('posts').values(posts.map(toRow)).execute(),
})

/** Kysely as people write it, with the mapping to typed values that it leaves to them. */
export const peer: Peer = {
  title: 'Kysely 0.28',
  async open(file): Promise<OpenPeer> {
    const database = new Database(file)
    applyPragmas(database)
    const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) })
    await createTables(db)
    return {
      async load({ users, posts, comments }) {
        for (const part of chunks(users, 1_000)) {
          await db.insertInto('users').values(part.map(toUserRow)).execute()
        }
        for (const part of chunks(posts, 1_000)) {
          await db.insertInto('posts').values(part.map(toRow)).execute()
        }
        for (const part of chunks(comments, 1_000)) {
          await db.insertInto('comments').values(part.map(toCommentRow)).execute()
        }
      },
      removeAfter: (id) => db.deleteFrom('posts').where('id', '>', id).execute(),
      operations: createOperations(db),
      close: () => db.destroy(),
    }
  },
}
