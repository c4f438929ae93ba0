import { parseArgs } from 'node:util'
import { openDatabase } from '../database.ts'
import { explainError } from '../explain-error.ts'
import { callersPath, databasePlace, UsageError } from '../settings.ts'
import { shownPlace } from '../stores.ts'
import { progressDisplay, summary } from './progress-display.ts'
import { writeReport } from './report.ts'
import type { ImportResult } from './run-import.ts'
import { runImport } from './run-import.ts'

/** What an import returns to the shell. */
const exitCodes = { done: 0, failed: 1, usage: 2, badRows: 3, interrupted: 130 } as const

const usage = `Usage: npm run import -- FILE.csv [--report FILE] [--batch ROWS] [--strict]

  --report FILE  write the bad rows to FILE, as CSV with line and reason
  --batch ROWS   rows saved in one transaction, 1 to 10,000 (500)
  --strict       exit with 3 where any row was bad
`

interface Options {
  readonly file: string
  readonly report: string | null
  readonly batch: number
  readonly strict: boolean
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2))
  const database = databasePlace(process.env)
  const db = await openDatabase(database)
  try {
    process.stdout.write(`Importing ${options.file} into ${shownPlace(database)}\n`)
    const result = await importFile(db, options)
    if (options.report !== null) await writeReport(db, result.runId, options.report)
    return conclude(result, options)
  } finally {
    await db.close()
  }
}

async function importFile(
  db: Awaited<ReturnType<typeof openDatabase>>,
  { file, batch }: Options,
): Promise<ImportResult> {
  const display = progressDisplay(process.stdout)
  let stopped = false
  const stop = (): void => {
    stopped = true
  }
  process.once('SIGINT', stop).once('SIGTERM', stop)
  try {
    return await runImport(db, file, batch, {
      ignored: (columns) => display.print(`Columns that are not imported: ${columns.join(', ')}`),
      resumed: (line, done) => display.print(`Going on from line ${line}; so far ${summary(done)}`),
      badRow: ({ line, reason }) => display.print(`line ${line}: ${reason}`),
      progressed: display.show,
      stopped: () => stopped,
    })
  } finally {
    display.end()
    process.off('SIGINT', stop).off('SIGTERM', stop)
  }
}

function conclude(result: ImportResult, { report, strict }: Options): number {
  process.stdout.write(
    `${result.finished ? 'Done' : 'Stopped; the same command goes on from here'}: ${summary(result)}\n`,
  )
  if (report !== null) process.stdout.write(`The bad rows are in ${report}\n`)
  if (!result.finished) return exitCodes.interrupted
  if (result.bad > 0 && result.inserted + result.updated + result.unchanged === 0) return exitCodes.failed
  return strict && result.bad > 0 ? exitCodes.badRows : exitCodes.done
}

function readOptions(args: string[]): Options {
  const { values, positionals } = parse(args)
  const [file] = positionals
  if (file === undefined || positionals.length > 1) throw new UsageError(usage)
  return {
    file: callersPath(process.env, file),
    report: values.report === undefined ? null : callersPath(process.env, values.report),
    batch: readBatch(values.batch),
    strict: values.strict,
  }
}

function parse(args: string[]) {
  const options = {
    report: { type: 'string' },
    batch: { type: 'string', default: '500' },
    strict: { type: 'boolean', default: false },
  } as const
  try {
    return parseArgs({ args, options, allowPositionals: true })
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
  }
}

function readBatch(text: string): number {
  const rows = Number(text)
  if (Number.isInteger(rows) && rows >= 1 && rows <= 10_000) return rows
  throw new UsageError(`--batch has to be a number from 1 to 10,000, and is “${text}”.`)
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    console.error(explainError(error))
    process.exitCode = error instanceof UsageError ? exitCodes.usage : exitCodes.failed
  },
)
