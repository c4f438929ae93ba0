#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { migrateCommand } from './migrate.ts'
import { permissionsCommand } from './permissions.ts'
import { problemOf } from './problem.ts'
import { pullCommand } from './pull.ts'
import { rlsCommand } from './rls.ts'

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))

const program = new Command('prometheus-odm')
  .description('Looks at the models of an application, and keeps its databases as they say.')
  .version(version)
  .showHelpAfterError('(--help tells how)')
  .addCommand(migrateCommand())
  .addCommand(pullCommand())
  .addCommand(permissionsCommand())
  .addCommand(rlsCommand())

try {
  await program.parseAsync()
} catch (error) {
  process.stderr.write(`${problemOf(error)}\n`)
  process.exitCode = 1
}
