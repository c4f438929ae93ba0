import type { RowDataPacket } from 'mysql2/promise'
import { createConnection } from 'mysql2/promise'
import { mysql } from 'prometheus-odm/mysql'
import type { FaultEngine, FaultServer } from '../faults/ground.ts'
import { MOST_CONNECTIONS } from '../faults/pools.ts'
import { canStartServer, startServer } from './own-servers.ts'
import { isMysql, urlOf } from './server.ts'

async function query(uri: string, text: string): Promise<readonly RowDataPacket[]> {
  const client = await createConnection({ uri, multipleStatements: true })
  try {
    const [rows] = await client.query<RowDataPacket[]>(text)
    return rows
  } finally {
    await client.end()
  }
}

const users =
  "create user 'known'@'%' identified by 'right'; grant all on faults.* to 'known'@'%'; grant select, create on *.* to 'known'@'%'"
const others = "from information_schema.processlist where user = 'known'"

/** MySQL bounds how long a write waits, and not how long it runs. */
const patience = isMysql ? ['--innodb-lock-wait-timeout=5'] : []

async function start(): Promise<FaultServer> {
  const server = await startServer({ settings: [`--max-connections=${MOST_CONNECTIONS}`, ...patience] })
  await query(server.url, `create database faults; ${users}`)
  const administer = (text: string) => query(urlOf('faults', server.url), text)
  return {
    url: `mysql://known:right@127.0.0.1:${server.port}/faults`,
    ends: [server.stop, server.kill],
    start: server.start,
    remove: server.remove,
    administer,
    async terminate(which) {
      const waiting = which === 'waiting' ? "and info like 'update `entry`%'" : ''
      const rows = await administer(`select id as id ${others} ${waiting}`)
      for (const { id } of rows) await administer(`kill ${id}`)
      return rows.length
    },
    async connections() {
      const [row] = await administer(`select count(*) as n ${others}`)
      return Number(row?.n)
    },
  }
}

/** The server of the suite, for the tests of what goes wrong with servers. */
export const engine: FaultEngine = {
  name: 'mysql',
  missing: canStartServer()
    ? undefined
    : 'no server of this kind is installed here, to be stopped and started',
  start,
  store: (options) => mysql(options),
  alterations: ['int', 'bigint'].map((type) => `alter table entry modify count ${type}`),
  lateWrite: isMysql ? 'LOCK_TIMEOUT' : 'TIMEOUT',
  endedWrite: ['CONNECTION_FAILED', 'OUTCOME_UNKNOWN'],
}
