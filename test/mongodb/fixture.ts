import { randomUUID } from 'node:crypto'
import { MongoClient } from 'mongodb'
import { mongodb } from 'prometheus-odm/mongodb'
import type { StoreFixture } from '../../src/testing/run-scenario.ts'
import { startServer } from './server/index.ts'

/** The server that is tested, and what it is. */
export interface Tested {
  readonly url: string
  readonly name: string
  stop(): Promise<void>
}

/** A real server, where MONGODB_URL names one; else the small one of these tests. */
export async function testedServer(): Promise<Tested> {
  const real = process.env.MONGODB_URL
  if (real !== undefined) return { url: real, name: 'the server at MONGODB_URL', stop: async () => {} }
  const { url, stop } = await startServer()
  return { url, name: "the project's own test server", stop }
}

/** A store in a database of its own, which is dropped in the end. */
export function fixtureOn(url: string): StoreFixture {
  const database = `prometheus_${randomUUID().slice(0, 13)}`
  const again = () => mongodb({ url, database, serverTimeout: 5_000 })
  return {
    store: again(),
    again,
    async cleanup() {
      const client = new MongoClient(url)
      await client.db(database).dropDatabase()
      await client.close()
    },
  }
}
