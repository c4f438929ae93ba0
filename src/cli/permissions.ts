import { writeFileSync } from 'node:fs'
import { Command, Option } from 'commander'
import { matrixHtml } from '../permissions/html.ts'
import { matrixMarkdown } from '../permissions/markdown.ts'
import type { PermissionMatrix } from '../permissions/matrix.ts'
import { permissionMatrix } from '../permissions/matrix.ts'
import { matrixText } from '../permissions/text.ts'
import { loadModels } from './load-models.ts'
import { Problem } from './problem.ts'

const formats: Readonly<Record<string, (matrix: PermissionMatrix) => string>> = {
  table: matrixText,
  markdown: matrixMarkdown,
  json: (matrix) => JSON.stringify(matrix, null, 2),
  html: matrixHtml,
}

interface Options {
  readonly format: string
  readonly out?: string
}

function write(text: string, out: string | undefined): void {
  const whole = text.endsWith('\n') ? text : `${text}\n`
  if (out === undefined) {
    process.stdout.write(whole)
    return
  }
  try {
    writeFileSync(out, whole)
  } catch (error) {
    throw new Problem(`${out} cannot be written: ${(error as Error).message}`, { cause: error })
  }
}

async function run(file: string, { format, out }: Options): Promise<void> {
  const matrix = permissionMatrix(await loadModels(file))
  write(formats[format]?.(matrix) ?? '', out)
}

/** `prometheus-odm permissions`: who may do what with the records of each model. */
export const permissionsCommand = (): Command =>
  new Command('permissions')
    .description('Shows who may do what: models by roles, actions and fields.')
    .argument('<file>', 'a module that exports the models')
    .addOption(
      new Option('-f, --format <format>', 'how it is shown').choices(Object.keys(formats)).default('table'),
    )
    .option('-o, --out <file>', 'where it is written, in place of the terminal')
    .showHelpAfterError('(--help tells how)')
    .action(run)
