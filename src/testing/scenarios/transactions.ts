import assert from 'node:assert/strict'
import { PrometheusError } from '../../errors/error.ts'
import { deferred, expectMatch, hostile, only, refuses, seed, settle } from '../assertions.ts'
import { group } from '../scenario.ts'

class Undo extends Error {}

/** Transactions: rollback, savepoints, isolation, retries and what is refused around them. */
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
    id: 126,
    title: 'what is not committed is not seen outside',
    needs: ['transactions'],
    alone: true,
    async run({ db, again }) {
      const outside = again ?? db
      await seed(db, { one: { count: 1 } })
      const read = async () => (await outside.Sample.find({ select: { count: true } })).map((row) => row.count)
      const reached = deferred()
      const release = deferred()
      const running = db.transaction(async (tx) => {
        await tx.Sample.updateWhere({ label: 'one' }, { count: 2 })
        await tx.Sample.create({ label: 'two', count: 3 })
        reached.resolve()
        await release.promise
      })
      await reached.promise
      const seen = read()
      await settle()
      release.resolve()
      await running
      const values = (await seen).toSorted()
      assert.ok(values.length !== 1 || values[0] === 1, 'half of a transaction was seen')
      assert.notDeepEqual(values, [2])
      assert.deepEqual((await read()).toSorted(), [2, 3])
    },
  },
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
    id: 128,
    title: 'a transaction goes on after a caught conflict, and keeps what came before and after',
    needs: ['transactions'],
    async run({ db }) {
      await db.transaction(async (tx) => {
        await tx.Account.create({ email: 'a@example.org' })
        await refuses(() => tx.Account.create({ email: 'a@example.org' }), 'UNIQUE_VIOLATION')
        const rows = [{ email: 'b@example.org' }, { email: 'a@example.org' }]
        await refuses(() => tx.Account.insertMany(rows), 'UNIQUE_VIOLATION')
        await refuses(() => tx.Account.updateWhere({ email: 'a@example.org' }, hostileChange), 'VALIDATION_FAILED')
        await tx.Account.create({ email: 'c@example.org' })
      })
      const rows = await db.Account.find({ sort: { email: 'asc' } })
      assert.deepEqual(rows.map((row) => row.email), ['a@example.org', 'c@example.org'])
    },
  },
  {
    id: 129,
    title: 'a serialization failure is retried as often as asked, anything else is not',
    needs: ['transactions'],
    alone: true,
    async run({ db }) {
      const attempt = (code: 'SERIALIZATION_FAILURE' | 'UNIQUE_VIOLATION', failures: number, retries: number) => {
        let runs = 0
        const done = db.transaction(
          async (tx) => {
            runs++
            await tx.Sample.create({ label: `${runs}` })
            if (runs <= failures) throw new PrometheusError(code, 'the store says so')
            return runs
          },
          { retries },
        )
        return done.then((result) => ({ result, runs }), (error: unknown) => ({ error, runs }))
      }
      assert.deepEqual(await attempt('SERIALIZATION_FAILURE', 2, 3), { result: 3, runs: 3 })
      await expectMatch(db, {}, ['3'])
      const exhausted = await attempt('SERIALIZATION_FAILURE', 9, 2)
      assert.deepEqual([exhausted.runs, 'error' in exhausted], [3, true])
      const none = await attempt('SERIALIZATION_FAILURE', 1, 0)
      assert.deepEqual([none.runs, 'error' in none], [1, true])
      const other = await attempt('UNIQUE_VIOLATION', 1, 5)
      assert.deepEqual([other.runs, 'error' in other], [1, true])
      await expectMatch(db, {}, ['3'])
    },
  },
  {
    id: 130,
    title: 'transactions that run at once do not lose each other’s changes or see half of them',
    needs: ['transactions'],
    alone: true,
    async run({ db }) {
      await seed(db, { from: { count: 100 }, to: { count: 0 } })
      const move = (amount: number) =>
        db.transaction(
          async (tx) => {
            const rows = await tx.Sample.find({ lock: 'update' })
            assert.equal(rows.reduce((sum, row) => sum + (row.count ?? 0), 0), 100)
            const at = (label: string) => rows.find((row) => row.label === label)?.count ?? 0
            await tx.Sample.updateWhere({ label: 'from' }, { count: at('from') - amount })
            await settle()
            await tx.Sample.updateWhere({ label: 'to' }, { count: at('to') + amount })
          },
          { retries: 50, isolation: 'serializable' },
        )
      await Promise.all(Array.from({ length: 10 }, () => move(1)))
      assert.deepEqual([(await only(db, 'from')).count, (await only(db, 'to')).count], [90, 10])
    },
  },
  {
    id: 'transaction-failures-at-once',
    title: 'of transactions that run at once, only those that throw are undone',
    needs: ['transactions'],
    alone: true,
    async run({ db }) {
      const run = (index: number) =>
        db.transaction(async (tx) => {
          await tx.Sample.create({ label: `${index}` })
          await settle()
          await tx.Sample.create({ label: `${index}` })
          if (index % 2) throw new Undo('undo')
        })
      const done = await Promise.allSettled(Array.from({ length: 8 }, (_, index) => run(index)))
      assert.deepEqual(done.map((one) => one.status), Array.from({ length: 8 }, (_, i) => (i % 2 ? 'rejected' : 'fulfilled')))
      const rows = await db.Sample.find({ sort: { label: 'asc' } })
      assert.deepEqual(rows.map((row) => row.label), ['0', '0', '2', '2', '4', '4', '6', '6'])
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
          ...Array.from({ length: 20 }, () => tx.Sample.updateWhere({ label: 'one' }, { count: { $inc: 1 } })),
          ...Array.from({ length: 20 }, (_, index) => tx.Account.create({ email: `${index}@example.org` })),
          ...Array.from({ length: 5 }, () => tx.Sample.find({ where: { label: 'one' } })),
        ])
        assert.deepEqual([(await only(tx, 'one')).count, await tx.Account.count()], [20, 20])
      })
      assert.deepEqual([(await only(db, 'one')).count, await db.Account.count()], [20, 20])
    },
  },
  {
    id: 'transaction-outside',
    title: 'the outer database inside a transaction is refused, not a deadlock',
    needs: ['transactions'],
    alone: true,
    async run({ db }) {
      await db.transaction(async (tx) => {
        await tx.Sample.create({ label: 'in' })
        await refuses(() => db.Sample.count(), 'TX_OUTSIDE')
        await refuses(() => db.Sample.create({ label: 'out' }), 'TX_OUTSIDE')
        await refuses(() => db.transaction(async () => undefined), 'TX_OUTSIDE')
      })
      await expectMatch(db, {}, ['in'])
    },
  },
  {
    id: 'transaction-closed',
    title: 'a transaction, its models and its records are refused after its end',
    needs: ['transactions'],
    async run({ db }) {
      const kept = await db.transaction(async (tx) => ({ tx, record: await tx.Sample.create({ label: 'a' }) }))
      await refuses(() => kept.tx.Sample.count(), 'TX_CLOSED')
      await refuses(() => kept.tx.Sample.create({ label: 'b' }), 'TX_CLOSED')
      await refuses(() => kept.tx.transaction(async () => undefined), 'TX_CLOSED')
      await expectMatch(db, {}, ['a'])
    },
  },
  {
    id: 'transaction-unawaited',
    title: 'a query that was not awaited is in the transaction or refused, never outside it',
    needs: ['transactions'],
    async run({ db }) {
      let late: Promise<unknown> = Promise.resolve()
      const failed = db.transaction(async (tx) => {
        await tx.Sample.create({ label: 'awaited' })
        late = tx.Sample.create({ label: 'late' })
        late.catch(() => undefined)
        throw new Undo('undo')
      })
      await assert.rejects(failed, Undo)
      await late.catch((error: unknown) => refuses(() => Promise.reject(error), 'TX_CLOSED'))
      assert.equal(await db.Sample.count(), 0)
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
      for (const run of [undefined, null, {}, 'x']) await refuses(() => scope.transaction(run), ['MISUSE', 'INVALID_QUERY'])
      const nothing = async () => undefined
      for (const options of [{ retries: -1 }, { retries: 'x' }, { isolation: 'chaos' }]) {
        await refuses(() => scope.transaction(nothing, options), ['MISUSE', 'INVALID_QUERY'])
      }
    },
  },
  {
    id: 131,
    title: 'hooks run inside the transaction, and what follows a commit runs only on commit',
    needs: ['transactions'],
    gap: 'hooks run with a later issue',
    async run({ db, hookCalls }) {
      await db.Sample.create({ label: 'a' })
      assert.ok(hookCalls().includes('afterCreate'), 'no hook was called')
      assert.ok(hookCalls().includes('afterCommit'), 'nothing follows a commit')
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
        assert.deepEqual(done.map((one) => one.status === 'fulfilled'), [true, false, true, false, true])
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
  {
    id: 'transaction-others-wait',
    title: 'reads and writes beside an open transaction wait or go through; they are not refused',
    needs: ['transactions'],
    alone: true,
    async run({ db }) {
      const reached = deferred()
      const release = deferred()
      const running = db.transaction(async (tx) => {
        await tx.Sample.create({ label: 'inside' })
        reached.resolve()
        await release.promise
      })
      await reached.promise
      const beside = Promise.all([db.Sample.create({ label: 'beside' }), db.Sample.count(), db.transaction((tx) => tx.Sample.create({ label: 'other' }))])
      await settle()
      release.resolve()
      await Promise.all([running, beside])
      await expectMatch(db, {}, ['beside', 'inside', 'other'])
    },
  },
  {
    id: 'transaction-conflicts-at-once',
    title: 'of many writes at once in one transaction those that meet a conflict undo themselves alone',
    needs: ['transactions'],
    async run({ db }) {
      await db.transaction(async (tx) => {
        const same = Array.from({ length: 6 }, () => tx.Account.create({ email: 'same@example.org' }))
        const others = Array.from({ length: 6 }, (_, index) => tx.Account.insertMany([{ email: `${index}@example.org` }, { email: `${index}b@example.org` }]))
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
        await tx.as(null).Sample.create({ label: 'guest' })
        await tx.model('Sample').create({ label: 'model' })
        assert.equal(await tx.Sample.count(), 3)
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
