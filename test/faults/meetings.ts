import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { meeting } from '../../src/testing/timing.ts'
import type { Ground, Opened } from './ground.ts'
import { outcome } from './ground.ts'

const two = async (db: Opened) =>
  [await db.Entry.create({ mark: 'one' }), await db.Entry.create({ mark: 'two' })] as const

/** What users see of transactions that want the same records. */
export function meetings(ground: Ground): void {
  describe('transactions that meet', () => {
    test('in a deadlock: one of them is told, the other goes through, and both where that is asked', async () => {
      await ground.withDatabase({}, async (db) => {
        const [one, other] = await two(db)
        const add = (first: string, second: string, retries: number, met: () => Promise<void>) =>
          db.transaction(
            async (tx) => {
              await tx.Entry.updateWhere({ id: first }, { count: { $inc: 1 } })
              await met()
              await tx.Entry.updateWhere({ id: second }, { count: { $inc: 1 } })
            },
            { retries },
          )
        const crossed = (retries: number, met = meeting(2)) =>
          Promise.all([
            outcome(add(one.id, other.id, retries, met)),
            outcome(add(other.id, one.id, retries, met)),
          ])
        expect((await crossed(0)).sort()).toEqual(['SERIALIZATION_FAILURE', 'done'])
        expect([(await one.reload()).count, (await other.reload()).count]).toEqual([1, 1])
        expect(await crossed(9)).toEqual(['done', 'done'])
        expect([(await one.reload()).count, (await other.reload()).count]).toEqual([3, 3])
      })
    })

    test('over a lock that is held for too long: each statement is told, and its transaction goes on', async () => {
      await ground.withDatabase({}, async (db) => {
        const { id } = await db.Entry.create({ mark: 'locked' })
        const codes: string[] = []
        await db.transaction(async (holder) => {
          await holder.Entry.findById(id, { lock: 'update' })
          await ground.withDatabase({ lockTimeout: 50 }, (other) =>
            other.transaction(async (tx) => {
              codes.push(await outcome(tx.Entry.findById(id, { lock: 'share' })))
              codes.push(await outcome(tx.Entry.updateWhere({ id }, { count: 5 })))
              codes.push(await outcome(tx.Entry.create({ mark: 'beside' })))
            }),
          )
        })
        expect(codes).toEqual(['LOCK_TIMEOUT', 'LOCK_TIMEOUT', 'done'])
        expect(await db.Entry.count({ mark: 'beside' })).toBe(1)
      })
    })

    test('in upserts of one record, many at once: one is made, and none is lost', async () => {
      await ground.withDatabase({ max: 10 }, async (db) => {
        const code = randomUUID()
        const upsert = () =>
          db.Entry.upsert({
            by: ['code'],
            create: { mark: 'up', code, count: 1 },
            update: { count: { $inc: 1 } },
          })
        for (let round = 0; round < 5; round++) await Promise.all(Array.from({ length: 20 }, upsert))
        const rows = await db.Entry.find({ where: { code } })
        expect(rows.map(({ count }) => count)).toEqual([100])
      })
    })
  })
}
