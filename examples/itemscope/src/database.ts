import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { sqlite } from 'prometheus-odm/sqlite'
import type { Models } from './models/models.ts'
import { models } from './models/models.ts'
import { connect } from './models/prometheus.ts'
import { UsageError } from './settings.ts'

/** Itemscope's models, connected to an SQLite file; tables that are missing are made. */
export type Database = Awaited<ReturnType<typeof connectTo>>

/** The database on somebody's behalf. */
export type Scope = ReturnType<Database['as']>

/** A transaction of the database. */
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0]

/** Goes up where the models change in a way that `sync` cannot follow. */
const formatVersion = 3

/** Opens the database file, and makes it and its folder where they are missing; refuses one of another version. */
export async function openDatabase(file: string): Promise<Database> {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true })
  const db = await connectTo(file)
  try {
    await db.system('opening the file').transaction((tx) => checkFormat(tx, file))
    return db
  } catch (error) {
    await db.close()
    throw error
  }
}

function connectTo(file: string) {
  return connect<Models>({ models, store: sqlite(file), sync: true })
}

async function checkFormat(tx: Transaction, file: string): Promise<void> {
  const format = await tx.FileFormat.findById('catalogue')
  if (format?.version === formatVersion) return
  if (format !== null || (await tx.Product.exists())) throw new UsageError(otherVersion(file))
  await tx.FileFormat.create({ id: 'catalogue', version: formatVersion })
}

function otherVersion(file: string): string {
  return `${file} was made by another version of Itemscope, whose products are not kept as they are here. Name another file by ITEMSCOPE_DB, or delete this one: the next start makes it anew.`
}
