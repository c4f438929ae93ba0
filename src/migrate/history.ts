import type { MigrationSession, SchemaAccess } from '../store/schema-access.ts'

/** The table in which a database remembers its migrations. */
export const HISTORY = 'prometheus_migrations'

/** A migration as the database remembers it. */
export interface HistoryEntry {
  readonly name: string
  /** In the order in which they were applied, from 1. */
  readonly position: number
  /** Of the file; while the migration is under way, of the statements that are done. */
  readonly checksum: string
  readonly appliedAt: string
  readonly tables: readonly string[]
  /** The checksum of these tables as they were after it. */
  readonly state: string
  /** Which way it is under way; nothing where it is done. */
  readonly underWay?: 'up' | 'down'
  /** How many statements are done of one that is under way. */
  readonly done: number
  /** The checksum of all tables before the statement that was begun last. */
  readonly begun?: string
}

const CREATE = `create table if not exists ${HISTORY} (
  name varchar(200) not null primary key, position integer not null, checksum varchar(64) not null,
  applied_at varchar(30) not null, tables text not null, state varchar(64) not null,
  under_way varchar(4), done integer not null, begun varchar(64))`

const SELECT = `select * from ${HISTORY} order by position`

type Row = Readonly<Record<string, unknown>>

function entryOf(row: Row): HistoryEntry {
  const { under_way: underWay, begun } = row
  return {
    name: String(row.name),
    position: Number(row.position),
    checksum: String(row.checksum),
    appliedAt: String(row.applied_at),
    tables: String(row.tables).split(' ').filter(Boolean).map(decodeURIComponent),
    state: String(row.state),
    ...((underWay === 'up' || underWay === 'down') && { underWay }),
    done: Number(row.done),
    ...(typeof begun === 'string' && { begun }),
  }
}

const literal = (value: string | number | undefined): string => {
  if (value === undefined) return 'null'
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`
}

/** The history of a database, by the session that migrates it. */
export class History {
  readonly #session: MigrationSession

  constructor(session: MigrationSession) {
    this.#session = session
  }

  /** Makes its table where there is none, and reads it. */
  async read(): Promise<readonly HistoryEntry[]> {
    await this.#session.run(CREATE)
    return (await this.#session.run(SELECT)).map(entryOf)
  }

  /** Remembers a migration, in the place of what was remembered of it. */
  async write(entry: HistoryEntry): Promise<void> {
    await this.forget(entry.name)
    const { name, position, checksum, appliedAt, tables, state, underWay, done, begun } = entry
    const names = tables.map(encodeURIComponent).join(' ')
    const values = [name, position, checksum, appliedAt, names, state, underWay, done, begun]
    await this.#session.run(
      `insert into ${HISTORY} (name, position, checksum, applied_at, tables, state, under_way, done, begun) values (${values.map(literal).join(', ')})`,
    )
  }

  /** Forgets a migration. */
  async forget(name: string): Promise<void> {
    await this.#session.run(`delete from ${HISTORY} where name = ${literal(name)}`)
  }
}

/** What a database remembers, without making anything in it. */
export async function readHistory(access: SchemaAccess): Promise<readonly HistoryEntry[]> {
  const tables = await access.read()
  if (!tables.some(({ name }) => name === HISTORY)) return []
  return (await access.query(SELECT)).map(entryOf)
}
