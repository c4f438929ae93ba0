import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import type { Store } from 'prometheus-odm'
import type { PostgresOptions } from 'prometheus-odm/postgres'
import { postgres } from 'prometheus-odm/postgres'

/** The server that scripts/engines/postgres.mjs has found or started. */
export const serverUrl = process.env.PROMETHEUS_POSTGRES ?? ''

let administrator: Promise<Client> | undefined

async function connected(): Promise<Client> {
  const client = new Client({ connectionString: serverUrl, options: '-c client_min_messages=warning' })
  await client.connect()
  return client
}

/** Runs SQL beside the store, on a connection that all tests of a file share. */
export async function administer(text: string): Promise<readonly Record<string, unknown>[]> {
  administrator ??= connected()
  const { rows } = await (await administrator).query(text)
  return rows
}

/** Commits need not be on the disk in tests, but for those that cut the power. */
function withOptions(url: string): string {
  const parsed = new URL(url)
  parsed.searchParams.set('options', '-c synchronous_commit=off')
  return parsed.href
}

/** An empty schema, stores on it, and how to be rid of it. */
export interface Schema {
  readonly name: string
  store(options?: PostgresOptions): Store
  drop(): Promise<void>
}

/** Makes a schema of a random name. */
export async function freshSchema(): Promise<Schema> {
  const name = `prometheus_${randomBytes(8).toString('hex')}`
  await administer(`create schema ${name}`)
  return {
    name,
    store: (options) => postgres({ url: withOptions(serverUrl), schema: name, max: 12, ...options }),
    drop: async () => {
      await administer(`drop schema ${name} cascade`)
    },
  }
}
