import type { Db, Post } from './models.ts'
import { CODE } from './models.ts'

/** A call that writes the watched record. */
export interface Call {
  /** What the page calls it. */
  readonly name: string
  /** What is there before: nothing, where the call makes the record. */
  readonly on: 'nothing' | 'living' | 'destroyed'
  run(db: Db, post: Post): Promise<unknown>
}

const where = { code: CODE }
const fresh = { code: CODE, title: 'New', text: 'new' }

const ofRecords: readonly Call[] = [
  { name: '`create`', on: 'nothing', run: (db) => db.Post.create(fresh) },
  { name: '`save` of a new record', on: 'nothing', run: (db) => new db.Post(fresh).save() },
  {
    name: '`save` of a changed record',
    on: 'living',
    run: (_, post) => post.set({ text: 'new' }).save(),
  },
  { name: '`save` with nothing changed', on: 'living', run: (_, post) => post.save() },
  { name: '`destroy`', on: 'living', run: (_, post) => post.destroy() },
  { name: '`restore`', on: 'destroyed', run: (_, post) => post.restore() },
  { name: '`purge`', on: 'living', run: (_, post) => post.purge() },
]

const ofMany: readonly Call[] = [
  { name: '`insertMany`', on: 'nothing', run: (db) => db.Post.insertMany([fresh]) },
  { name: '`updateWhere`', on: 'living', run: (db) => db.Post.updateWhere(where, { text: 'new' }) },
  { name: '`destroyWhere`', on: 'living', run: (db) => db.Post.destroyWhere(where) },
  { name: '`purgeWhere`', on: 'living', run: (db) => db.Post.purgeWhere(where) },
  {
    name: '`upsert` that creates',
    on: 'nothing',
    run: (db) => db.Post.upsert({ by: ['code'], create: fresh }),
  },
  {
    name: '`upsert` that changes',
    on: 'living',
    run: (db) => db.Post.upsert({ by: ['code'], create: fresh }),
  },
]

/** The blog that the record belongs to. */
async function blogOf(db: Db) {
  const blog = await db.Blog.findOne()
  if (blog === null) throw new Error('there is no blog')
  return blog
}

type PostChanges = NonNullable<Parameters<Awaited<ReturnType<typeof blogOf>>['set']>[0]['posts']>

const changePosts = async (db: Db, posts: PostChanges) => (await blogOf(db)).set({ posts }).save()

const alongWithOthers: readonly Call[] = [
  { name: 'nested `create`', on: 'nothing', run: (db) => db.Blog.create({ posts: { create: fresh } }) },
  { name: 'nested `connect`', on: 'living', run: (db, { id }) => db.Blog.create({ posts: { connect: id } }) },
  { name: 'nested `disconnect`', on: 'living', run: (db, { id }) => changePosts(db, { disconnect: id }) },
  {
    name: 'nested `update`',
    on: 'living',
    run: (db, { id }) => changePosts(db, { update: { key: id, values: { text: 'new' } } }),
  },
  { name: 'nested `destroy`', on: 'living', run: (db, { id }) => changePosts(db, { destroy: id }) },
  {
    name: "`'cascade'`, the other marked",
    on: 'living',
    run: async (db) => (await blogOf(db)).destroy(),
  },
  {
    name: "`'cascade'`, the other removed",
    on: 'living',
    run: async (db) => (await blogOf(db)).purge(),
  },
  {
    name: "`'setNull'`, the other marked",
    on: 'living',
    run: async (db) => (await db.Editor.findOne())?.destroy(),
  },
  {
    name: "`'setNull'`, the other removed",
    on: 'living',
    run: async (db) => (await db.Editor.findOne())?.purge(),
  },
]

/** Every call of the page, in its order. */
export const calls: readonly Call[] = [...ofRecords, ...ofMany, ...alongWithOthers]
