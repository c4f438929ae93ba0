import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { postgres } from 'prometheus-odm/postgres'
import { sqlite } from 'prometheus-odm/sqlite'
import type { Engine } from './workspace.ts'

const sqliteEngine: Engine = {
  name: 'sqlite',
  async create() {
    const folder = mkdtempSync(join(tmpdir(), 'prometheus-migrate-db-'))
    return { address: join(folder, 'data.db'), drop: async () => rmSync(folder, { recursive: true }) }
  },
  store: sqlite,
}

const serverUrl = process.env.PROMETHEUS_POSTGRES

async function administer(text: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl, options: '-c client_min_messages=warning' })
  await client.connect()
  await client.query(text)
  await client.end()
}

const postgresEngine: Engine = {
  name: 'postgres',
  async create() {
    const schema = `prometheus_${randomBytes(8).toString('hex')}`
    await administer(`create schema ${schema}`)
    return { address: schema, drop: () => administer(`drop schema ${schema} cascade`) }
  },
  store: (schema) => postgres({ url: serverUrl ?? '', schema, max: 4 }),
}

/** The kinds of databases that migrations are tried on. */
export const engines: readonly Engine[] = [sqliteEngine, ...(serverUrl === undefined ? [] : [postgresEngine])]
