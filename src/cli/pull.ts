import { Command } from 'commander'
import type { PullOptions } from './pull-work.ts'

/** `prometheus-odm pull`: the models of a database that is there. */
export const pullCommand = (): Command =>
  new Command('pull')
    .description('Writes the models of a database that is there.')
    .argument(
      '[database]',
      'the file of a SQLite database or the URL of one on PostgreSQL or MySQL; without it, the store of the configuration',
    )
    .option('-c, --config <file>', 'a module that exports { store } (prometheus.config.ts)')
    .option('--of <model>', 'the store of this model, where it is not the main one')
    .option('-o, --out <path>', 'a file, or a folder for a file of each model; else the terminal')
    .option('--force', 'write over files that are there')
    .showHelpAfterError('(--help tells how)')
    .action(async (address: string | undefined, options: PullOptions) =>
      (await import('./pull-work.ts')).runPull(address, options),
    )
