import { randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import type { Connection, RowDataPacket } from 'mysql2/promise'
import { createConnection } from 'mysql2/promise'
import type { Place, Witness } from './witness.ts'
import { readsBySql } from './witness.ts'

const INDEXES = `select group_concat(column_name order by seq_in_index) from information_schema.statistics
  where table_schema = database() and table_name = ? and index_name <> 'PRIMARY' group by index_name`

async function rowsOf(connection: Connection, sql: string, values: readonly unknown[]) {
  const [rows] = await connection.query<RowDataPacket[][]>({ sql, values: [...values], rowsAsArray: true })
  return rows as readonly (readonly unknown[])[]
}

async function witness(url: string): Promise<Witness> {
  const connection = await createConnection({ uri: url, timezone: 'Z', decimalNumbers: true })
  return {
    ...readsBySql((text, ...values) => rowsOf(connection, text, values)),
    indexes: async (table) =>
      (await rowsOf(connection, INDEXES, [table])).map(([columns]) => String(columns)),
    settle: async () => void (await connection.query('analyze table users, posts, comments')),
    close: () => connection.end(),
  }
}

/** Databases on the server that the tests use too. */
export async function placeMysql(url: string): Promise<Place> {
  const administrator = await createConnection({ uri: url })
  const databases: string[] = []
  const { version } = createRequire(import.meta.url)('mysql2/package.json') as { version: string }
  const [[server]] = await administrator.query<RowDataPacket[]>('select version() as version')
  const collation = /mariadb/i.test(String(server?.version)) ? 'utf8mb4_nopad_bin' : 'utf8mb4_0900_bin'
  return {
    async database(peer) {
      const name = `prometheus_bench_${randomBytes(4).toString('hex')}_${peer.replaceAll('-', '_')}`
      await administrator.query(`create database ${name} collate ${collation}`)
      databases.push(name)
      const own = new URL(url)
      own.pathname = `/${name}`
      return own.href
    },
    witness,
    environment: { mysql2: version, server: String(server?.version).split('-').slice(0, 2).join(' ') },
    async remove() {
      for (const name of databases) await administrator.query(`drop database ${name}`)
      await administrator.end()
    },
  }
}
