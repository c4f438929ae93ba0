import { Client } from 'pg'
import { postgres } from 'prometheus-odm/postgres'
import { canStartServer, startServer } from '../../scripts/engines/postgres.mjs'
import type { FaultEngine, FaultServer } from '../faults/ground.ts'
import { MOST_CONNECTIONS } from '../faults/pools.ts'

type Row = Record<string, unknown>

async function query(url: string, text: string): Promise<readonly Row[]> {
  const client = new Client({ connectionString: url, application_name: 'administrator' })
  await client.connect()
  try {
    const { rows } = await client.query<Row>(text)
    return rows
  } finally {
    await client.end()
  }
}

const others = "from pg_stat_activity where datname = 'faults' and application_name <> 'administrator'"

async function start(): Promise<FaultServer> {
  const settings = [`max_connections=${MOST_CONNECTIONS}`]
  const server = await startServer({ auth: 'scram-sha-256', password: 'right', settings })
  await query(server.url, "create role known login superuser password 'right'")
  await query(server.url, 'create database faults owner known')
  const url = `postgres://known:right@127.0.0.1:${server.port}/faults`
  return {
    url,
    ends: [server.stop, server.kill],
    start: server.start,
    remove: server.remove,
    administer: (text) => query(url, text),
    async terminate(which) {
      const waiting = which === 'waiting' ? "and wait_event_type = 'Lock'" : ''
      return (await query(url, `select pg_terminate_backend(pid) ${others} ${waiting}`)).length
    },
    async connections() {
      const [row] = await query(url, `select count(*)::int as n ${others}`)
      return Number(row?.n)
    },
  }
}

/** PostgreSQL, for the tests of what goes wrong with servers. */
export const engine: FaultEngine = {
  name: 'postgres',
  missing: canStartServer() ? undefined : 'no PostgreSQL server is installed here, to be stopped and started',
  start,
  store: (options) => postgres(options),
  alterations: ['integer', 'bigint'].map((type) => `alter table entry alter column count type ${type}`),
  endedWrite: ['CONNECTION_FAILED'],
  lateWrite: 'TIMEOUT',
}
