import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Store } from 'prometheus-odm'
import { createPrometheus } from 'prometheus-odm'
import { memory } from 'prometheus-odm/memory'
import { mongodb } from 'prometheus-odm/mongodb'
import { redis } from 'prometheus-odm/redis'
import { sqlite } from 'prometheus-odm/sqlite'
import { plain } from 'prometheus-odm/testing'
import { afterAll } from 'vitest'
import type { LooseDatabase, LooseScope } from '../../src/testing/loose.ts'
import { hostile } from '../../src/testing/loose.ts'
import type { SuiteModels } from '../../src/testing/models.ts'
import { startServer } from '../mongodb/server/index.ts'
import { dropUnused as dropDatabases, reusedDatabase } from '../mysql/reuse.ts'
import { dropUnused, reusedSchema } from '../postgres/reuse.ts'
import { freshPrefix, removeKeys, url } from '../redis/server.ts'

const isLong = process.env.PROMETHEUS_LONG === '1'

/** A number of runs: the first in everyday use, the second when PROMETHEUS_LONG is 1. */
export const runs = (everyday: number, long = everyday * 10): number => (isLong ? long : everyday)

/** Where a store is a server, a database of its own for each run costs the more: a fifth of the runs go there. */
export const runsOn = (name: string, everyday: number): number =>
  Math.ceil(runs(everyday) / (name === 'memory' || name === 'sqlite' ? 1 : 5))

/** What the random values of this run come from; PROMETHEUS_SEED replays a run. */
export const seed = Number(process.env.PROMETHEUS_SEED ?? Math.floor(Math.random() * 2 ** 31))

console.info(`PROMETHEUS_SEED=${seed} replays this run of the property tests`)

/** A database for one property, and how to be rid of it. */
export interface Opened {
  readonly db: LooseScope
  close(): Promise<void>
}

/** A store that holds nothing yet, and how to be rid of what it leaves behind. */
interface Fresh {
  readonly store: Store
  cleanup(): void | Promise<void>
}

afterAll(dropUnused)
afterAll(dropDatabases)

/** The stores that properties are checked on: those with a server where scripts/test.mjs has found one. */
const fresh: Readonly<Record<string, () => Fresh | Promise<Fresh>>> = {
  memory: () => ({ store: memory(), cleanup: () => undefined }),
  sqlite() {
    const folder = mkdtempSync(join(tmpdir(), 'prometheus-property-'))
    return {
      store: sqlite(join(folder, 'data.db')),
      cleanup: () => rmSync(folder, { recursive: true }),
    }
  },
  ...(process.env.PROMETHEUS_POSTGRES !== undefined && { postgres: () => reusedSchema() }),
  ...(process.env.PROMETHEUS_MYSQL !== undefined && { mysql: () => reusedDatabase() }),
  ...(process.env.PROMETHEUS_REDIS !== undefined && {
    redis() {
      const prefix = freshPrefix()
      return { store: redis({ url, prefix }), cleanup: () => removeKeys(prefix) }
    },
  }),
  async mongodb() {
    const { url, stop } = await startServer()
    return { store: mongodb({ url, database: 'property' }), cleanup: stop }
  },
}

async function open<T extends { close(): Promise<void> }>(
  name: string,
  connectTo: (store: Store) => Promise<T>,
): Promise<{ readonly db: T; close(): Promise<void> }> {
  const { store, cleanup } = await (fresh[name] as () => Fresh | Promise<Fresh>)()
  const db = await connectTo(store)
  return {
    db,
    close: async () => {
      await db.close()
      await cleanup()
    },
  }
}

const openers: Readonly<Record<string, () => Promise<Opened>>> = Object.fromEntries(
  Object.keys(fresh).map((name) => [
    name,
    async () => {
      const { db, close } = await open(name, plain.connect)
      return { db: hostile(db), close }
    },
  ]),
)

/** The stores that properties are checked on. */
export const everyStore: readonly string[] = Object.keys(fresh)

/** Those of them that have transactions. */
export const stores: readonly string[] = everyStore.filter((name) => name !== 'redis')

/** Runs something on a fresh store. */
export async function withStore<T>(name: string, run: (db: LooseScope) => Promise<T>): Promise<T> {
  const opened = await (openers[name] as () => Promise<Opened>)()
  try {
    return await run(opened.db)
  } finally {
    await opened.close()
  }
}

/** Runs something on models of its own, in a fresh store. */
export async function withModels<T>(
  name: string,
  models: object,
  run: (db: LooseDatabase) => Promise<T>,
): Promise<T> {
  const { connect } = createPrometheus()
  const known = models as SuiteModels
  const { db, close } = await open(name, (store) => connect({ models: known, store, sync: true }))
  try {
    return await run(db as unknown as LooseDatabase)
  } finally {
    await close()
  }
}
