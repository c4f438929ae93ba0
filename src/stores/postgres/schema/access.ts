import type { ModelShape } from '../../../schema/shape.ts'
import { SYSTEM } from '../../../store/row-security.ts'
import type { MigrationSession, SchemaAccess, TableState } from '../../../store/schema-access.ts'
import type { Pool } from '../../sql/pool.ts'
import { changeTables } from '../change-tables.ts'
import type { Connection } from '../connection.ts'
import type { ScriptResult } from '../driver.ts'
import { convertError } from '../errors.ts'
import { addReference, postgresTables } from '../table.ts'
import { LOCK } from '../tables.ts'
import { guessField } from './guess.ts'
import { CURRENT, readTables, TEMPORARY } from './read.ts'
import { createSearchIndex, searchIndexes } from './words-index.ts'
import { writeChanges } from './write.ts'

type Found = readonly Readonly<Record<string, unknown>>[]

function objectsOf({ rows, fields = [] }: ScriptResult): Found {
  return rows.map((row) => Object.fromEntries(fields.map(({ name }, i) => [name, row[i]])))
}

async function run(connection: Connection, text: string): Promise<Found> {
  try {
    return objectsOf(await connection.script(text))
  } catch (error) {
    throw convertError(error)
  }
}

/** The statements that make all that models need. */
function makingOf(models: readonly ModelShape[]): string[] {
  const names = new Set(models.map(({ table }) => table))
  const tables = models.flatMap((model) => [
    postgresTables.createTable(model, names),
    ...model.indexes.map((index) => postgresTables.createIndex(index, model)),
    ...searchIndexes(model).map((index) => createSearchIndex(model.table, index)),
  ])
  const references = models.flatMap((model) =>
    model.fields
      .filter(({ ref }) => ref !== undefined && names.has(ref.table))
      .map((field) => addReference(field, model)),
  )
  return [...tables, ...references, ...changeTables(models)]
}

/** The tables of models, made as temporary ones, read as any are, and undone: the server itself says how it writes them. */
async function wantedTables(
  connection: Connection,
  models: readonly ModelShape[],
): Promise<readonly TableState[]> {
  try {
    await run(connection, ['begin', 'set local search_path = pg_temp', ...makingOf(models)].join(';\n'))
    return await readTables(connection, TEMPORARY)
  } finally {
    await run(connection, 'rollback')
  }
}

class PostgresMigration implements MigrationSession {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  read(): Promise<readonly TableState[]> {
    return readTables(this.#connection, CURRENT)
  }

  run(text: string): Promise<Found> {
    return run(this.#connection, text)
  }

  async atomically<T>(work: () => Promise<T>): Promise<T> {
    await this.run('begin')
    try {
      const result = await work()
      await this.run('commit')
      return result
    } catch (error) {
      await this.run('rollback').catch(() => undefined)
      throw error
    }
  }
}

/**
 * The lock that whoever makes tables holds, for as long as the connection is there; a limit of 0 would be none. It is
 * told that trusted code is at work: rules of rows hold for who owns the tables too, and a migration would change no
 * rows without a word.
 */
const lockText = (wait: number): string =>
  `set lock_timeout = ${Math.max(1, Math.ceil(wait))}; set statement_timeout = 0; set prometheus.session = '${SYSTEM}'; select pg_advisory_lock(${LOCK}, hashtext(current_schema()))`

/** The schema of a PostgreSQL database. */
export function postgresSchema(pool: Pool<Connection>): SchemaAccess {
  return {
    database: 'postgres',
    atomic: true,
    backslashes: false,
    read: () => pool.use((connection) => readTables(connection)),
    query: (text) => pool.use((connection) => run(connection, text)),
    wanted: (models) => pool.use((connection) => wantedTables(connection, models)),
    write: writeChanges,
    guess: guessField,
    migrate: (wait, work) =>
      pool.useUp(async (connection) => {
        await run(connection, lockText(wait))
        try {
          return await work(new PostgresMigration(connection))
        } finally {
          await run(connection, 'select pg_advisory_unlock_all()').catch(() => undefined)
        }
      }),
  }
}
