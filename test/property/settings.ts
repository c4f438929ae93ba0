import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memory } from 'prometheus-odm/memory'
import { sqlite } from 'prometheus-odm/sqlite'
import { plain } from 'prometheus-odm/testing'
import type { LooseScope } from '../../src/testing/loose.ts'
import { hostile } from '../../src/testing/loose.ts'

const isLong = process.env.PROMETHEUS_LONG === '1'

/** A number of runs: the first in everyday use, the second when PROMETHEUS_LONG is 1. */
export const runs = (everyday: number, long = everyday * 10): number => (isLong ? long : everyday)

/** What the random values of this run come from; PROMETHEUS_SEED replays a run. */
export const seed = Number(process.env.PROMETHEUS_SEED ?? Math.floor(Math.random() * 2 ** 31))

console.info(`PROMETHEUS_SEED=${seed} replays this run of the property tests`)

/** A database for one property, and how to be rid of it. */
export interface Opened {
  readonly db: LooseScope
  close(): Promise<void>
}

/** The stores that properties are checked on. */
export const stores: Readonly<Record<string, () => Promise<Opened>>> = {
  async memory() {
    const db = await plain.connect(memory())
    return { db: hostile(db), close: () => db.close() }
  },
  async sqlite() {
    const folder = mkdtempSync(join(tmpdir(), 'prometheus-property-'))
    const db = await plain.connect(sqlite(join(folder, 'data.db')))
    return {
      db: hostile(db),
      close: async () => {
        await db.close()
        rmSync(folder, { recursive: true })
      },
    }
  },
}

/** Runs something on a fresh store. */
export async function withStore<T>(name: string, run: (db: LooseScope) => Promise<T>): Promise<T> {
  const opened = await (stores[name] as () => Promise<Opened>)()
  try {
    return await run(opened.db)
  } finally {
    await opened.close()
  }
}
