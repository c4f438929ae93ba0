import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Database } from '../database.ts'

/** Writes the bad rows of an import as CSV: line and reason. */
export async function writeReport(db: Database, runId: string, path: string): Promise<void> {
  await pipeline(Readable.from(reportLines(db, runId)), createWriteStream(path))
}

async function* reportLines(db: Database, runId: string): AsyncGenerator<string> {
  yield 'line,reason\n'
  for await (const { line, reason } of db.ImportProblem.stream({
    where: { runId },
    sort: { line: 'asc' },
    plain: true,
  })) {
    yield `${line},"${reason.replaceAll('"', '""')}"\n`
  }
}
