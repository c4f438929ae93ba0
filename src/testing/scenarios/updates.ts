import assert from 'node:assert/strict'
import { expectMatch } from '../expectations.ts'
import { hostile } from '../loose.ts'
import { refuses } from '../refusals.ts'
import { only, seed } from '../samples.ts'
import { group } from '../scenario.ts'

const INT64_MAX = 2n ** 63n - 1n

/** Update expressions: increments and copies, in updateWhere and in records, alone and at once. */
export const updateScenarios = group('updates', [
  {
    id: 64,
    title: 'fifty increments at once make 50',
    async run({ db }) {
      await seed(db, { one: { count: 0, big: 0n, price: '0' } })
      const add = { count: { $inc: 1 }, big: { $inc: 1n }, price: { $inc: '0.01' } }
      await Promise.all(Array.from({ length: 50 }, () => db.Sample.updateWhere({ label: 'one' }, add)))
      const record = await only(db, 'one')
      assert.deepEqual([record.count, record.big, record.price], [50, 50n, '0.50'])
    },
  },
  {
    id: 'increments-by-records',
    title: 'fifty increments at once by fifty loaded records make 50',
    async run({ db }) {
      await seed(db, { one: { count: 0 } })
      const records = await Promise.all(Array.from({ length: 50 }, () => only(db, 'one')))
      await Promise.all(records.map((record) => record.set({ count: { $inc: 1 } }).save()))
      assert.equal((await only(db, 'one')).count, 50)
    },
  },
  {
    id: 'increment-kinds',
    title: '$inc adds exactly to integers, bigints, floats and decimals, below zero too',
    async run({ db }) {
      await seed(db, {
        one: {
          count: 5,
          big: 2n ** 53n,
          ratio: 0.5,
          price: '0.10',
          amount: '99999999999999999999.0000000001',
        },
      })
      const add = {
        count: { $inc: -7 },
        big: { $inc: 1n },
        ratio: { $inc: 0.25 },
        price: { $inc: '-0.3' },
        amount: { $inc: '0.0000000001' },
      }
      assert.equal(await db.Sample.updateWhere({ label: 'one' }, add), 1)
      const { count, big, ratio, price, amount } = await only(db, 'one')
      assert.deepEqual(
        [count, big, ratio, price, amount],
        [-2, 2n ** 53n + 1n, 0.75, '-0.20', '99999999999999999999.0000000002'],
      )
    },
  },
  {
    id: 'increment-null',
    title: '$inc of null stays null',
    async run({ db }) {
      await seed(db, { null: {}, one: { count: 1 } })
      assert.equal(
        await db.Sample.updateWhere({ label: { $ne: null } }, { count: { $inc: 1 }, price: { $inc: '1' } }),
        2,
      )
      await expectMatch(db, { count: null, price: null }, ['null'])
      await expectMatch(db, { count: 2 }, ['one'])
    },
  },
  {
    id: 'increment-overflow',
    title: '$inc past what the field holds is an error and changes nothing',
    async run({ db }) {
      const most = {
        count: Number.MAX_SAFE_INTEGER,
        big: INT64_MAX,
        price: '9999999999.99',
        amount: '99999999999999999999.9999999999',
        ratio: 1.7e308,
      }
      await seed(db, { most, zero: { count: 0, big: 0n, price: '0', amount: '0', ratio: 0 } })
      const steps = [
        { count: { $inc: 1 } },
        { big: { $inc: 1n } },
        { price: { $inc: '0.01' } },
        { amount: { $inc: '0.0000000001' } },
        { ratio: { $inc: 1.7e308 } },
      ]
      for (const step of steps) {
        const all = () => db.Sample.updateWhere({ label: { $in: ['most', 'zero'] } }, step)
        await refuses(all, 'NUMBER_OVERFLOW')
      }
      const { count, big, price, amount, ratio } = await only(db, 'most')
      assert.deepEqual({ count, big, price, amount, ratio }, most)
      await expectMatch(db, { count: 0, big: 0n, price: '0', amount: '0', ratio: 0 }, ['zero'])
    },
  },
  {
    id: 'increment-refused',
    title: '$inc of text, of another type, or beside other operators is refused',
    async run({ db }) {
      await seed(db, { one: { count: 1, name: 'a', big: 1n, price: '1' } })
      const { Sample } = hostile(db)
      const codes = 'VALIDATION_FAILED'
      const wrong = [
        { name: { $inc: 1 } },
        { count: { $inc: 1n } },
        { count: { $inc: '1' } },
        { count: { $inc: 1.5 } },
        { count: { $inc: null } },
        { count: { $inc: undefined } },
        { big: { $inc: 1 } },
        { price: { $inc: 1 } },
        { price: { $inc: '0.001' } },
        { count: { $inc: 1, $field: 'count' } },
        { count: { $mul: 2 } },
        { count: { inc: 1 } },
        { count: {} },
      ]
      for (const changes of wrong) await refuses(() => Sample.updateWhere({ label: 'one' }, changes), codes)
      await expectMatch(db, { count: 1, name: 'a', big: 1n, price: '1' }, ['one'])
    },
  },
  {
    id: 120,
    title: 'assignments never see each other: two attributes swap',
    async run({ db }) {
      await seed(db, { one: { count: 1, other: 2, name: 'a', title: 'b' } })
      const swap = {
        count: { $field: 'other' },
        other: { $field: 'count' },
        name: { $field: 'title' },
        title: { $field: 'name' },
      } as const
      await db.Sample.updateWhere({ label: 'one' }, swap)
      let record = await only(db, 'one')
      assert.deepEqual([record.count, record.other, record.name, record.title], [2, 1, 'b', 'a'])
      record = await record.set({ count: { $field: 'other' }, other: { $inc: 10 } }).save()
      assert.deepEqual([record.count, record.other], [1, 11])
    },
  },
  {
    id: 'copy-fields',
    title: '$field copies a value of the same kind, null too, and nothing of another kind',
    async run({ db }) {
      await seed(db, { one: { count: 1, other: null, name: 'a' }, two: { count: 5, other: 6, name: 'b' } })
      assert.equal(await db.Sample.updateWhere({ count: { $gt: 0 } }, { count: { $field: 'other' } }), 2)
      await expectMatch(db, { count: null }, ['one'])
      await expectMatch(db, { count: 6 }, ['two'])
      const { Sample } = hostile(db)
      for (const changes of [
        { count: { $field: 'name' } },
        { name: { $field: 'secret' } },
        { count: { $field: 'big' } },
        { count: { $field: 'cuont' } },
        { count: { $field: ['other'] } },
        { count: { $field: Object.create(null) } },
      ]) {
        await refuses(() => Sample.updateWhere({ label: 'two' }, changes), 'VALIDATION_FAILED')
      }
    },
  },
  {
    id: 'expression-in-save',
    title: 'a record shows the stored value after it saved an expression',
    async run({ db }) {
      await seed(db, { one: { count: 1, price: '1.10' } })
      const record = await only(db, 'one')
      await db.Sample.updateWhere({ label: 'one' }, { count: { $inc: 10 } })
      await record.set({ count: { $inc: 1 }, price: { $inc: '0.9' } }).save()
      assert.deepEqual([record.count, record.price], [12, '2.00'])
      assert.deepEqual(record.changed, [])
    },
  },
  {
    id: 'increment-checked',
    title: '$inc past the declared bounds is refused and changes nothing',
    async run({ db }) {
      await db.Rule.insertMany([
        { code: 'a', level: 9 },
        { code: 'b', level: 1 },
      ])
      const past = () => db.Rule.updateWhere({ code: { $in: ['a', 'b'] } }, { level: { $inc: 5 } })
      await refuses(past, 'NUMBER_OVERFLOW')
      assert.deepEqual(
        (await db.Rule.find({ sort: { code: 'asc' } })).map((rule) => rule.level),
        [9, 1],
      )
    },
  },
])
