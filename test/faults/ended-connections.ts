import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Ground } from './ground.ts'
import { outcome } from './ground.ts'

/** What users see of connections that the server ends. */
export function endedConnections(ground: Ground): void {
  describe('a connection that is ended on the server', () => {
    test('undoes its transaction, which is told so, and the next one has another', async () => {
      await ground.withDatabase({ max: 2 }, async (db) => {
        const mark = randomUUID()
        const codes: string[] = []
        const run = db.transaction(async (tx) => {
          await tx.Entry.create({ mark })
          await ground.server.terminate()
          codes.push(await outcome(tx.Entry.create({ mark })))
          codes.push(await outcome(tx.Entry.count()))
        })
        expect(await outcome(run)).toBe('TX_CLOSED')
        expect(codes).toEqual(['CONNECTION_FAILED', 'TX_CLOSED'])
        expect(await db.Entry.count({ mark })).toBe(0)
        await db.transaction((tx) => tx.Entry.create({ mark }))
        expect(await db.Entry.count({ mark })).toBe(1)
      })
    })

    test('lets a transaction run again where that is asked', async () => {
      await ground.withDatabase({ max: 2 }, async (db) => {
        const mark = randomUUID()
        let runs = 0
        await db.transaction(
          async (tx) => {
            await tx.Entry.create({ mark })
            if (++runs === 1) await ground.server.terminate()
            await tx.Entry.create({ mark })
          },
          { retries: 1 },
        )
        expect([runs, await db.Entry.count({ mark })]).toEqual([2, 2])
      })
    })

    test('lets transactions begin on others, though nobody has noticed it yet', async () => {
      await ground.withDatabase({ max: 3 }, async (db) => {
        await Promise.all([1, 2, 3].map(() => db.Entry.count()))
        await ground.server.terminate()
        const begun = [1, 2, 3].map(() => outcome(db.transaction((tx) => tx.Entry.count())))
        expect(await Promise.all(begun)).toEqual(Array(3).fill('done'))
      })
    })

    test('leaves a write that waited undone', async () => {
      await ground.withDatabase({ max: 2 }, async (db) => {
        const entry = await db.Entry.create({ mark: randomUUID() })
        await ground.withDatabase({}, (holder) =>
          holder.transaction(async (tx) => {
            await tx.Entry.updateWhere({ id: entry.id }, { count: 1 })
            const waiting = outcome(db.Entry.updateWhere({ id: entry.id }, { count: 2 }))
            await expect.poll(() => ground.server.terminate('waiting')).toBe(1)
            expect(ground.engine.endedWrite).toContain(await waiting)
          }),
        )
        expect((await entry.reload()).count).toBe(1)
      })
    })
  })
}
