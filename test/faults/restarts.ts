import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Ground, Opened } from './ground.ts'
import { outcome } from './ground.ts'

/** Many who write without a pause, and what each was told. */
function writers(db: Opened) {
  const outcomes = new Map<string, string>()
  let running = true
  const work = async () => {
    while (running) {
      const mark = randomUUID()
      outcomes.set(mark, await outcome(db.Entry.create({ mark })))
      if (outcomes.get(mark) !== 'done') await sleep(5)
    }
  }
  const workers = Array.from({ length: 12 }, work)
  const marksOf = (code: string) => [...outcomes].flatMap(([mark, is]) => (is === code ? [mark] : []))
  return {
    codes: () => [...new Set(outcomes.values())],
    marksOf,
    async moreDone() {
      const before = marksOf('done').length
      await expect.poll(() => marksOf('done').length, { timeout: 20_000 }).toBeGreaterThan(before + 50)
    },
    async stop() {
      running = false
      await Promise.all(workers)
    },
  }
}

/** What users see of a server that stops and starts. */
export function restarts(ground: Ground): void {
  describe('a server that stops, is killed and starts', () => {
    test('loses nothing that was acknowledged, doubles nothing, and the pool finds it again', async () => {
      await ground.withDatabase({ connectTimeout: 2_000, max: 8 }, async (db) => {
        const { codes, marksOf, moreDone, stop } = writers(db)
        for (const end of ground.server.ends) {
          await moreDone()
          await end()
          await sleep(100)
          await ground.server.start()
        }
        await moreDone()
        await stop()

        const stored = (await db.Entry.find({ select: { mark: true } })).map(({ mark }) => mark)
        const kept = new Set(stored)
        expect(kept.size).toBe(stored.length)
        expect(marksOf('done').filter((mark) => !kept.has(mark))).toEqual([])
        expect(marksOf('CONNECTION_FAILED').filter((mark) => kept.has(mark))).toEqual([])
        const known = /^(done|CONNECTION_FAILED|OUTCOME_UNKNOWN)$/
        expect(codes().filter((code) => !known.test(code))).toEqual([])
        expect(codes().length).toBeGreaterThan(1)
      })
    })

    test('lets a read run again on a new connection', async () => {
      await ground.withDatabase({ max: 3 }, async (db) => {
        await Promise.all([1, 2, 3].map(() => db.Entry.count()))
        await ground.server.ends[0]?.()
        expect(await outcome(db.Entry.count())).toBe('CONNECTION_FAILED')
        await ground.server.start()
        const reads = await Promise.all([1, 2, 3, 4].map(() => outcome(db.Entry.count())))
        expect(reads).toEqual(Array(4).fill('done'))
      })
    })
  })
}
