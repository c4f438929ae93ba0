import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Place, Witness } from './witness.ts'
import { readsBySql } from './witness.ts'

async function witness(file: string): Promise<Witness> {
  const database = new Database(file, { readonly: true })
  const columns = database.prepare('SELECT group_concat(name) FROM pragma_index_info(?)').pluck()
  const names = database.prepare('SELECT name FROM pragma_index_list(?)').pluck()
  return {
    ...readsBySql(
      async (text, ...values) =>
        database
          .prepare(text)
          .raw()
          .all(...values) as unknown[][],
    ),
    indexes: async (table) => names.all(table).map((name) => String(columns.get(name))),
    settle: async () => undefined,
    close: async () => void database.close(),
  }
}

/** Files in a folder of their own. */
export async function placeSqlite(parent: string): Promise<Place> {
  const folder = mkdtempSync(join(parent, 'prometheus-bench-'))
  const { version } = createRequire(import.meta.url)('better-sqlite3/package.json') as { version: string }
  return {
    database: async (name) => join(folder, `${name}.db`),
    witness,
    environment: { 'better-sqlite3': version, files: parent === '/dev/shm' ? 'in memory' : 'on disk' },
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  }
}
