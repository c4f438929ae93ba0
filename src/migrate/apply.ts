import type { MigrationSession, SchemaAccess, TableState } from '../store/schema-access.ts'
import { checkedHistory } from './checked-history.ts'
import { schemaChecksum } from './checksum.ts'
import type { MigrationFile } from './file.ts'
import type { HistoryEntry } from './history.ts'
import { History } from './history.ts'
import { refused } from './refuse.ts'
import type { Runner } from './run-file.ts'
import { runByStatement, runWhole } from './run-file.ts'
import { refuseWrong, standings } from './standing.ts'

/** A database with the files of its migrations. */
export interface Migrations {
  readonly access: SchemaAccess
  readonly files: readonly MigrationFile[]
  /** How long another process that migrates is waited for, in milliseconds. */
  readonly wait: number
  /** Is told of each migration as it is done. */
  readonly onDone?: (name: string) => void
}

/** What was done. */
export interface Applied {
  readonly names: readonly string[]
  /** Migrations after which the tables are not as their files say. */
  readonly unlike: readonly string[]
}

const entryOf = (file: MigrationFile, position: number): HistoryEntry => ({
  name: file.name,
  position,
  checksum: file.checksum,
  appliedAt: new Date().toISOString(),
  tables: file.tables,
  state: '',
  done: 0,
})

/** A migration as it is remembered when it is done. */
function finished(entry: HistoryEntry, file: MigrationFile, tables: readonly TableState[]): HistoryEntry {
  const { name, position } = entry
  return { ...entryOf(file, position), name, state: schemaChecksum(tables, file.tables) }
}

const nextPosition = (history: readonly HistoryEntry[]): number =>
  Math.max(0, ...history.map(({ position }) => position)) + 1

/** Looks at what has been done, by whomever, until now; gives the entry of the file, or that of its beginning. */
async function begin({ history }: Runner, { files }: Migrations, file: MigrationFile): Promise<HistoryEntry> {
  const entries = await history.read()
  refuseWrong(standings(files, entries))
  const found = entries.find(({ name }) => name === file.name)
  return found ?? { ...entryOf(file, nextPosition(entries)), underWay: 'up' }
}

function refuseUndone({ name, underWay }: HistoryEntry): void {
  if (underWay !== 'down') return
  throw refused(`${name} is being undone and not at the end of it: run rollback first.`, { migration: name })
}

async function applyWhole(runner: Runner, migrations: Migrations, file: MigrationFile): Promise<boolean> {
  return runner.session.atomically(async () => {
    const entry = await begin(runner, migrations, file)
    if (entry.underWay === undefined) return false
    await runWhole(runner, file.up)
    await runner.history.write(finished(entry, file, await runner.session.read()))
    return true
  })
}

async function applyByStatement(
  runner: Runner,
  migrations: Migrations,
  file: MigrationFile,
): Promise<boolean> {
  const entry = await begin(runner, migrations, file)
  if (entry.underWay === undefined) return false
  refuseUndone(entry)
  await runByStatement(runner, file, entry)
  await runner.history.write(finished(entry, file, await runner.session.read()))
  return true
}

const runnerOf = (access: SchemaAccess, session: MigrationSession): Runner => ({
  access,
  session,
  history: new History(session),
})

/** Applies all migrations that are not applied yet, in order of their names; each of them as a whole, where the database can. */
export async function applyMigrations(migrations: Migrations): Promise<Applied> {
  const { access, files, wait, onDone } = migrations
  const apply = access.atomic ? applyWhole : applyByStatement
  return access.migrate(wait, async (session) => {
    // Each file looks again, since others may be at it between two of them; but there may be no file at all.
    await checkedHistory(session, files)
    const [names, unlike]: [string[], string[]] = [[], []]
    for (const file of files) {
      if (!(await apply(runnerOf(access, session), migrations, file))) continue
      names.push(file.name)
      if (schemaChecksum(await session.read(), file.tables) !== file.result) unlike.push(file.name)
      onDone?.(file.name)
    }
    return { names, unlike }
  })
}

/**
 * Remembers the pending migrations as applied and runs none of them: for a database that has their tables already.
 * Refuses where it has not.
 */
export async function recordMigrations(migrations: Migrations): Promise<readonly string[]> {
  const { access, files, wait } = migrations
  return access.migrate(wait, (session) =>
    session.atomically(async () => {
      const runner = runnerOf(access, session)
      const entries = await runner.history.read()
      refuseWrong(standings(files, entries))
      const pending = files.filter(({ name }) => !entries.some((entry) => entry.name === name))
      const last = pending.at(-1)
      const tables = await session.read()
      if (last !== undefined && schemaChecksum(tables, last.tables) !== last.result) {
        const message = `The tables of the database are not as ${last.name} leaves them, so it is not recorded as applied: apply it, or make the tables alike first.`
        throw refused(message, { migration: last.name })
      }
      const first = nextPosition(entries)
      for (const [index, file] of pending.entries())
        await runner.history.write(finished(entryOf(file, first + index), file, tables))
      return pending.map(({ name }) => name)
    }),
  )
}
