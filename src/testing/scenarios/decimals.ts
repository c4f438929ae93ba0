import assert from 'node:assert/strict'
import { expectMatch } from '../expectations.ts'
import { hostile } from '../loose.ts'
import { refuses } from '../refusals.ts'
import { only, seed } from '../samples.ts'
import { group } from '../scenario.ts'

const WIDE = '12345678901234567890.1234567891'
const LEAST = '-99999999999999999999.9999999999'

/** Decimals: exact strings at their scale, narrow (scaled integers) and wide. */
export const decimalScenarios = group('decimals', [
  {
    id: 57,
    title: 'a decimal of 20 and 10 digits is exact',
    async run({ db }) {
      await seed(db, {
        wide: { amount: WIDE },
        near: { amount: '12345678901234567890.1234567890' },
        least: { amount: LEAST },
      })
      assert.equal((await only(db, 'wide')).amount, WIDE)
      assert.equal((await only(db, 'least')).amount, LEAST)
      await expectMatch(db, { amount: WIDE }, ['wide'])
      await expectMatch(db, { amount: { $lt: WIDE } }, ['least', 'near'])
    },
  },
  {
    id: 58,
    title: "a decimal reads at its scale: '1.1' and '1.10' are one value",
    async run({ db }) {
      await seed(db, {
        short: { price: '1.1' },
        long: { price: '1.10' },
        whole: { price: '7' },
        signed: { price: '-0' },
      })
      const read = async (label: string) => (await only(db, label)).price
      assert.deepEqual(
        [await read('short'), await read('long'), await read('whole'), await read('signed')],
        ['1.10', '1.10', '7.00', '0.00'],
      )
      await expectMatch(db, { price: '1.1' }, ['long', 'short'])
      await expectMatch(db, { price: '1.10' }, ['long', 'short'])
      await expectMatch(db, { price: { $in: ['7'] } }, ['whole'])
      await expectMatch(db, { price: '0' }, ['signed'])
    },
  },
  {
    id: 59,
    title: 'ranges of decimals compare as numbers, below zero too, narrow and wide',
    async run({ db }) {
      const values = ['-10', '-9.99', '-0.01', '0', '0.01', '9', '10', '100']
      await db.Sample.insertMany(values.map((value) => ({ label: value, price: value, amount: value })))
      for (const field of ['price', 'amount'] as const) {
        await expectMatch(db, { [field]: { $lt: '9' } }, ['-10', '-9.99', '-0.01', '0', '0.01'])
        await expectMatch(db, { [field]: { $gt: '9' } }, ['10', '100'])
        await expectMatch(db, { [field]: { $gte: '-9.99', $lt: '0' } }, ['-9.99', '-0.01'])
        await expectMatch(db, { [field]: { $lte: '-10' } }, ['-10'])
      }
    },
  },
  {
    id: 'decimal-digits',
    title: 'more digits than declared are refused, not rounded',
    async run({ db }) {
      await seed(db, { kept: { price: '1.00' } })
      for (const price of ['1.005', '0.001', '12345678901', '10000000000.00', '-12345678901.5']) {
        await refuses(() => db.Sample.create({ price }), 'VALIDATION_FAILED', {
          problems: [{ field: 'price' }],
        })
        await refuses(() => db.Sample.updateWhere({ label: 'kept' }, { price }), 'VALIDATION_FAILED')
        await refuses(
          () => db.Sample.updateWhere({ label: 'kept' }, { price: { $inc: price } }),
          'VALIDATION_FAILED',
        )
      }
      for (const amount of ['0.00000000001', '123456789012345678901']) {
        await refuses(() => db.Sample.create({ amount }), 'VALIDATION_FAILED', {
          problems: [{ field: 'amount' }],
        })
      }
      await expectMatch(db, { price: '1' }, ['kept'])
    },
  },
  {
    id: 'decimal-ends',
    title: 'the largest and smallest narrow decimals are kept',
    async run({ db }) {
      await seed(db, {
        most: { price: '9999999999.99' },
        least: { price: '-9999999999.99' },
        cent: { price: '0.01' },
      })
      assert.deepEqual(
        [(await only(db, 'most')).price, (await only(db, 'least')).price],
        ['9999999999.99', '-9999999999.99'],
      )
      await expectMatch(db, { price: { $gt: '9999999999.98' } }, ['most'])
      await expectMatch(db, { price: '0.01' }, ['cent'])
    },
  },
  {
    id: 'decimal-not-a-change',
    title: 'a decimal set to another form of its own value is not a change',
    async run({ db }) {
      await seed(db, { one: { price: '1.10', amount: '2' } })
      const record = await only(db, 'one')
      record.set({ price: '1.1', amount: '2.0' })
      assert.deepEqual(record.changed, [])
    },
  },
  {
    id: 'decimal-in-list',
    title: '$in and $nin of decimals compare at the scale of the field',
    async run({ db }) {
      await seed(db, { a: { price: '1.50', amount: '1.5' }, b: { price: '2', amount: '2' }, none: {} })
      await expectMatch(db, { price: { $in: ['1.5', '3'] } }, ['a'])
      await expectMatch(db, { amount: { $in: ['1.50', '2.000'] } }, ['a', 'b'])
      await expectMatch(db, { amount: { $nin: ['1.5'] } }, ['b', 'none'])
      const { Sample } = hostile(db)
      await refuses(() => Sample.find({ where: { price: { $in: ['1.5', 2] } } }), 'INVALID_QUERY', {
        field: 'price',
      })
    },
  },
])
