import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { meeting } from '../../src/testing/timing.ts'
import type { Ground } from './ground.ts'
import { outcome } from './ground.ts'

/** How many connections the server of the tests takes at most. */
export const MOST_CONNECTIONS = 30

/** What users see of connections that are short. */
export function pools(ground: Ground): void {
  describe('a pool', () => {
    test('that is exhausted makes others wait, and then tells them', async () => {
      await ground.withDatabase({ max: 1, acquireTimeout: 500 }, async (db) => {
        let release = (): void => {}
        const held = new Promise<void>((resolve) => {
          release = resolve
        })
        const long = db.transaction(async (tx) => {
          await tx.Entry.count()
          await held
        })
        await expect.poll(() => db.pools()[0]?.used).toBe(1)
        expect(await outcome(db.Entry.count())).toBe('TIMEOUT')
        const waiting = outcome(db.Entry.count())
        release()
        await long
        expect(await waiting).toBe('done')
      })
    })

    test('says what is open, used and waited for, and what was lost', async () => {
      await ground.withDatabase({ max: 1, acquireTimeout: 300 }, async (db) => {
        const { name: store } = ground.engine
        const figures = () => db.pools()[0]
        const long = db.transaction(async (tx) => {
          await tx.Entry.count()
          await sleep(600)
        })
        await expect.poll(figures).toMatchObject({ store, max: 1, open: 1, used: 1, waiting: 0 })
        const waiting = Promise.all([outcome(db.Entry.count()), outcome(db.Entry.count())])
        await sleep(50)
        expect(figures()).toMatchObject({ used: 1, idle: 0, waiting: 2, timeouts: 0 })
        expect(figures()?.longestWait).toBeGreaterThan(0)
        expect(await waiting).toEqual(['TIMEOUT', 'TIMEOUT'])
        expect(figures()).toMatchObject({ waiting: 0, longestWait: 0, timeouts: 2, lost: 0 })
        await long
        expect(figures()).toMatchObject({ open: 1, used: 0, idle: 1 })
        const { host, pathname } = new URL(ground.server.url)
        expect(figures()?.name).toBe(`${host}${pathname}`)
        await ground.server.terminate()
        await expect.poll(figures).toMatchObject({ open: 0, idle: 0, lost: 1 })
        await db.Entry.count()
        const { opened = 0, closed = 0, lost = 0, open: left = 0 } = figures() ?? {}
        expect([left, opened - closed - lost]).toEqual([1, 1])
      })
    })

    test('never has more connections than it may, and ends those that nobody uses', async () => {
      await ground.withDatabase({ max: 3, idleTimeout: 50 }, async (db) => {
        const work = Promise.all(Array.from({ length: 40 }, () => db.Entry.count()))
        expect(await ground.server.connections()).toBeLessThanOrEqual(3)
        await work
        await expect.poll(() => ground.server.connections(), { timeout: 5_000 }).toBe(0)
        expect(await db.Entry.count()).toBeGreaterThan(0)
      })
    })

    test('that wants more connections than the server has is told so', async () => {
      const many = 2 * MOST_CONNECTIONS
      await ground.withDatabase({ max: many }, async (db) => {
        const met = meeting(many)
        const held = () =>
          db.transaction(async (tx) => {
            await tx.Entry.count()
            await met()
          })
        const wide = Array.from({ length: many }, () => outcome(held().finally(met)))
        const codes = new Set(await Promise.all(wide))
        expect([...codes].sort()).toEqual(['CONNECTION_FAILED', 'done'])
        expect(await outcome(db.Entry.count())).toBe('done')
      })
    })

    test('that is closed refuses, after what was under way', async () => {
      const db = await ground.open()
      const last = outcome(db.Entry.count())
      await db.close()
      expect(await last).toBe('done')
      expect(await outcome(db.Entry.count())).toBe('NOT_CONNECTED')
    })
  })
}
