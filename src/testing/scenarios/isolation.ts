import assert from 'node:assert/strict'
import { PrometheusError } from '../../errors/error.ts'
import { expectMatch } from '../expectations.ts'
import { hostile } from '../loose.ts'
import { refuses } from '../refusals.ts'
import { only, seed } from '../samples.ts'
import { group } from '../scenario.ts'
import { deferred, settle, Undo } from '../timing.ts'

/** Transactions beside each other and beside what runs outside of them. */
export const isolationScenarios = group('isolation', [
  {
    id: 126,
    title: 'what is not committed is not seen outside',
    needs: ['transactions'],
    alone: true,
    async run({ db, again }) {
      const outside = again ?? db
      await seed(db, { one: { count: 1 } })
      const read = async () =>
        (await outside.Sample.find({ select: { count: true } })).map((row) => row.count)
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
    id: 129,
    title: 'a serialization failure is retried as often as asked, anything else is not',
    needs: ['transactions'],
    alone: true,
    async run({ db }) {
      const attempt = (
        code: 'SERIALIZATION_FAILURE' | 'UNIQUE_VIOLATION',
        failures: number,
        retries: number,
      ) => {
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
        return done.then(
          (result) => ({ result, runs }),
          (error: unknown) => ({ error, runs }),
        )
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
            assert.equal(
              rows.reduce((sum, row) => sum + (row.count ?? 0), 0),
              100,
            )
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
    id: 'skip-locked',
    title: 'of workers that skip what is locked each takes another record, and nobody waits',
    needs: ['transactions', 'skipLocked', 'parallelTransactions'],
    alone: true,
    async run({ db }) {
      await seed(db, { one: {}, two: {}, three: {} })
      const taken: string[] = []
      const everybody = deferred()
      const work = () =>
        db.transaction(async (tx) => {
          const args = { sort: { label: 'asc' }, limit: 1, lock: 'update skip locked' } as const
          const [task] = await tx.Sample.find(args)
          taken.push(task?.label ?? 'nothing')
          if (taken.length === 4) everybody.resolve()
          await everybody.promise
          await task?.destroy()
        })
      await Promise.all([work(), work(), work(), work()])
      assert.deepEqual(taken.toSorted(), ['nothing', 'one', 'three', 'two'])
      assert.equal(await db.Sample.count(), 0)
    },
  },
  {
    id: 'locks',
    title: 'every lock finds what a find without it does, and another word is refused',
    needs: ['transactions', 'lock'],
    async run({ db, capabilities }) {
      await seed(db, { one: {}, two: {} })
      const skipping = capabilities.skipLocked ? (['update skip locked'] as const) : []
      await db.transaction(async (tx) => {
        if (!capabilities.skipLocked)
          await refuses(() => tx.Sample.find({ lock: 'update skip locked' }), 'UNSUPPORTED')
        for (const lock of ['update', 'share', ...skipping] as const) {
          assert.deepEqual(
            (await tx.Sample.find({ sort: { label: 'asc' }, lock })).map((row) => row.label),
            ['one', 'two'],
          )
        }
        await refuses(() => hostile(tx).Sample.find({ lock: 'skip locked' }), 'INVALID_QUERY')
      })
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
      assert.deepEqual(
        done.map((one) => one.status),
        Array.from({ length: 8 }, (_, i) => (i % 2 ? 'rejected' : 'fulfilled')),
      )
      const rows = await db.Sample.find({ sort: { label: 'asc' } })
      assert.deepEqual(
        rows.map((row) => row.label),
        ['0', '0', '2', '2', '4', '4', '6', '6'],
      )
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
      const beside = Promise.all([
        db.Sample.create({ label: 'beside' }),
        db.Sample.count(),
        db.transaction((tx) => tx.Sample.create({ label: 'other' })),
      ])
      await settle()
      release.resolve()
      await Promise.all([running, beside])
      await expectMatch(db, {}, ['beside', 'inside', 'other'])
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
    title: 'a transaction and its models are refused after its end',
    needs: ['transactions'],
    async run({ db }) {
      const kept = await db.transaction(async (tx) => ({
        tx,
        record: await tx.Sample.create({ label: 'a' }),
      }))
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
])
