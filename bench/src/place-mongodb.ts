import { randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import { MongoClient } from 'mongodb'
import type { Place, Witness } from './witness.ts'

/** A post as all peers keep it, as far as it is looked at. */
interface Kept {
  readonly _id: number
  readonly title: string
  readonly views: number
}

async function witness(url: string): Promise<Witness> {
  const client = await new MongoClient(url).connect()
  const posts = client.db().collection<Kept>('posts')
  return {
    async count(table) {
      const [found] = await client
        .db()
        .collection(table)
        .aggregate([{ $count: 'count' }])
        .toArray()
      return Number(found?.count ?? 0)
    },
    async postsAfter(id) {
      const added = posts.aggregate<Kept>([{ $match: { _id: { $gt: id } } }, { $sort: { _id: 1 } }])
      return (await added.toArray()).map(({ _id }) => Number(_id))
    },
    async post(id) {
      const [found] = await posts.aggregate<Kept>([{ $match: { _id: id } }]).toArray()
      return [String(found?.title), Number(found?.views)]
    },
    // Those of uniqueness and order have other names and forms in each peer.
    indexes: async () => [],
    settle: async () => undefined,
    close: () => client.close(),
  }
}

/** Databases on a server. */
export async function placeMongodb(url: string): Promise<Place> {
  const names: string[] = []
  const { version } = createRequire(import.meta.url)('mongodb/package.json') as { version: string }
  return {
    async database(peer) {
      const name = `prometheus_bench_${randomBytes(4).toString('hex')}_${peer.replaceAll('-', '_')}`
      names.push(name)
      const own = new URL(url)
      own.pathname = `/${name}`
      return own.href
    },
    witness,
    environment: { mongodb: version },
    async remove() {
      const client = await new MongoClient(url).connect()
      for (const name of names) await client.db(name).dropDatabase()
      await client.close()
    },
  }
}
