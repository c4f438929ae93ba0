import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createConnection } from 'mysql2/promise'
import { Client } from 'pg'
import { mysql } from 'prometheus-odm/mysql'
import { postgres } from 'prometheus-odm/postgres'
import { sqlite } from 'prometheus-odm/sqlite'
import type { Engine } from './workspace.ts'

const sqliteEngine: Engine = {
  name: 'sqlite',
  database: 'sqlite',
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
  database: 'postgres',
  async create() {
    const schema = `prometheus_${randomBytes(8).toString('hex')}`
    await administer(`create schema ${schema}`)
    return { address: schema, drop: () => administer(`drop schema ${schema} cascade`) }
  },
  store: (schema) => postgres({ url: serverUrl ?? '', schema, max: 4 }),
}

async function administerMysql(server: string, text: string): Promise<void> {
  const connection = await createConnection({ uri: server })
  await connection.query(text)
  await connection.end()
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

const mysqlEngine = (engine: string, server: string): Engine => ({
  name: engine,
  database: 'mysql',
  async create() {
    const name = `prometheus_${randomBytes(8).toString('hex')}`
    await administerMysql(server, `create database ${name}`)
    return { address: name, drop: () => administerMysql(server, `drop database ${name}`) }
  },
  store: (name) => mysql({ url: databaseUrl(server, name), max: 4 }),
})

const { PROMETHEUS_MYSQL: mariadbUrl, PROMETHEUS_MYSQL8: mysqlUrl } = process.env

/** The kinds of databases that migrations are tried on. */
export const engines: readonly Engine[] = [
  sqliteEngine,
  ...(serverUrl === undefined ? [] : [postgresEngine]),
  ...(mariadbUrl === undefined ? [] : [mysqlEngine('mysql', mariadbUrl)]),
  ...(mysqlUrl === undefined ? [] : [mysqlEngine('mysql8', mysqlUrl)]),
]
