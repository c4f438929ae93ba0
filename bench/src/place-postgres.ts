import { randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import { Client } from 'pg'
import type { Place, Witness } from './witness.ts'
import { readsBySql } from './witness.ts'

async function connected(url: string): Promise<Client> {
  const client = new Client({ connectionString: url })
  await client.connect()
  return client
}

const INDEXES = `select string_agg(a.attname, ',' order by k.at) from pg_index i, unnest(i.indkey) with ordinality as k(number, at), pg_attribute a
  where i.indrelid = ?::text::regclass and not i.indisprimary and a.attrelid = i.indrelid and a.attnum = k.number group by i.indexrelid`

/** Whole numbers of 64 bits, such as counts, as numbers. */
const types = {
  getTypeParser: (oid: number) => (text: string) => (oid === 20 || oid === 23 ? Number(text) : text),
}

async function witness(url: string): Promise<Witness> {
  const client = await connected(url)
  const rows = async (text: string, ...values: readonly unknown[]) => {
    let number = 0
    const numbered = text.replaceAll('?', () => `$${++number}`)
    return (await client.query<unknown[]>({ text: numbered, values: [...values], rowMode: 'array', types }))
      .rows
  }
  return {
    ...readsBySql(rows),
    indexes: async (table) => (await rows(INDEXES, table)).map(([columns]) => String(columns)),
    settle: async () => void (await client.query('vacuum analyze')),
    close: () => client.end(),
  }
}

/** Databases on the server that the tests use too. */
export async function placePostgres(url: string): Promise<Place> {
  const administrator = await connected(url)
  const databases: string[] = []
  const { version } = createRequire(import.meta.url)('pg/package.json') as { version: string }
  const { rows } = await administrator.query<{ server_version: string }>('show server_version')
  return {
    async database(peer) {
      const name = `prometheus_bench_${randomBytes(4).toString('hex')}_${peer.replaceAll('-', '_')}`
      await administrator.query(`create database ${name} template template0 encoding 'UTF8'`)
      databases.push(name)
      const own = new URL(url)
      own.pathname = `/${name}`
      return own.href
    },
    witness,
    environment: { pg: version, PostgreSQL: String(rows[0]?.server_version.split(' ')[0]) },
    async remove() {
      for (const name of databases) await administrator.query(`drop database ${name} with (force)`)
      await administrator.end()
    },
  }
}
