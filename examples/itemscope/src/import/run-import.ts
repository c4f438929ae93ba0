import type { Database } from '../database.ts'
import type { Run } from './importer.ts'
import { Importer } from './importer.ts'
import type { ProductFile } from './product-file.ts'
import { hashFile, openProductFile, readRows } from './product-file.ts'
import type { ImportWatcher, Progress } from './progress.ts'
import { importColumns } from './read-product.ts'

/** How an import ended. */
export interface ImportResult extends Progress {
  readonly runId: string
  readonly finished: boolean
}

/**
 * Imports a file of products. Each batch and the place after it are saved in one transaction, so an import that is
 * killed goes on where it was when it is started again; once finished, it begins anew and finds all unchanged.
 */
export async function runImport(
  db: Database,
  path: string,
  batchSize: number,
  watcher: ImportWatcher = {},
): Promise<ImportResult> {
  const file = await openProductFile(path)
  const run = await begin(db, file, await hashFile(path))
  const ignored = file.header.others(importColumns)
  if (ignored.length > 0) watcher.ignored?.(ignored)
  const importer = new Importer(db, file, run, watcher)
  if (run.line > file.start.line) watcher.resumed?.(run.line, importer.progress())
  for await (const row of readRows(file, { line: run.line, offset: run.offset })) {
    importer.add(row)
    if (importer.size >= batchSize) await importer.save('running')
    if (importer.size === 0 && watcher.stopped?.())
      return { ...importer.progress(), runId: run.id, finished: false }
  }
  await importer.save('finished')
  return { ...importer.progress(), runId: run.id, finished: true }
}

/** Finds the run of this content or makes one; a finished run is set back to the start. */
async function begin(db: Database, file: ProductFile, hash: string): Promise<Run> {
  return db.transaction(async (tx) => {
    const start = { file: file.name, offset: file.start.offset, line: file.start.line }
    const run = await tx.ImportRun.findOne({ where: { hash } })
    if (run === null) return tx.ImportRun.create({ hash, ...start })
    if (run.state === 'running') return run
    await tx.ImportProblem.destroyWhere({ runId: run.id })
    return run.set({ ...start, state: 'running', inserted: 0, updated: 0, unchanged: 0, bad: 0 }).save()
  })
}
