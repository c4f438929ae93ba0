import { randomBytes } from 'node:crypto'
import { createConnection } from 'mysql2/promise'
import { Client } from 'pg'
import { afterEach } from 'vitest'
import { temporaryFile } from './temporary-file.ts'

/** Where processes share a database. */
export interface Place {
  readonly name: string
  /** Makes an empty one, which is removed after the test; gives its address. */
  make(): Promise<string> | string
}

const removals: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const remove of removals.splice(0)) await remove()
})

const { PROMETHEUS_POSTGRES: postgresUrl, PROMETHEUS_MYSQL: mysqlUrl } = process.env

async function runPostgres(url: string, text: string): Promise<void> {
  const client = new Client({ connectionString: url, options: '-c client_min_messages=warning' })
  await client.connect()
  await client.query(text)
  await client.end()
}

async function runMysql(url: string, text: string): Promise<void> {
  const connection = await createConnection({ uri: url })
  await connection.query(text)
  await connection.end()
}

const freshName = (): string => `prometheus_${randomBytes(8).toString('hex')}`

const sqlite: Place = { name: 'sqlite', make: temporaryFile }

const postgres = (server: string): Place => ({
  name: 'postgres',
  async make() {
    const schema = freshName()
    await runPostgres(server, `create schema ${schema}`)
    removals.push(() => runPostgres(server, `drop schema ${schema} cascade`))
    return `${server}#${schema}`
  },
})

const mysql = (server: string): Place => ({
  name: 'mysql',
  async make() {
    const name = freshName()
    await runMysql(server, `create database ${name}`)
    removals.push(() => runMysql(server, `drop database ${name}`))
    const url = new URL(server)
    url.pathname = `/${name}`
    return url.href
  },
})

/** A file, and a place on each server that is there. */
export const places: readonly Place[] = [
  sqlite,
  ...(postgresUrl === undefined ? [] : [postgres(postgresUrl)]),
  ...(mysqlUrl === undefined ? [] : [mysql(mysqlUrl)]),
]
