import { statSync } from 'node:fs'
import type { ModelShape } from '../../schema/shape.ts'
import { cast } from '../../support/cast.ts'
import { uuidV7 } from '../../support/uuid-v7.ts'
import { recordsChanges } from '../sql/records-changes.ts'
import type { Database } from './driver.ts'
import type { Settings } from './options.ts'

const TABLES = `
create table if not exists prometheus_change (
  seq integer primary key,
  tx integer,
  model text not null,
  op text not null,
  key text not null,
  "before" text,
  "after" text,
  secret text,
  at integer not null
) strict;
create table if not exists prometheus_change_log (name text primary key not null, value text not null) strict;
`

/** By which the newest changes of a model are counted. */
const MODEL_INDEX = 'create index if not exists prometheus_change_model on prometheus_change (model)'

/** By which it is found whether a change was followed by another of the same record. */
const KEY_INDEX = 'create index if not exists prometheus_change_key on prometheus_change (model, key)'

/** Makes the tables of the log that are missing, in a transaction, where any model records its changes. */
export function makeChangeTables(database: Database, models: readonly ModelShape[]): void {
  if (!recordsChanges(models)) return
  database.exec(TABLES)
  if (models.some(({ changes }) => changes?.counts)) database.exec(MODEL_INDEX)
  if (models.some(({ changes }) => changes?.compacts)) database.exec(KEY_INDEX)
}

const logValue = (database: Database, name: string): string | undefined =>
  cast<string | undefined>(
    database.prepare('select value from prometheus_change_log where name = ?').pluck().get(name),
    'the column is text',
  )

const setValue = (database: Database, name: string, value: string): void => {
  database
    .prepare(
      'insert into prometheus_change_log values (?, ?) on conflict do update set value = excluded.value',
    )
    .run(name, value)
}

/** Begins another epoch. */
export const renewEpoch = (database: Database): void => setValue(database, 'epoch', uuidV7())

/** The epoch; undefined where there are no tables yet, or none was begun. */
export const epochOf = (database: Database): string | undefined => logValue(database, 'epoch')

/**
 * Which file this is: its number and, where the file system tells, when it was made. A copy of it, as of a backup, is
 * another file.
 */
function identityOf({ path }: Settings): { readonly file: string; readonly born: string } {
  const { ino, birthtimeMs, ctimeMs } = statSync(path)
  // Where the time is not known, some systems give that of the last change in its place.
  const known = birthtimeMs > 0 && birthtimeMs !== ctimeMs
  return { file: String(ino), born: known ? String(birthtimeMs) : '' }
}

function isAnother(database: Database, { file, born }: ReturnType<typeof identityOf>): boolean {
  const knownBorn = logValue(database, 'born') ?? ''
  return logValue(database, 'file') !== file || (born !== '' && knownBorn !== '' && born !== knownBorn)
}

const hasLog = (database: Database): boolean =>
  database.prepare("select 1 from sqlite_schema where name = 'prometheus_change_log'").get() !== undefined

/**
 * Begins the epoch of a new log, and another one where the file is not the one that it was: a backup was restored, or it
 * was copied. In the transaction that is open.
 */
export function findEpoch(database: Database, settings: Settings): void {
  if (settings.private) {
    if (epochOf(database) === undefined) renewEpoch(database)
    return
  }
  const identity = identityOf(settings)
  if (epochOf(database) === undefined || isAnother(database, identity)) renewEpoch(database)
  else if (identity.born === '' || logValue(database, 'born') === identity.born) return
  setValue(database, 'file', identity.file)
  setValue(database, 'born', identity.born)
}

/** The same as the file is opened, where it has a log. */
export function findEpochAtOpening(database: Database, settings: Settings): void {
  if (settings.readonly || !hasLog(database)) return
  database.exec('begin immediate')
  try {
    findEpoch(database, settings)
    database.exec('commit')
  } catch (error) {
    database.exec('rollback')
    throw error
  }
}
