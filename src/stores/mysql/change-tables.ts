import type { ModelShape } from '../../schema/shape.ts'
import { cast } from '../../support/cast.ts'
import { uuidV7 } from '../../support/uuid-v7.ts'
import type { Connection } from './connection.ts'
import type { Server } from './server.ts'

/**
 * Commits are numbered under the lock of one row that is held to their end, so that the numbers are in the order of the
 * commits: a number that can be seen is behind all that could be seen before.
 */
const TABLES: Readonly<Record<string, string>> = {
  prometheus_change: `
  xid binary(16) not null,
  seq bigint not null,
  model varchar(255) not null,
  op varchar(16) not null,
  \`key\` longtext not null,
  \`before\` longtext,
  \`after\` longtext,
  secret text,
  at datetime(3) not null,
  primary key (xid, seq)
`,
  prometheus_commit: 'number bigint primary key, xid binary(16) not null unique',
  prometheus_commit_number: 'id tinyint primary key, number bigint not null',
  prometheus_change_log: 'name varchar(255) primary key, value varchar(255) not null',
}

/** By which it is found whether a change was followed by another of the same record. */
const KEY_INDEX = 'create index prometheus_change_key on prometheus_change (model(100), `key`(255))'

const HAS_KEY_INDEX = `select 1 from information_schema.statistics
  where table_schema = database() and table_name = 'prometheus_change' and index_name = 'prometheus_change_key' limit 1`

/** The numbers go on behind the last that is there. */
const FIRST_NUMBER =
  'insert ignore into prometheus_commit_number select 1, coalesce(max(number), 0) from prometheus_commit'

const BEGUN = "select 1 from prometheus_commit_number join prometheus_change_log on name = 'epoch'"

/**
 * Which log this is, where there is one: a table that comes of a backup was made anew, and so was that of another
 * server.
 */
const identityText = ({ identity }: Server): string =>
  `select concat(${identity}, ' ', create_time) from information_schema.tables
    where table_schema = database() and table_name = 'prometheus_change_log' and 2 = (select count(*) from information_schema.tables
      where table_schema = database() and table_name in ('prometheus_commit', 'prometheus_commit_number'))`

type Found = readonly (readonly unknown[])[]

const valuesOf = async (connection: Connection, text: string): Promise<readonly unknown[]> =>
  cast<Found>(await connection.script(text), 'rows of one value').map(([value]) => value)

/** The statements that make the tables of the log where there are none, by their names. */
export const changeTables = ({ collation }: Server): readonly (readonly [name: string, text: string])[] =>
  Object.entries(TABLES).map(([name, columns]) => [
    name,
    `create table if not exists ${name} (${columns}) engine = InnoDB default charset = utf8mb4 collate = ${collation}`,
  ])

/** The statements that make the indexes of the log that models need. */
export const changeIndexes = (models: readonly ModelShape[]): readonly string[] =>
  models.some(({ changes }) => changes?.compacts) ? [KEY_INDEX] : []

/** Makes the tables of the log that are missing; an epoch begins with them. */
export async function makeChangeTables(
  connection: Connection,
  models: readonly ModelShape[],
  server: Server,
): Promise<void> {
  for (const [, text] of changeTables(server)) await connection.script(text)
  const hasIndex = (await valuesOf(connection, HAS_KEY_INDEX)).length > 0
  if (!hasIndex) for (const text of changeIndexes(models)) await connection.script(text)
  await findEpoch(connection, server)
}

async function begin(connection: Connection, identity: string): Promise<void> {
  if ((await valuesOf(connection, BEGUN)).length > 0) return
  await connection.script(FIRST_NUMBER)
  await connection.script(
    `insert ignore into prometheus_change_log values ('epoch', '${uuidV7()}'), ('server', '${identity}')`,
  )
}

/**
 * Begins the epoch of a new log, and another one where the log is not the one that it says: its database, or the
 * server's, came of a backup.
 */
export async function findEpoch(connection: Connection, server: Server): Promise<void> {
  const [found] = await valuesOf(connection, identityText(server))
  if (found === undefined) return
  const identity = String(found)
  await begin(connection, identity)
  const isAnother = `from prometheus_change_log where name = 'server' and value <> '${identity}'`
  if ((await valuesOf(connection, `select 1 ${isAnother}`)).length === 0) return
  await connection.script('start transaction')
  // Of several processes that find it at once, one begins the epoch.
  if ((await valuesOf(connection, `select 1 ${isAnother} for update`)).length > 0) {
    await connection.script(
      `update prometheus_change_log set value = if(name = 'epoch', '${uuidV7()}', '${identity}') where name in ('epoch', 'server')`,
    )
  }
  await connection.script('commit')
}
