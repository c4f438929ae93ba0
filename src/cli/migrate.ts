import { Command, InvalidArgumentError, Option } from 'commander'
import { applyMigrations, recordMigrations } from '../migrate/apply.ts'
import { checkMigrations } from '../migrate/check.ts'
import { diffSchema } from '../migrate/diff.ts'
import { formatMigration } from '../migrate/file.ts'
import { newName, readFolder, writeMigration } from '../migrate/folder.ts'
import { readHistory } from '../migrate/history.ts'
import { rollbackMigrations } from '../migrate/rollback.ts'
import { refuseWrong, standings } from '../migrate/standing.ts'
import type { Target } from './load-config.ts'
import { withTarget } from './load-config.ts'
import { Problem } from './problem.ts'

interface Common {
  readonly config?: string
  readonly of?: string
}
interface Waiting extends Common {
  readonly wait: number
}

const say = (line: string): unknown => process.stdout.write(`${line}\n`)

async function stateOf({ access, folder }: Target) {
  const files = readFolder(folder, access)
  const history = await readHistory(access)
  return { files, history, statuses: standings(files, history) }
}

interface DiffOptions extends Common {
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

interface ApplyOptions extends Waiting {
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

interface RollbackOptions extends Waiting {
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

interface StatusOptions extends Common {
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

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}

const seconds = (text: string): number => wholeNumber(text) * 1_000

function command(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option('-c, --config <file>', 'a module that exports { models, store } (prometheus.config.ts)')
    .option('--of <model>', 'the store of this model, where it is not the main one')
    .showHelpAfterError('(--help tells how)')
}

const waiting = (): Option =>
  new Option('--wait <seconds>', 'how long another process that migrates is waited for')
    .argParser(seconds)
    .default(60_000, '60')

const diffCommand = (): Command =>
  command('diff', 'Writes a migration from the database as it is to what the models say.')
    .argument('[name]', 'what the migration is called, beside the time', 'change')
    .option('--allow-destructive', 'write what removes data too')
    .option(
      '--initial',
      'write all tables, whatever the database has: for one that was made without migrations',
    )
    .action((name: string, options: DiffOptions) =>
      withTarget(options, (target) => writeDiff(target, name, options)),
    )

const applyCommand = (): Command =>
  command('apply', 'Applies the migrations that are not applied yet.')
    .option('--record', 'remember them as applied and run none: for a database that has their tables')
    .addOption(waiting())
    .action((options: ApplyOptions) => withTarget(options, (target) => apply(target, options)))

const rollbackCommand = (): Command =>
  command('rollback', 'Undoes the last migration, or more.')
    .option('--to <name>', 'undo all that were applied after this one')
    .option('--steps <count>', 'undo so many', wholeNumber)
    .addOption(waiting())
    .action((options: RollbackOptions) => withTarget(options, (target) => rollback(target, options)))

const statusCommand = (): Command =>
  command('status', 'Lists the migrations: applied, pending, edited, missing, unfinished.')
    .addOption(
      new Option('-f, --format <format>', 'how it is shown').choices(['table', 'json']).default('table'),
    )
    .action((options: StatusOptions) => withTarget(options, (target) => status(target, options)))

const checkCommand = (): Command =>
  command('check', 'Fails where models, migrations and database do not agree.').action((options: Common) =>
    withTarget(options, check),
  )

/** `prometheus-odm migrate`: keeps a database as the models say. */
export const migrateCommand = (): Command =>
  new Command('migrate')
    .description('Keeps a database as the models say, by reviewed files of SQL.')
    .addCommand(diffCommand())
    .addCommand(applyCommand())
    .addCommand(rollbackCommand())
    .addCommand(statusCommand())
    .addCommand(checkCommand())
    .showHelpAfterError('(--help tells how)')
