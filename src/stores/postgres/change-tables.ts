import type { ModelShape } from '../../schema/shape.ts'
import { uuidV7 } from '../../support/uuid-v7.ts'
import type { Connection } from './connection.ts'

/** What is said where another has made the row that an upsert would make. */
export const RACED = 'another has made the row that prometheus would make'

/** 'PRON': whoever numbers a commit holds this lock until it is done. */
const LOCK = 0x50524f4e

/**
 * Commits are numbered under a lock that is held to their end, so that the numbers are in the order of the commits: a
 * number that can be seen is behind all that could be seen before. Ids of transactions are in the order of beginnings.
 */
const TABLES = `
create table if not exists prometheus_change (
  xid xid8 not null default pg_current_xact_id(),
  seq bigint generated always as identity,
  model text not null,
  op text not null,
  key json not null,
  "before" json,
  "after" json,
  changed text[] not null,
  at timestamptz not null default clock_timestamp(),
  primary key (xid, seq)
);
create table if not exists prometheus_commit (number bigint primary key, xid xid8 not null unique);
create sequence if not exists prometheus_commit_number;
create table if not exists prometheus_change_log (name text primary key, value text not null);
create or replace function prometheus_raced() returns boolean language plpgsql as $$ begin
  raise exception using errcode = 'serialization_failure', message = '${RACED}';
end $$;
`

const KEY_INDEX = `
create index if not exists prometheus_change_key on prometheus_change (model, (key::text), xid);
`

/**
 * Numbers the commit of the transaction that is open, where it has recorded anything: the last that it does. The lock
 * is taken before the number, since what has an offset is a query of its own.
 */
export const NUMBER_COMMIT = `insert into prometheus_commit (xid, number) select pg_current_xact_id(), nextval('prometheus_commit_number')
  from (select pg_advisory_xact_lock(${LOCK}, hashtext(current_schema())) where exists (
    select 1 from prometheus_change where xid = pg_current_xact_id_if_assigned()) offset 0) as locked`

/** The statements that make the tables of the log; an epoch begins with them. */
export function changeTables(models: readonly ModelShape[]): string {
  const index = models.some(({ changes }) => changes?.compacts) ? KEY_INDEX : ''
  return `${TABLES}${index}
insert into prometheus_change_log values ('epoch', '${uuidV7()}'), ('server', ${IDENTITY}) on conflict do nothing;`
}

/** Which server and database this is, and since which restore of a backup. */
const IDENTITY = `(select system_identifier::text from pg_control_system()) || ' ' ||
  (select timeline_id::text from pg_control_checkpoint()) || ' ' ||
  (select oid::text from pg_database where datname = current_database())`

/** Begins another epoch where the server, or its history, is another than the log says. */
export async function findEpoch(connection: Connection): Promise<void> {
  const { rows } = await connection.script("select to_regclass('prometheus_change_log') is not null")
  if (String(rows[0]?.[0]) !== 'true' && rows[0]?.[0] !== true && rows[0]?.[0] !== 't') return
  await connection.script(`with found as (
    update prometheus_change_log set value = ${IDENTITY} where name = 'server' and value <> ${IDENTITY} returning 1
  ) update prometheus_change_log set value = '${uuidV7()}' where name = 'epoch' and exists (select 1 from found)`)
}
