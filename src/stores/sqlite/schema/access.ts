import { PrometheusError } from '../../../errors/error.ts'
import type { ModelShape } from '../../../schema/shape.ts'
import type { MigrationSession, SchemaAccess, TableState } from '../../../store/schema-access.ts'
import { cast } from '../../../support/cast.ts'
import { makeChangeTables } from '../change-tables.ts'
import type { Connections } from '../connections.ts'
import type { Database } from '../driver.ts'
import { connect } from '../driver.ts'
import { patiently } from '../patience.ts'
import { rows } from '../rows.ts'
import { makeTables } from '../tables.ts'
import { guessField } from './guess.ts'
import { readTables } from './read.ts'
import { writeChanges } from './write.ts'

type Found = readonly Readonly<Record<string, unknown>>[]

/** The tables of models, made in a database of their own and read like those of any. */
function wantedTables(models: readonly ModelShape[]): readonly TableState[] {
  const database = connect(':memory:', { readonly: false, fileMustExist: false, timeout: 0 })
  try {
    makeTables(database, models)
    makeChangeTables(database, models)
    return readTables(database)
  } finally {
    database.close()
  }
}

function run(database: Database, text: string): Found {
  const statement = database.prepare(text)
  if (statement.reader) return cast<Found>(statement.all(), 'rows come as objects')
  statement.run()
  return []
}

/** How many records refer to what is not there, by table and target. */
function dangling(database: Database): Map<string, number> {
  const found = rows<{ table: string; parent: string; count: number }>(
    database,
    'select "table", parent, count(*) as count from pragma_foreign_key_check group by 1, 2',
  )
  return new Map(found.map(({ table, parent, count }) => [`${table} → ${parent}`, count]))
}

function refuseDangling(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): void {
  for (const [what, count] of after) {
    if (count <= (before.get(what) ?? 0)) continue
    const message = `The migration would leave ${count} references that lead nowhere (${what}), so all of it was undone. Remove or correct these records first.`
    throw new PrometheusError('MIGRATION_REFUSED', message, { count })
  }
}

class SqliteMigration implements MigrationSession {
  readonly #connections: Connections
  readonly #wait: number

  constructor(connections: Connections, wait: number) {
    this.#connections = connections
    this.#wait = wait
  }

  async read(): Promise<readonly TableState[]> {
    return readTables(this.#connections.writer)
  }

  async run(text: string): Promise<Found> {
    try {
      return run(this.#connections.writer, text)
    } catch (error) {
      throw this.#connections.failure(error)
    }
  }

  async atomically<T>(work: () => Promise<T>): Promise<T> {
    const { writer } = this.#connections
    try {
      await patiently(() => writer.exec('begin immediate'), this.#wait)
      const before = dangling(writer)
      const result = await work()
      refuseDangling(before, dangling(writer))
      writer.exec('commit')
      return result
    } catch (error) {
      throw this.#connections.failure(error)
    } finally {
      if (writer.inTransaction) writer.exec('rollback')
    }
  }
}

/** The schema of a SQLite file. */
export const sqliteSchema = (connections: Connections): SchemaAccess => ({
  database: 'sqlite',
  atomic: true,
  backslashes: false,
  read: () => readTables(connections.writer),
  query: (text) => run(connections.writer, text),
  wanted: wantedTables,
  write: writeChanges,
  guess: guessField,
  async migrate(wait, work) {
    return connections.lane.run(async () => {
      const { writer } = connections
      // It has no effect inside a transaction, so it stands around all of them.
      writer.pragma('foreign_keys = off')
      try {
        return await work(new SqliteMigration(connections, wait))
      } finally {
        writer.pragma('legacy_alter_table = off')
        writer.pragma('foreign_keys = on')
      }
    })
  },
})
