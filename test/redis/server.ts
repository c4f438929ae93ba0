import { randomBytes } from 'node:crypto'
import { Redis } from 'ioredis'

/** The server that scripts/engines/redis.mjs has found or started. */
export const url = process.env.PROMETHEUS_REDIS ?? 'redis://127.0.0.1:6379'

/** A prefix of keys that nobody else has. */
export const freshPrefix = (): string => `test-${randomBytes(6).toString('hex')}`

/** Runs something on a connection of its own. */
export async function withClient<T>(at: string, run: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(at, { lazyConnect: true, retryStrategy: () => null })
  // What fails is told by the command that fails.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await run(client)
  } finally {
    client.disconnect()
  }
}

/** All keys of a prefix, without it. */
export async function keysOf(prefix: string, client: Redis): Promise<string[]> {
  const keys: string[] = []
  for await (const some of client.scanStream({ match: `{${prefix}:*`, count: 1000 })) keys.push(...some)
  return keys.map((key) => key.replace(`{${prefix}:`, '{')).toSorted()
}

/** Removes all keys of a prefix. */
export const removeKeys = (prefix: string): Promise<void> =>
  withClient(url, async (client) => {
    for await (const keys of client.scanStream({ match: `{${prefix}:*`, count: 1000 }))
      if (keys.length > 0) await client.unlink(...keys)
  })
