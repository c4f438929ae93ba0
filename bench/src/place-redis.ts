import { randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import { Redis } from 'ioredis'
import type { Place, Witness } from './witness.ts'

/** A place on a server: its address, and what the names of keys begin with. */
export function redisPlace(place: string): { readonly url: string; readonly prefix: string } {
  const [url = '', prefix = ''] = place.split('#')
  return { url, prefix }
}

/** Reads records where all peers keep them: hashes `r:<id>`, and their ids in the sorted set `a`. */
async function witness(place: string): Promise<Witness> {
  const { url, prefix } = redisPlace(place)
  const client = new Redis(url)
  const ids = async () => (await client.zrange(`{${prefix}:posts}:a`, 0, -1)).map(Number)
  return {
    count: (table) => client.zcard(`{${prefix}:${table}}:a`),
    postsAfter: async (after) => (await ids()).filter((id) => id > after).sort((a, b) => a - b),
    async post(id) {
      const [title, views] = await client.hmget(`{${prefix}:posts}:r:${id}`, 'title', 'views')
      return [String(title), Number(views)]
    },
    // Each peer has indexes of its own kind.
    indexes: async () => [],
    settle: async () => undefined,
    close: async () => void (await client.quit()),
  }
}

async function removeKeys(client: Redis, prefix: string): Promise<void> {
  for await (const keys of client.scanStream({ match: `{${prefix}:*`, count: 1_000 }))
    if (keys.length > 0) await client.unlink(keys)
}

/** Keys on the server that the tests use too. */
export async function placeRedis(url: string): Promise<Place> {
  const client = new Redis(url)
  const prefixes: string[] = []
  const { version } = createRequire(import.meta.url)('ioredis/package.json') as { version: string }
  const [, server = ''] = /redis_version:(\S+)/.exec(await client.info('server')) ?? []
  return {
    async database(peer) {
      const prefix = `bench-${randomBytes(4).toString('hex')}-${peer}`
      prefixes.push(prefix)
      return `${url}#${prefix}`
    },
    witness,
    environment: { ioredis: version, Redis: server },
    async remove() {
      for (const prefix of prefixes) await removeKeys(client, prefix)
      await client.quit()
    },
  }
}
