import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { sqlite } from 'prometheus-odm/sqlite'
import type { Models } from './models/models.ts'
import { models } from './models/models.ts'
import { connect } from './models/prometheus.ts'

/** Itemscope's models, connected to an SQLite file; tables that are missing are made. */
export type Database = Awaited<ReturnType<typeof openDatabase>>

/** Opens the database file, and makes it and its folder where they are missing. */
export function openDatabase(file: string) {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true })
  return connect<Models>({ models, store: sqlite(file), sync: true })
}
