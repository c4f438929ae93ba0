import { randomBytes } from 'node:crypto'
import type { Connection, RowDataPacket } from 'mysql2/promise'
import { createConnection } from 'mysql2/promise'
import type { Store } from 'prometheus-odm'
import type { MysqlOptions } from 'prometheus-odm/mysql'
import { mysql } from 'prometheus-odm/mysql'

/** Whether the suite is that for MySQL; else it is for MariaDB, or what MYSQL_URL names. */
export const isMysql = process.env.PROMETHEUS_SERVER === 'mysql8'

/** The server that scripts/engines has found or started; its path, if any, names no database of the tests. */
export const serverUrl = (isMysql ? process.env.PROMETHEUS_MYSQL8 : process.env.PROMETHEUS_MYSQL) ?? ''

/** The address of a database on the server. */
export function urlOf(database: string, server = serverUrl): string {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}

let administrator: Promise<Connection> | undefined

/** Runs SQL beside the store, on a connection that all tests of a file share. */
export async function administer(text: string): Promise<readonly RowDataPacket[]> {
  administrator ??= createConnection({ uri: serverUrl })
  const [rows] = await (await administrator).query<RowDataPacket[]>(text)
  return rows
}

/** An empty database, stores on it, and how to be rid of it. */
export interface Database {
  readonly name: string
  store(options?: MysqlOptions): Store
  drop(): Promise<void>
}

/** Makes a database of a random name. */
export async function freshDatabase(): Promise<Database> {
  const name = `prometheus_${randomBytes(8).toString('hex')}`
  await administer(`create database ${name}`)
  return {
    name,
    store: (options) => mysql({ url: urlOf(name), max: 12, ...options }),
    drop: async () => {
      await administer(`drop database ${name}`)
    },
  }
}
