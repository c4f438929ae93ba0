import { Redis } from 'ioredis'
import type { DataSet } from '../../src/data-set.ts'
import { chunks } from '../../src/data-set.ts'
import type { OpenPeer, Operations, Peer } from '../../src/peer.ts'
import { redisPlace } from '../../src/place-redis.ts'
import type { NewPost, Post, Status } from '../../src/posts.ts'

const COLUMNS = ['id', 'author_id', 'title', 'body', 'status', 'views', 'published', 'rating', 'created_at']

/** Changes a post if it is there. */
const UPDATE = `if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], 'title', ARGV[1], 'views', ARGV[2])
return 1`

type Client = Redis & { updatePost(key: string, title: string, views: number): Promise<number> }
type Pipeline = ReturnType<Redis['multi']>

const toPost = (row: readonly (string | null)[]): Post => ({
  id: Number(row[0]),
  authorId: Number(row[1]),
  title: String(row[2]),
  body: String(row[3]),
  status: row[4] as Status,
  views: Number(row[5]),
  published: row[6] === '1',
  rating: row[7] === null ? null : Number(row[7]),
  createdAt: new Date(Number(row[8])),
})

const fieldsOf = (id: number, post: NewPost): readonly (string | number)[] => [
  ...['id', id, 'author_id', post.authorId, 'title', post.title, 'body', post.body, 'status', post.status],
  ...['views', post.views, 'published', post.published ? 1 : 0, 'created_at', post.createdAt.getTime()],
  ...(post.rating === null ? [] : ['rating', post.rating]),
]

/** The names of keys: records are hashes, and sorted sets lead to them. */
const namesIn = (prefix: string) => ({
  ids: (table: string) => `{${prefix}:${table}}:a`,
  record: (table: string, id: number | string) => `{${prefix}:${table}}:r:${id}`,
  byAuthor: (table: string, author: number) => `{${prefix}:${table}}:author:${author}`,
  lastPost: `{${prefix}:posts}:n`,
})
type Names = ReturnType<typeof namesIn>

function addPost(pipeline: Pipeline, names: Names, id: number, post: NewPost): void {
  pipeline.hset(names.record('posts', id), ...fieldsOf(id, post))
  pipeline.zadd(names.ids('posts'), 0, id)
  pipeline.zadd(names.byAuthor('posts', post.authorId), post.createdAt.getTime(), id)
}

function createOperations(client: Client, names: Names): Partial<Operations> {
  async function add(posts: readonly NewPost[]): Promise<number> {
    const last = await client.incrby(names.lastPost, posts.length)
    const pipeline = client.multi()
    for (const [i, post] of posts.entries()) addPost(pipeline, names, last - posts.length + 1 + i, post)
    await pipeline.exec()
    return last
  }
  async function ownerPage(author: number) {
    const ids = await client.zrevrange(names.byAuthor('posts', author), 0, 49)
    const pipeline = client.pipeline()
    for (const id of ids) pipeline.hmget(names.record('posts', id), ...COLUMNS)
    return ((await pipeline.exec()) ?? []).map(([, row]) => toPost(row as (string | null)[]))
  }
  return {
    async findById(id) {
      const row = await client.hmget(names.record('posts', id), ...COLUMNS)
      return row[0] === null ? null : toPost(row)
    },
    ownerPage,
    sessionPage: ownerPage,
    count: (author) => client.zcard(names.byAuthor('comments', author)),
    insertOne: (post) => add([post]),
    updateOne: ({ id, title, views }) => client.updatePost(names.record('posts', id), title, views),
    bulkInsert: add,
  }
}

async function load(client: Client, names: Names, { users, posts, comments }: DataSet): Promise<void> {
  for (const part of chunks(posts, 1_000)) {
    const pipeline = client.pipeline()
    for (const { id, ...post } of part) addPost(pipeline, names, id, post)
    await pipeline.exec()
  }
  await client.set(names.lastPost, posts.length)
  for (const part of chunks([...users], 1_000)) {
    const pipeline = client.pipeline()
    for (const { id, name, email, active, createdAt } of part) {
      const fields = { id, name, email, active: active ? 1 : 0, created_at: createdAt.getTime() }
      pipeline.hset(names.record('users', id), fields).zadd(names.ids('users'), 0, id)
    }
    await pipeline.exec()
  }
  for (const part of chunks(comments, 1_000)) {
    const pipeline = client.pipeline()
    for (const { id, postId, authorId, body, createdAt } of part) {
      const fields = { id, post_id: postId, author_id: authorId, body, created_at: createdAt.getTime() }
      pipeline.hset(names.record('comments', id), fields).zadd(names.ids('comments'), 0, id)
      pipeline.zadd(names.byAuthor('comments', authorId), createdAt.getTime(), id)
    }
    await pipeline.exec()
  }
}

async function removeAfter(client: Client, names: Names, after: number): Promise<void> {
  const ids = (await client.zrange(names.ids('posts'), 0, -1)).filter((id) => Number(id) > after)
  for (const part of chunks(ids, 1_000)) {
    const authors = await Promise.all(part.map((id) => client.hget(names.record('posts', id), 'author_id')))
    const pipeline = client.multi()
    for (const [i, id] of part.entries()) {
      pipeline.del(names.record('posts', id)).zrem(names.ids('posts'), id)
      pipeline.zrem(names.byAuthor('posts', Number(authors[i])), id)
    }
    await pipeline.exec()
  }
}

/** What a careful person writes by the driver: hashes, sorted sets that lead to them, and one way there for what can go together. */
export const peer: Peer = {
  title: 'driver (ioredis)',
  open(place): OpenPeer {
    const { url, prefix } = redisPlace(place)
    const client = new Redis(url) as Client
    client.defineCommand('updatePost', { numberOfKeys: 1, lua: UPDATE })
    const names = namesIn(prefix)
    return {
      load: (data) => load(client, names, data),
      removeAfter: (id) => removeAfter(client, names, id),
      operations: createOperations(client, names),
      close: async () => void (await client.quit()),
    }
  },
}
