import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqlite } from 'prometheus-odm/sqlite'
import type { Engine } from './workspace.ts'

const sqliteEngine: Engine = {
  name: 'sqlite',
  async create() {
    const folder = mkdtempSync(join(tmpdir(), 'prometheus-migrate-db-'))
    return { address: join(folder, 'data.db'), drop: async () => rmSync(folder, { recursive: true }) }
  },
  store: sqlite,
}

/** The kinds of databases that migrations are tried on. */
export const engines: readonly Engine[] = [sqliteEngine]
