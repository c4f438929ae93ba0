import assert from 'node:assert/strict'
import { expectMatch } from '../expectations.ts'
import { hostile } from '../loose.ts'
import { refuses } from '../refusals.ts'
import { only, seed } from '../samples.ts'
import { group } from '../scenario.ts'
import { Undo } from '../timing.ts'

/** Transactions: rollback, commit, and what goes on inside them. */
export const transactionScenarios = group('transactions', [
  {
    id: 125,
    title: 'a transaction that throws leaves the store as it was and throws the same error',
    needs: ['transactions'],
    async run({ db }) {
      await seed(db, { kept: { count: 1 }, removed: { count: 2 } })
      const undo = new Undo('undo')
      const failed = db.transaction(async (tx) => {
        await tx.Sample.create({ label: 'new' })
        await tx.Sample.updateWhere({ label: 'kept' }, { count: 9 })
        await tx.Sample.destroyWhere({ label: 'removed' })
        await tx.Account.insertMany([{ email: 'a@example.org' }])
        await tx.Account.upsert({ by: ['email'], create: { email: 'b@example.org' } })
        assert.equal(await tx.Sample.count({ label: 'removed' }), 0)
        throw undo
      })
      await assert.rejects(failed, (error) => error === undo)
      await expectMatch(db, { count: { $in: [1, 2] } }, ['kept', 'removed'])
      assert.deepEqual([await db.Sample.count(), await db.Account.count()], [2, 0])
    },
  },
  {
    id: 'transaction-commits',
    title: 'a transaction keeps everything and gives the value of its callback',
    needs: ['transactions'],
    async run({ db }) {
      const result = await db.transaction(async (tx) => {
        await tx.Sample.create({ label: 'a' })
        await tx.Sample.insertMany([{ label: 'b' }])
        return (await tx.Sample.find({ sort: { label: 'asc' } })).map((row) => row.label)
      })
      assert.deepEqual(result, ['a', 'b'])
      await expectMatch(db, {}, ['a', 'b'])
    },
  },
  {
    id: 'transaction-gives-records',
    title: 'a record that comes out of a transaction belongs to what is around it, on the same behalf',
    needs: ['transactions'],
    async run({ db }) {
      const [made, found] = await db.transaction(async (tx) => {
        const inner = await tx.transaction((savepoint) => savepoint.Sample.create({ label: 'inner' }))
        await inner.set({ count: 1 }).save()
        const found = await only(tx.system('a test'), 'inner')
        return [await tx.Sample.create({ label: 'made' }), found] as const
      })
      await made.set({ count: 2 }).save()
      await made.reload()
      await found.set({ count: 3 }).save()
      assert.deepEqual([made.count, found.count], [2, 3])
      await expectMatch(db, { count: { $in: [2, 3] } }, ['inner', 'made'])
      await made.destroy()
      await expectMatch(db, {}, ['inner'])
    },
  },
  {
    id: 'transaction-gives-records-when-undone',
    title: 'a record that was read in a transaction which is undone works as it was before',
    needs: ['transactions'],
    async run({ db }) {
      await seed(db, { kept: { count: 1 } })
      const undo = new Undo('undo')
      const taken: Awaited<ReturnType<typeof only>>[] = []
      const failed = db.transaction(async (tx) => {
        const record = await only(tx, 'kept')
        taken.push(record)
        await record.set({ count: 5 }).save()
        throw undo
      })
      await assert.rejects(failed, (error) => error === undo)
      for (const record of taken) {
        assert.equal(record.isNew, false)
        await record.set({ count: 7 }).save()
      }
      await expectMatch(db, { count: 7 }, ['kept'])
    },
  },
  {
    id: 'transaction-refuses-what-it-left-behind',
    title:
      'a model of a transaction that has ended is refused, and a save that began in it never goes on outside',
    needs: ['transactions'],
    async run({ db }) {
      await seed(db, { kept: { count: 1 } })
      const undo = new Undo('undo')
      const left: { find(): Promise<unknown>; readonly save: Promise<unknown> }[] = []
      const failed = db.transaction(async (tx) => {
        const record = await only(tx, 'kept')
        const save = record.set({ count: 5 }).save()
        left.push({ find: () => tx.Sample.find(), save: save.catch(() => undefined) })
        throw undo
      })
      await assert.rejects(failed, (error) => error === undo)
      for (const { find, save } of left) {
        await refuses(find, 'TX_CLOSED')
        await save
      }
      await expectMatch(db, { count: 1 }, ['kept'])
    },
  },
  {
    id: 128,
    title: 'a transaction goes on after a caught conflict, and keeps what came before and after',
    needs: ['transactions'],
    async run({ db }) {
      await db.transaction(async (tx) => {
        await tx.Account.create({ email: 'a@example.org' })
        await refuses(() => tx.Account.create({ email: 'a@example.org' }), 'UNIQUE_VIOLATION')
        const rows = [{ email: 'b@example.org' }, { email: 'a@example.org' }]
        await refuses(() => tx.Account.insertMany(rows), 'UNIQUE_VIOLATION')
        await refuses(
          () => tx.Account.updateWhere({ email: 'a@example.org' }, hostileChange),
          'VALIDATION_FAILED',
        )
        await tx.Account.create({ email: 'c@example.org' })
      })
      const rows = await db.Account.find({ sort: { email: 'asc' } })
      assert.deepEqual(
        rows.map((row) => row.email),
        ['a@example.org', 'c@example.org'],
      )
    },
  },
  {
    id: 'transaction-parallel-inside',
    title: 'many queries at once inside one transaction all run, in it',
    needs: ['transactions'],
    async run({ db }) {
      await seed(db, { one: { count: 0 } })
      await db.transaction(async (tx) => {
        await Promise.all([
          ...Array.from({ length: 20 }, () =>
            tx.Sample.updateWhere({ label: 'one' }, { count: { $inc: 1 } }),
          ),
          ...Array.from({ length: 20 }, (_, index) => tx.Account.create({ email: `${index}@example.org` })),
          ...Array.from({ length: 5 }, () => tx.Sample.find({ where: { label: 'one' } })),
        ])
        assert.deepEqual([(await only(tx, 'one')).count, await tx.Account.count()], [20, 20])
      })
      assert.deepEqual([(await only(db, 'one')).count, await db.Account.count()], [20, 20])
    },
  },
  {
    id: 'transaction-streams',
    title: 'a stream inside a transaction sees its changes',
    needs: ['transactions'],
    async run({ db }) {
      await seed(db, { a: {}, b: {} })
      await db.transaction(async (tx) => {
        await tx.Sample.create({ label: 'c' })
        const seen = []
        for await (const row of tx.Sample.stream({ sort: { label: 'asc' }, chunk: 1 })) seen.push(row.label)
        assert.deepEqual(seen, ['a', 'b', 'c'])
      })
    },
  },
  {
    id: 'transaction-arguments',
    title: 'a transaction without a function, or with unknown options, is refused',
    needs: ['transactions'],
    async run({ db }) {
      const scope = hostile(db)
      for (const run of [undefined, null, {}, 'x']) await refuses(() => scope.transaction(run), 'MISUSE')
      const nothing = async () => undefined
      for (const options of [{ retries: -1 }, { retries: 'x' }, { isolation: 'chaos' }]) {
        await refuses(() => scope.transaction(nothing, options), 'MISUSE')
      }
    },
  },
  {
    id: 'transaction-conflicts-at-once',
    title: 'of many writes at once in one transaction those that meet a conflict undo themselves alone',
    needs: ['transactions'],
    async run({ db }) {
      await db.transaction(async (tx) => {
        const same = Array.from({ length: 6 }, () => tx.Account.create({ email: 'same@example.org' }))
        const others = Array.from({ length: 6 }, (_, index) =>
          tx.Account.insertMany([{ email: `${index}@example.org` }, { email: `${index}b@example.org` }]),
        )
        const done = await Promise.allSettled([...same, ...others])
        assert.equal(done.filter((one) => one.status === 'fulfilled').length, 7)
      })
      assert.equal(await db.Account.count(), 13)
    },
  },
  {
    id: 'transaction-forms',
    title: 'a callback may give a plain value, throw at once, write nothing, or ask for an isolation',
    needs: ['transactions'],
    async run({ db }) {
      assert.equal(await db.transaction(() => 5), 5)
      assert.equal(await db.transaction(async () => undefined), undefined)
      const throwing = () => {
        throw new Undo('at once')
      }
      await assert.rejects(db.transaction(throwing), Undo)
      for (const isolation of ['read committed', 'repeatable read', 'serializable'] as const) {
        await db.transaction((tx) => tx.Sample.create({ label: isolation }), { isolation })
      }
      assert.equal(await db.Sample.count(), 3)
    },
  },
  {
    id: 'transaction-scopes',
    title: 'sessions and trusted code inside a transaction stay inside it',
    needs: ['transactions'],
    async run({ db }) {
      const failed = db.transaction(async (tx) => {
        await tx.system('a test').Sample.create({ label: 'system' })
        await tx.system('a test').Guarded.create({ name: 'system' })
        assert.equal(await tx.as(null).Guarded.count(), 1)
        await tx.model('Sample').create({ label: 'model' })
        assert.equal(await tx.Sample.count(), 2)
        throw new Undo('undo')
      })
      await assert.rejects(failed, Undo)
      const trusted = db.system('a test').transaction(async (tx) => {
        await tx.Guarded.create({ name: 'x' })
        throw new Undo('undo')
      })
      await assert.rejects(trusted, Undo)
      assert.deepEqual([await db.Sample.count(), await db.system('a test').Guarded.count()], [0, 0])
    },
  },
  {
    id: 'transaction-records',
    title: 'a record of a transaction saves, reloads and destroys itself inside it',
    needs: ['transactions'],
    async run({ db }) {
      await seed(db, { a: { count: 1 }, b: { count: 1 } })
      const failed = db.transaction(async (tx) => {
        const a = await only(tx, 'a')
        await a.set({ count: 2 }).save()
        assert.equal((await a.reload()).count, 2)
        await (await only(tx, 'b')).destroy()
        await new tx.Sample({ label: 'c' }).save()
        assert.equal(await tx.Sample.count(), 2)
        throw new Undo('undo')
      })
      await assert.rejects(failed, Undo)
      await expectMatch(db, { count: 1 }, ['a', 'b'])
      assert.equal(await db.Sample.count(), 2)
    },
  },
])

const hostileChange = { balance: Number.NaN }
