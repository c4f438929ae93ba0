import assert from 'node:assert/strict'
import { refuses } from '../refusals.ts'
import { only, seed } from '../samples.ts'
import type { ScenarioContext } from '../scenario.ts'
import { group } from '../scenario.ts'
import { deferred, settle } from '../timing.ts'

const both = ({ db, again }: ScenarioContext) => {
  assert.ok(again, 'a persistent store needs `again` in its fixture')
  return [db, again] as const
}

/** Two connections to the same data, as two processes have them. */
export const connectionScenarios = group('connections', [
  {
    id: 'connections-see',
    title: 'what one connection has written the other reads at once',
    needs: ['persistent'],
    alone: true,
    async run(context) {
      const [one, two] = both(context)
      const made = await one.Sample.create({ label: 'a', count: 1 })
      assert.equal((await two.Sample.findById(made.id))?.count, 1)
      await two.Sample.updateWhere({ label: 'a' }, { count: 2 })
      assert.equal((await made.reload()).count, 2)
      await made.destroy()
      assert.equal(await two.Sample.count(), 0)
    },
  },
  {
    id: 'connections-increments',
    title: 'fifty increments over two connections at once make 50',
    needs: ['persistent'],
    alone: true,
    async run(context) {
      const [one, two] = both(context)
      await seed(one, { one: { count: 0 } })
      const add = { count: { $inc: 1 } } as const
      await Promise.all(
        Array.from({ length: 25 }, () =>
          [one, two].map((db) => db.Sample.updateWhere({ label: 'one' }, add)),
        ).flat(),
      )
      assert.equal((await only(two, 'one')).count, 50)
    },
  },
  {
    id: 'connections-upserts',
    title: 'twenty upserts over two connections at once make one',
    needs: ['persistent'],
    alone: true,
    async run(context) {
      const args = {
        by: ['email'] as const,
        create: { email: 'a@example.org', balance: 1 },
        update: { balance: { $inc: 1 } },
      }
      await Promise.all(
        Array.from({ length: 10 }, () => both(context).map((db) => db.Account.upsert(args))).flat(),
      )
      const rows = await both(context)[1].Account.find()
      assert.deepEqual(
        rows.map((row) => row.balance),
        [20],
      )
    },
  },
  {
    id: 'connections-unique',
    title: 'of two connections that insert the same unique value one meets a conflict',
    needs: ['persistent'],
    alone: true,
    async run(context) {
      const done = await Promise.allSettled(
        both(context).map((db) => db.Account.create({ email: 'a@example.org' })),
      )
      const failed = done.filter((one) => one.status === 'rejected')
      assert.equal(failed.length, 1)
      await refuses(() => Promise.reject(failed[0]?.reason), 'UNIQUE_VIOLATION', { fields: ['email'] })
    },
  },
  {
    id: 'connections-wait',
    title: 'a write waits for the transaction of another connection, and goes through',
    needs: ['persistent', 'transactions'],
    alone: true,
    async run(context) {
      const [one, two] = both(context)
      await seed(one, { one: { count: 0 } })
      const add = { count: { $inc: 1 } } as const
      const [begun, over] = [deferred(), deferred()]
      const long = one.transaction(async (tx) => {
        await tx.Sample.updateWhere({ label: 'one' }, add)
        begun.resolve()
        await over.promise
        await tx.Sample.updateWhere({ label: 'one' }, add)
      })
      await begun.promise
      const waiting = two.Sample.updateWhere({ label: 'one' }, add)
      // Where waiting holds up the event loop, the transaction that is waited for never ends.
      setTimeout(over.resolve, 100)
      await Promise.all([long, waiting])
      assert.equal((await only(two, 'one')).count, 3)
    },
  },
  {
    id: 'connections-lost-update',
    title: 'transactions of two connections that read and then write lose no change',
    needs: ['persistent', 'transactions'],
    alone: true,
    async run(context) {
      await seed(context.db, { one: { count: 0 } })
      const step = (db: ScenarioContext['db']) =>
        db.transaction(
          async (tx) => {
            const record = await only(tx, 'one')
            await settle()
            await record.set({ count: (record.count ?? 0) + 1 }).save()
          },
          { retries: 100, isolation: 'serializable' },
        )
      await Promise.all(Array.from({ length: 5 }, () => both(context).map(step)).flat())
      assert.equal((await only(context.db, 'one')).count, 10)
    },
  },
])
