import { isPrometheusError, PrometheusError } from '../errors/error.ts'
import type { MigrationSession, SchemaAccess } from '../store/schema-access.ts'
import { schemaChecksum } from './checksum.ts'
import type { MigrationFile, MigrationStatement } from './file.ts'
import type { History, HistoryEntry } from './history.ts'
import { refused } from './refuse.ts'
import { partChecksum } from './standing.ts'

/** What runs a migration's file. */
export interface Runner {
  readonly access: SchemaAccess
  readonly session: MigrationSession
  readonly history: History
}

const isTrue = (row: Readonly<Record<string, unknown>> | undefined): boolean => {
  const answer = Object.values(row ?? {})[0]
  return answer === true || Number(answer) === 1
}

/** How much of a statement an error tells, in characters. */
const LONGEST = 400

/** Says where a migration failed: what the database says of it often names no table. The cause stays the database's own. */
async function run(session: MigrationSession, text: string): ReturnType<MigrationSession['run']> {
  try {
    return await session.run(text)
  } catch (error) {
    if (!isPrometheusError(error)) throw error
    const { code, message, details, cause = error } = error
    const line = text.replace(/\s+/g, ' ')
    const place = line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line
    throw new PrometheusError(code, `${message} It failed in: ${place}`, details, cause)
  }
}

async function runStatement(session: MigrationSession, statement: MigrationStatement): Promise<void> {
  for (const { query, message } of statement.requires) {
    if (!isTrue((await run(session, query))[0])) throw refused(message, { query })
  }
  if (statement.text !== '') await run(session, statement.text)
}

/** Runs all statements in the transaction that is open. */
export async function runWhole(
  { session }: Runner,
  statements: readonly MigrationStatement[],
): Promise<void> {
  for (const statement of statements) await runStatement(session, statement)
}

async function stateOfAll({ session }: Runner): Promise<string> {
  const tables = await session.read()
  return schemaChecksum(
    tables,
    tables.map(({ name }) => name),
  )
}

/**
 * How many statements are done. One may have changed the schema without its end being written down: then the schema
 * is not as it was when the statement began.
 */
async function doneOf(runner: Runner, { done, begun }: HistoryEntry): Promise<number> {
  if (begun === undefined) return done
  return begun === (await stateOfAll(runner)) ? done : done + 1
}

/** Whether nothing is done yet, not even of the statement that failed. */
async function isUntouched(runner: Runner, name: string): Promise<boolean> {
  const entry = (await runner.history.read()).find((one) => one.name === name)
  return entry?.done === 0 && entry.begun === (await stateOfAll(runner))
}

/** Remembers a migration of which nothing is done as it was before. */
async function takeBack({ history }: Runner, file: MigrationFile, entry: HistoryEntry): Promise<void> {
  const { underWay, begun: _begun, ...rest } = entry
  if (underWay === 'down') await history.write({ ...rest, checksum: file.checksum, done: 0 })
  else await history.forget(file.name)
}

/**
 * Runs the statements of one way that are not done yet, each with a note of where it stands: for databases in which
 * definitions of tables do not roll back.
 */
export async function runByStatement(
  runner: Runner,
  file: MigrationFile,
  entry: HistoryEntry,
): Promise<void> {
  const { session, history } = runner
  const way = entry.underWay ?? 'up'
  const statements = file[way]
  const note = (done: number, begun?: string) =>
    history.write({
      ...entry,
      done,
      checksum: partChecksum(file, way, done),
      underWay: way,
      ...(begun !== undefined && { begun }),
    })
  try {
    for (let done = await doneOf(runner, entry); done < statements.length; done++) {
      await note(done, await stateOfAll(runner))
      await session.atomically(async () => {
        await runStatement(session, statements[done] as MigrationStatement)
        await note(done + 1)
      })
    }
  } catch (error) {
    if (await isUntouched(runner, file.name)) await takeBack(runner, file, entry)
    throw error
  }
}
