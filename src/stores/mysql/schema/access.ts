import { PrometheusError } from '../../../errors/error.ts'
import type { FieldShape, ModelShape } from '../../../schema/shape.ts'
import type {
  IndexState,
  MigrationSession,
  ReferenceState,
  SchemaAccess,
  TableState,
} from '../../../store/schema-access.ts'
import { referenceName } from '../../sql/names.ts'
import { recordsChanges } from '../../sql/records-changes.ts'
import { changeIndexes, changeTables } from '../change-tables.ts'
import type { Connection } from '../connection.ts'
import { mysqlDialect } from '../dialect.ts'
import { convertError } from '../errors.ts'
import type { Runner } from '../runner.ts'
import { MysqlTables } from '../table.ts'
import { LOCK } from '../tables.ts'
import { guessField } from './guess.ts'
import { quoted } from './names.ts'
import { readDefinition } from './read.ts'
import { writeChanges } from './write.ts'

type Found = readonly Readonly<Record<string, unknown>>[]

async function run(connection: Connection, text: string): Promise<Found> {
  try {
    const result = await connection.objects(text)
    return Array.isArray(result) ? result : []
  } catch (error) {
    throw convertError(error)
  }
}

async function definitionOf(connection: Connection, table: string): Promise<TableState> {
  const [row = {}] = await run(connection, `show create table ${quoted(table)}`)
  return readDefinition(table, String(row['Create Table']))
}

const TABLES = `select table_name as name from information_schema.tables
  where table_schema = database() and table_type = 'BASE TABLE' order by table_name`

async function readTables(connection: Connection): Promise<readonly TableState[]> {
  const tables: TableState[] = []
  for (const { name } of await run(connection, TABLES))
    tables.push(await definitionOf(connection, String(name)))
  return tables
}

/** The references of a model, which temporary tables cannot have. */
function referencesOf(model: ModelShape, tables: ReadonlySet<string>): ReferenceState[] {
  const isReference = ({ ref }: FieldShape) => ref !== undefined && tables.has(ref.table)
  return model.fields.filter(isReference).map((field) => ({
    name: referenceName(model, field.column),
    columns: [field.column],
    table: field.ref?.table ?? '',
    foreign: [field.ref?.column ?? ''],
  }))
}

/** The index that the server makes for a reference that has none. */
function impliedIndexes({ indexes, key }: TableState, references: readonly ReferenceState[]): IndexState[] {
  const first = new Set([key.columns[0], ...indexes.map(({ columns }) => columns[0]?.column)])
  return references
    .filter(({ columns: [column] }) => !first.has(column))
    .map(({ name = '', columns }) => ({
      name,
      columns: columns.map((column) => ({ column })),
      unique: false,
    }))
}

/** A table that some statements make, made as a temporary one. */
async function readMade(
  connection: Connection,
  name: string,
  [create = '', ...more]: readonly string[],
): Promise<TableState> {
  await run(connection, create.replace('create table if not exists', 'create temporary table'))
  for (const text of more) await run(connection, text)
  const table = await definitionOf(connection, name)
  await run(connection, `drop temporary table ${quoted(name)}`)
  return table
}

/** The tables of the log. */
async function wantedLog(
  connection: Connection,
  { about }: Runner,
  models: readonly ModelShape[],
): Promise<readonly TableState[]> {
  const tables: TableState[] = []
  for (const [name, text] of changeTables(about)) {
    const indexes = name === 'prometheus_change' ? changeIndexes(models) : []
    tables.push(await readMade(connection, name, [text, ...indexes]))
  }
  return tables
}

/** The tables of models, made as temporary ones, and read as any are: the server itself says how it writes them. */
async function wantedTables(
  connection: Connection,
  runner: Runner,
  models: readonly ModelShape[],
): Promise<readonly TableState[]> {
  const making = new MysqlTables(mysqlDialect(runner.about), runner.about)
  const names = new Set(models.map(({ table }) => table))
  const tables: TableState[] = []
  for (const model of models) {
    const table = await readMade(connection, model.table, [making.createTable(model)])
    const references = referencesOf(model, names)
    const indexes = [...table.indexes, ...impliedIndexes(table, references)]
    tables.push({ ...table, references, indexes })
  }
  return recordsChanges(models) ? [...tables, ...(await wantedLog(connection, runner, models))] : tables
}

class MysqlMigration implements MigrationSession {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  read(): Promise<readonly TableState[]> {
    return readTables(this.#connection)
  }

  run(text: string): Promise<Found> {
    return run(this.#connection, text)
  }

  async atomically<T>(work: () => Promise<T>): Promise<T> {
    await this.run('start transaction')
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

/** Takes the lock that whoever makes tables holds. */
async function lock(connection: Connection, wait: number): Promise<void> {
  const seconds = Math.ceil(wait / 1000)
  await run(connection, `set lock_wait_timeout = ${Math.max(1, seconds)}`)
  const [row = {}] = await run(connection, `select get_lock(${LOCK}, ${seconds}) as locked`)
  if (Number(row.locked) === 1) return
  const message = `Another process migrates, or makes tables, and did not come to an end in ${seconds} seconds.`
  throw new PrometheusError('LOCK_TIMEOUT', message)
}

/** The schema of a MySQL or MariaDB database. */
export function mysqlSchema(runner: Runner): SchemaAccess {
  const { pool } = runner
  return {
    database: 'mysql',
    atomic: false,
    backslashes: true,
    read: () => pool.use(readTables),
    query: (text) => pool.use((connection) => run(connection, text)),
    wanted: (models) => pool.useUp((connection) => wantedTables(connection, runner, models)),
    write: writeChanges,
    guess: guessField,
    migrate: (wait, work) =>
      pool.useUp(async (connection) => {
        await lock(connection, wait)
        try {
          return await work(new MysqlMigration(connection))
        } finally {
          await run(connection, `select release_lock(${LOCK})`).catch(() => undefined)
        }
      }),
  }
}
