import assert from 'node:assert/strict'
import { expectMatch } from '../expectations.ts'
import { refuses } from '../refusals.ts'
import { group } from '../scenario.ts'
import { settle, Undo } from '../timing.ts'

/** Savepoints: transactions inside transactions. */
export const savepointScenarios = group('savepoints', [
  {
    id: 127,
    title: 'a savepoint that throws undoes itself alone, and the outer transaction keeps the rest',
    needs: ['transactions', 'savepoints'],
    async run({ db }) {
      await db.transaction(async (tx) => {
        await tx.Sample.create({ label: 'outer' })
        const inner = tx.transaction(async (savepoint) => {
          await savepoint.Sample.create({ label: 'inner' })
          await savepoint.Sample.updateWhere({ label: 'outer' }, { count: 1 })
          await savepoint.transaction((deepest) => deepest.Sample.create({ label: 'deepest' }))
          assert.equal(await savepoint.Sample.count(), 3)
          throw new Undo('undo')
        })
        await assert.rejects(inner, Undo)
        assert.equal(await tx.Sample.count(), 1)
        await tx.transaction((savepoint) => savepoint.Sample.create({ label: 'kept' }))
      })
      await expectMatch(db, { count: null }, ['kept', 'outer'])
    },
  },
  {
    id: 'savepoint-of-rolled-back',
    title: 'a kept savepoint goes with an outer transaction that throws',
    needs: ['transactions', 'savepoints'],
    async run({ db }) {
      const failed = db.transaction(async (tx) => {
        await tx.transaction((savepoint) => savepoint.Sample.create({ label: 'inner' }))
        throw new Undo('undo')
      })
      await assert.rejects(failed, Undo)
      assert.equal(await db.Sample.count(), 0)
    },
  },
  {
    id: 'savepoints-at-once',
    title: 'savepoints of one transaction that are opened at once do not undo each other',
    needs: ['transactions', 'savepoints'],
    async run({ db }) {
      await db.transaction(async (tx) => {
        const run = (index: number) =>
          tx.transaction(async (savepoint) => {
            await savepoint.Sample.create({ label: `${index} first` })
            await settle()
            await savepoint.Sample.create({ label: `${index} second` })
            if (index % 2) throw new Undo('undo')
          })
        const done = await Promise.allSettled([0, 1, 2, 3, 4].map(run))
        assert.deepEqual(
          done.map((one) => one.status === 'fulfilled'),
          [true, false, true, false, true],
        )
      })
      await expectMatch(db, {}, ['0 first', '0 second', '2 first', '2 second', '4 first', '4 second'])
    },
  },
  {
    id: 'transaction-outside-savepoint',
    title: 'the outer transaction inside a savepoint is refused, not undone with it and not a deadlock',
    needs: ['transactions', 'savepoints'],
    async run({ db }) {
      await db.transaction(async (tx) => {
        await tx.transaction(async (savepoint) => {
          await savepoint.Sample.create({ label: 'in' })
          await refuses(() => tx.Sample.create({ label: 'out' }), 'TX_OUTSIDE')
        })
        await tx.Sample.create({ label: 'after' })
      })
      await expectMatch(db, {}, ['after', 'in'])
    },
  },
])
