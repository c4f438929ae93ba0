import { describe, expect, test } from 'vitest'
import type { Ground } from './ground.ts'
import { outcome } from './ground.ts'

/** What users see of statements that take long, and of tables that others alter. */
export function statements(ground: Ground): void {
  describe('a statement', () => {
    test('that runs for too long is told so, alone and in a transaction that goes on', async () => {
      const { lateWrite } = ground.engine
      await ground.withDatabase({ statementTimeout: 1_000, lockTimeout: 2_000 }, async (db) => {
        const { id } = await db.Entry.create({ mark: 'slow' })
        await ground.withDatabase({}, (holder) =>
          holder.transaction(async (tx) => {
            await tx.Entry.updateWhere({ id }, { count: 1 })
            expect(await outcome(db.Entry.updateWhere({ id }, { count: 2 }))).toBe(lateWrite)
            await db.transaction(async (other) => {
              expect(await outcome(other.Entry.findById(id, { lock: 'update' }))).toBe('TIMEOUT')
              expect(await outcome(other.Entry.updateWhere({ id }, { count: 2 }))).toBe(lateWrite)
              expect(await other.Entry.count({ id })).toBe(1)
            })
          }),
        )
      })
    })

    test('that was prepared before its table was altered runs all the same', async () => {
      await ground.withDatabase({ max: 1 }, async (db) => {
        const { id } = await db.Entry.create({ mark: 'kept' })
        for (let i = 0; i < 10; i++) await db.Entry.findById(id)
        for (const alter of ground.engine.alterations) {
          await ground.server.administer(alter)
          expect((await db.Entry.findById(id))?.mark).toBe('kept')
        }
      })
    })
  })
}
