import { Command, InvalidArgumentError, Option } from 'commander'
import type { ApplyOptions, Common, DiffOptions, RollbackOptions, StatusOptions } from './migrate-work.ts'

/** What the commands do; loaded for them alone. */
const load = () => import('./migrate-work.ts')

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
    .action(async (name: string, options: DiffOptions) => (await load()).runDiff(name, options))

const applyCommand = (): Command =>
  command('apply', 'Applies the migrations that are not applied yet.')
    .option('--record', 'remember them as applied and run none: for a database that has their tables')
    .addOption(waiting())
    .action(async (options: ApplyOptions) => (await load()).runApply(options))

const rollbackCommand = (): Command =>
  command('rollback', 'Undoes the last migration, or more.')
    .option('--to <name>', 'undo all that were applied after this one')
    .option('--steps <count>', 'undo so many', wholeNumber)
    .addOption(waiting())
    .action(async (options: RollbackOptions) => (await load()).runRollback(options))

const statusCommand = (): Command =>
  command('status', 'Lists the migrations: applied, pending, edited, missing, unfinished.')
    .addOption(
      new Option('-f, --format <format>', 'how it is shown').choices(['table', 'json']).default('table'),
    )
    .action(async (options: StatusOptions) => (await load()).runStatus(options))

const checkCommand = (): Command =>
  command('check', 'Fails where models, migrations and database do not agree.').action(
    async (options: Common) => (await load()).runCheck(options),
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
