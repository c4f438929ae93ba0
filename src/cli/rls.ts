import { Command } from 'commander'
import type { RlsOptions } from './rls-work.ts'

/** What the command does; loaded for it alone. */
const load = () => import('./rls-work.ts')

/** `prometheus-odm rls`: what models say of access, as row-level security of PostgreSQL. */
export const rlsCommand = (): Command =>
  new Command('rls')
    .description('Writes what the models say of access as row-level security of PostgreSQL.')
    .requiredOption('--role <name>', 'the role of the database as which the application connects')
    .option(
      '--reader <name>',
      'a role that is made for looking up what rules ask of other tables',
      'prometheus_reader',
    )
    .option('-c, --config <file>', 'a module that exports { models, store } (prometheus.config.ts)')
    .option('--of <model>', 'the store of this model, where it is not the main one')
    .option('--down', 'write what takes it all away again')
    .option('--check', 'fail where the rules of the database are not those that the models say now')
    .option('--migration [name]', 'write a migration with both, in place of the terminal')
    .showHelpAfterError('(--help tells how)')
    .action(async (options: RlsOptions) => (await load()).runRls(options))
