import { TemporaryLoginSession } from './models/login-session.ts'
import type { Models } from './models/models.ts'
import { models } from './models/models.ts'
import { connect } from './models/prometheus.ts'
import { UsageError } from './settings.ts'
import { redisAt, shownPlace, storeAt } from './stores.ts'

/** Itemscope's models, connected to a store; tables that are missing are made. */
export type Database = Awaited<ReturnType<typeof connectTo>>

/** The database on somebody's behalf. */
export type Scope = ReturnType<Database['as']>

/** A transaction of the database. */
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0]

/** Goes up where the models change in a way that `sync` cannot follow. */
const formatVersion = 3

/**
 * Opens the database at a place, the path of an SQLite file or the address of a server; what is missing is made, and
 * one of another version refused. Login sessions are in Redis, where one is named.
 */
export async function openDatabase(place: string, redisUrl?: string): Promise<Database> {
  const db = await connectTo(place, redisUrl)
  try {
    await db.system('opening the database').transaction((tx) => checkFormat(tx, place))
    return db
  } catch (error) {
    await db.close()
    throw error
  }
}

async function connectTo(place: string, redisUrl: string | undefined) {
  const store = await storeAt(place)
  if (redisUrl === undefined) return connect<Models>({ models, store, sync: true })
  return connect<Models>({
    models: { ...models, LoginSession: TemporaryLoginSession },
    store,
    stores: { LoginSession: await redisAt(redisUrl) },
    sync: true,
  })
}

async function checkFormat(tx: Transaction, place: string): Promise<void> {
  const format = await tx.FileFormat.findById('catalogue')
  if (format?.version === formatVersion) return
  if (format !== null || (await tx.Product.exists())) throw new UsageError(otherVersion(shownPlace(place)))
  await tx.FileFormat.create({ id: 'catalogue', version: formatVersion })
}

function otherVersion(place: string): string {
  return `${place} was made by another version of Itemscope, whose products are not kept as they are here. Name another one by ITEMSCOPE_DB, or delete this one: the next start makes it anew.`
}
