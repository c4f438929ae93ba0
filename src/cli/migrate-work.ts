import { applyMigrations, recordMigrations } from '../migrate/apply.ts'
import { checkMigrations } from '../migrate/check.ts'
import { diffSchema } from '../migrate/diff.ts'
import { formatMigration } from '../migrate/file.ts'
import { newName, readFolder, writeMigration } from '../migrate/folder.ts'
import { readHistory } from '../migrate/history.ts'
import { rollbackMigrations } from '../migrate/rollback.ts'
import { refuseWrong, standings } from '../migrate/standing.ts'
import type { Choice, Target } from './load-config.ts'
import { withTarget } from './load-config.ts'
import { Problem } from './problem.ts'

/** Options of every command of `migrate`. */
export type Common = Choice
interface Waiting extends Common {
  readonly wait: number
}

const say = (line: string): unknown => process.stdout.write(`${line}\n`)

/** The files of a store's migrations, and what the database knows of them. */
export async function stateOf({ access, folder }: Target) {
  const files = readFolder(folder, access)
  const history = await readHistory(access)
  return { files, history, statuses: standings(files, history) }
}

/** Options of `migrate diff`. */
export interface DiffOptions extends Common {
  readonly allowDestructive?: true
  readonly initial?: true
}

async function writeDiff(target: Target, title: string, options: DiffOptions): Promise<void> {
  const { access, models, folder } = target
  if (models.length === 0) throw new Problem('The configuration has no models for this store.')
  const { files, history, statuses } = await stateOf(target)
  refuseWrong(statuses)
  const pending = statuses.find(({ standing }) => standing !== 'applied')
  if (pending !== undefined)
    throw new Problem(
      `${pending.name} is not applied yet: apply it first, or remove its file to write it anew.`,
    )
  const { allowDestructive = false, initial = false } = options
  if (initial && files.length > 0)
    throw new Problem(`There are migrations in ${folder}: the first one is there.`)
  const diff = await diffSchema({ access, models, history, allowDestructive, initial })
  for (const loss of diff.losses)
    say(`Left out, since it removes data: ${loss} (--allow-destructive writes it).`)
  if (diff.summary.length === 0) {
    say('The database is as the models say: there is nothing to write.')
    return
  }
  const name = newName(title, files, new Date())
  const path = writeMigration(folder, name, formatMigration({ ...diff.migration, name }))
  for (const line of diff.summary) say(`* ${line}`)
  say(`Written to ${path}: read it, then apply it.`)
}

/** Options of `migrate apply`. */
export interface ApplyOptions extends Waiting {
  readonly record?: true
}

async function apply({ access, folder }: Target, { wait, record }: ApplyOptions): Promise<void> {
  const files = readFolder(folder, access)
  if (record) {
    const names = await recordMigrations({ access, files, wait })
    for (const name of names) say(`recorded ${name}`)
    if (names.length === 0) say('There is nothing to record.')
    return
  }
  const { names, unlike } = await applyMigrations({
    access,
    files,
    wait,
    onDone: (name) => say(`applied ${name}`),
  })
  for (const name of unlike) say(`Note: after ${name} the tables are not quite as its header says.`)
  if (names.length === 0) say('There is nothing to apply.')
}

/** Options of `migrate rollback`. */
export interface RollbackOptions extends Waiting {
  readonly to?: string
  readonly steps?: number
}

async function rollback({ access, folder }: Target, { wait, to, steps }: RollbackOptions): Promise<void> {
  if (to !== undefined && steps !== undefined) throw new Problem('Give --to or --steps, not both.')
  const names = await rollbackMigrations(
    { access, files: readFolder(folder, access), wait, onDone: (name) => say(`undone ${name}`) },
    to === undefined ? { steps: steps ?? 1 } : { to },
  )
  if (names.length === 0) say('There is nothing to undo.')
}

/** Options of `migrate status`. */
export interface StatusOptions extends Common {
  readonly format: string
}

async function status(target: Target, { format }: StatusOptions): Promise<void> {
  const { statuses } = await stateOf(target)
  if (format === 'json') {
    say(JSON.stringify(statuses, null, 2))
    return
  }
  for (const { name, standing, appliedAt = '' } of statuses)
    say(`${standing.padEnd('unfinished'.length)}  ${name}  ${appliedAt}`.trimEnd())
  if (statuses.length === 0) say('There are no migrations.')
}

async function check(target: Target): Promise<void> {
  const { files, history } = await stateOf(target)
  const { access, models } = target
  const problems = await checkMigrations({ access, models, files, history })
  for (const problem of problems) say(problem)
  if (problems.length > 0) process.exitCode = 1
  else say('Models, migrations and database agree.')
}

/** Writes a migration. */
export const runDiff = (title: string, options: DiffOptions): Promise<void> =>
  withTarget(options, (target) => writeDiff(target, title, options))

/** Applies what is pending. */
export const runApply = (options: ApplyOptions): Promise<void> =>
  withTarget(options, (target) => apply(target, options))

/** Undoes what was applied last. */
export const runRollback = (options: RollbackOptions): Promise<void> =>
  withTarget(options, (target) => rollback(target, options))

/** Lists all migrations. */
export const runStatus = (options: StatusOptions): Promise<void> =>
  withTarget(options, (target) => status(target, options))

/** Fails where anything does not agree. */
export const runCheck = (options: Common): Promise<void> => withTarget(options, check)
