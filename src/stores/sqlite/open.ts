import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { PrometheusError } from '../../errors/error.ts'
import type { ModelShape } from '../../schema/shape.ts'
import type { Database } from './driver.ts'
import { connect } from './driver.ts'
import { isBusy } from './errors.ts'
import { registerFunctions } from './functions.ts'
import type { Settings } from './options.ts'
import { BLOCKING_WAIT } from './patience.ts'
import { checkTables } from './tables.ts'

/** 'PROM', as SQLite's application_id: it says whose file it is. */
const APPLICATION_ID = 0x50524f4d

const MAGIC = 'SQLite format 3\0'
const HEADER = 100

const refuse = (
  code: 'STORE_FOREIGN' | 'STORE_CORRUPT' | 'CONNECTION_FAILED',
  path: string,
  what: string,
): never => {
  throw new PrometheusError(code, `sqlite('${path}'): ${what}`, { path })
}

function header(path: string): Buffer {
  const file = openSync(path, 'r')
  try {
    const buffer = Buffer.alloc(HEADER)
    return buffer.subarray(0, readSync(file, buffer, 0, HEADER, 0))
  } finally {
    closeSync(file)
  }
}

/** Three bytes of every SQLite header are fixed, so that one whose beginning is damaged is told from another format. */
const wasDatabase = (bytes: Buffer): boolean =>
  bytes.length === HEADER && bytes[21] === 64 && bytes[22] === 32 && bytes[23] === 32

function checkHeader(path: string): void {
  const bytes = header(path)
  if (bytes.length === 0 || bytes.toString('latin1', 0, MAGIC.length) === MAGIC) return
  if (wasDatabase(bytes))
    refuse('STORE_CORRUPT', path, 'the header of the database is damaged: restore a backup.')
  refuse('STORE_FOREIGN', path, 'the file is not a SQLite database: name another file.')
}

const nodeCode = (error: unknown): unknown => (error as NodeJS.ErrnoException).code

function checkFolder(path: string): void {
  const folder = dirname(path)
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return
  refuse('CONNECTION_FAILED', path, `there is no folder '${folder}': make it first.`)
}

/** Looks at a file before SQLite does, so that each reason not to open it is told apart. */
function checkFile({ path, readonly }: Settings): void {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found?.isDirectory()) refuse('STORE_FOREIGN', path, 'this is a folder: name a file in it.')
  if (found === undefined) {
    checkFolder(path)
    if (readonly) refuse('CONNECTION_FAILED', path, 'there is no such file, and read-only makes none.')
    return
  }
  try {
    checkHeader(path)
  } catch (error) {
    if (nodeCode(error) !== 'EACCES' && nodeCode(error) !== 'EPERM') throw error
    refuse('CONNECTION_FAILED', path, 'the file may not be read: check its permissions.')
  }
}

function claim(database: Database, settings: Settings): void {
  const id = database.pragma('application_id', { simple: true })
  if (id === APPLICATION_ID) return
  if (id !== 0)
    refuse('STORE_FOREIGN', settings.path, 'the database belongs to another application: name another file.')
  const isNew = database.prepare('select not exists (select 1 from sqlite_schema)').pluck().get() === 1
  if (isNew && !settings.readonly) database.pragma(`application_id = ${APPLICATION_ID}`)
}

/** Asks for the write lock once, so that a file that cannot be written says so now; one that is locked can wait. */
function checkWritable(database: Database): void {
  try {
    database.exec('begin immediate; rollback')
  } catch (error) {
    if (!isBusy(error)) throw error
  }
}

function configure(database: Database, { synchronous, cacheSize }: Settings): void {
  database.pragma(`synchronous = ${synchronous}`)
  database.pragma(`cache_size = -${cacheSize}`)
  database.pragma('foreign_keys = on')
  registerFunctions(database)
}

function prepareFile(database: Database, settings: Settings, models: readonly ModelShape[]): void {
  claim(database, settings)
  checkTables(database, models)
  if (!settings.private && !settings.readonly) {
    database.pragma('journal_mode = wal')
    checkWritable(database)
  }
  configure(database, settings)
}

/** Opens the connection that writes, and refuses a file that is not ours to use. */
export function openDatabase(settings: Settings, models: readonly ModelShape[]): Database {
  const { path, readonly } = settings
  if (!settings.private) checkFile(settings)
  const database = connect(path, { readonly, fileMustExist: readonly, timeout: BLOCKING_WAIT })
  try {
    prepareFile(database, settings, models)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** Opens the connection that reads. */
export function openReader(settings: Settings): Database {
  const { path, readonly } = settings
  const database = connect(path, { readonly, fileMustExist: true, timeout: BLOCKING_WAIT })
  configure(database, settings)
  database.pragma('query_only = on')
  return database
}
