import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Detour } from './detour.ts'
import { openDetour } from './detour.ts'
import type { Ground, Opened } from './ground.ts'
import { outcome } from './ground.ts'

/** What users see where a server does what it is told, and its answer does not arrive. */
export function lostAnswers(ground: Ground): void {
  async function throughDetour(run: (db: Opened, detour: Detour) => Promise<void>): Promise<void> {
    const { url } = ground.server
    const detour = await openDetour(url)
    try {
      const options = { url: detour.urlOf(url), max: 1, connectTimeout: 500 }
      await ground.withDatabase(options, (db) => run(db, detour))
    } finally {
      await detour.close()
    }
  }
  const stored = async (mark: string) =>
    (await ground.server.administer(`select 1 from entry where mark = '${mark}'`)).length

  describe('an answer that is lost', () => {
    test('to a write says that nobody knows, and it may be stored', async () => {
      const mark = randomUUID()
      await throughDetour(async (db, detour) => {
        await db.Entry.create({ mark: 'before' })
        detour.loseAnswers()
        expect(await outcome(db.Entry.create({ mark }))).toBe('OUTCOME_UNKNOWN')
      })
      expect(await stored(mark)).toBe(1)
    })

    test('to a commit says that nobody knows, and the transaction does not run again', async () => {
      const mark = randomUUID()
      let runs = 0
      await throughDetour(async (db, detour) => {
        const run = db.transaction(
          async (tx) => {
            runs++
            await tx.Entry.create({ mark })
            detour.loseAnswers()
          },
          { retries: 5 },
        )
        expect(await outcome(run)).toBe('OUTCOME_UNKNOWN')
      })
      expect([runs, await stored(mark)]).toEqual([1, 1])
    })

    test('to a statement of a transaction leaves nothing of it', async () => {
      const mark = randomUUID()
      await throughDetour(async (db, detour) => {
        const run = db.transaction(async (tx) => {
          await tx.Entry.create({ mark })
          detour.loseAnswers()
          await tx.Entry.create({ mark })
        })
        expect(await outcome(run)).toBe('CONNECTION_FAILED')
      })
      expect(await stored(mark)).toBe(0)
    })
  })
}
