import assert from 'node:assert/strict'
import { expectMatch } from '../expectations.ts'
import { hostile } from '../loose.ts'
import { each, refuses } from '../refusals.ts'
import { only, seed } from '../samples.ts'
import { group } from '../scenario.ts'

const INT64_MAX = 2n ** 63n - 1n
const INT64_MIN = -(2n ** 63n)

/** Floats, integers and bigints: what is exact, what is refused. */
export const numberScenarios = group('numbers', [
  {
    id: 50,
    title: 'NaN is refused in data and in filters',
    async run({ db }) {
      await seed(db, { one: { ratio: 1 }, none: {} })
      await refusesRatio(db, Number.NaN)
      await refuses(() => db.Sample.create({ data: { deep: [Number.NaN] } }), 'VALIDATION_FAILED', {
        problems: [{ field: 'data' }],
      })
    },
  },
  {
    id: 51,
    title: 'Infinity is refused in data and in filters',
    async run({ db }) {
      await seed(db, { one: { ratio: 1 }, none: {} })
      await refusesRatio(db, Number.POSITIVE_INFINITY)
      await refusesRatio(db, Number.NEGATIVE_INFINITY)
      await refuses(() => db.Sample.create({ data: [Infinity] }), 'VALIDATION_FAILED', {
        problems: [{ field: 'data' }],
      })
    },
  },
  {
    id: 52,
    title: '-0 is stored and compared as 0',
    async run({ db }) {
      await seed(db, { negative: { ratio: -0, count: -0, scores: [-0] }, positive: { ratio: 0, count: 0 } })
      await expectMatch(db, { ratio: 0 }, ['negative', 'positive'])
      await expectMatch(db, { ratio: -0 }, ['negative', 'positive'])
      await expectMatch(db, { ratio: { $in: [-0] }, count: { $in: [-0] } }, ['negative', 'positive'])
      await expectMatch(db, { ratio: { $lt: 0 } }, [])
      const record = await only(db, 'negative')
      assert.ok(Object.is(record.ratio, 0), 'a float reads as -0')
      assert.ok(Object.is(record.count, 0), 'an integer reads as -0')
    },
  },
  {
    id: 53,
    title: '0.1 equals 0.1, and 0.1 + 0.2 is kept to the last bit',
    async run({ db }) {
      const edge = [0.1, 0.1 + 0.2, 0.3, 1 / 3, 5e-324, Number.MAX_VALUE, 1e21, 123456789.12345679]
      await db.Sample.insertMany(edge.map((ratio, index) => ({ label: `${index}`, ratio })))
      for (const [index, ratio] of edge.entries()) {
        await expectMatch(db, { ratio }, [`${index}`])
        assert.equal((await only(db, `${index}`)).ratio, ratio)
      }
    },
  },
  {
    id: 54,
    title: '2^53 + 1 is an exact bigint',
    async run({ db }) {
      const odd = 2n ** 53n + 1n
      await seed(db, { odd: { big: odd }, even: { big: odd - 1n } })
      await expectMatch(db, { big: odd }, ['odd'])
      await expectMatch(db, { big: { $in: [odd - 1n] } }, ['even'])
      await expectMatch(db, { big: { $lt: odd } }, ['even'])
      assert.equal((await only(db, 'odd')).big, odd)
    },
  },
  {
    id: 55,
    title: 'the ends of 64 bits are kept and compared exactly',
    async run({ db }) {
      await seed(db, {
        most: { big: INT64_MAX },
        near: { big: INT64_MAX - 1n },
        least: { big: INT64_MIN },
        zero: { big: 0n },
      })
      await expectMatch(db, { big: INT64_MAX }, ['most'])
      await expectMatch(db, { big: { $gte: INT64_MAX - 1n } }, ['most', 'near'])
      await expectMatch(db, { big: { $lte: INT64_MIN } }, ['least'])
      assert.deepEqual([(await only(db, 'most')).big, (await only(db, 'least')).big], [INT64_MAX, INT64_MIN])
    },
  },
  {
    id: 56,
    title: 'a bigint past 64 bits is refused',
    async run({ db }) {
      await seed(db, { kept: { big: 1n } })
      for (const big of [INT64_MAX + 1n, INT64_MIN - 1n, 10n ** 30n]) {
        await refuses(() => db.Sample.create({ big }), 'VALIDATION_FAILED', { problems: [{ field: 'big' }] })
        await refuses(() => db.Sample.updateWhere({ label: 'kept' }, { big }), 'VALIDATION_FAILED')
        await refuses(() => db.Sample.find({ where: { big } }), 'INVALID_QUERY', { field: 'big' })
      }
      await expectMatch(db, { big: 1n }, ['kept'])
    },
  },
  {
    id: 'integer-float-filters',
    title: 'integers and floats keep apart from text and booleans in ranges',
    async run({ db }) {
      await seed(db, { low: { count: -5, ratio: -0.5 }, high: { count: 10, ratio: 10.25 }, none: {} })
      await expectMatch(db, { count: { $gt: -6, $lt: 10 } }, ['low'])
      await expectMatch(db, { ratio: { $gte: -0.5, $lte: 10.25 } }, ['high', 'low'])
      await expectMatch(db, { count: { $gt: 5, $lt: 1 } }, [])
    },
  },
  {
    id: 'float-texts',
    title: 'floats past 2^53 are compared by their value, not by the digits that they are written with',
    async run({ db }) {
      const large = [
        -43939492754533530,
        43939492754533530,
        2 ** 53 + 2,
        1e17,
        123456789012345680,
        2 ** 63,
        1e22,
      ]
      await db.Sample.insertMany(
        large.map((ratio, index) => ({ label: `${index}`, ratio, ratios: [ratio, 0.5] })),
      )
      await each(large.entries(), async ([index, ratio]) => {
        await expectMatch(db, { ratio }, [`${index}`])
        await expectMatch(db, { ratio: { $in: [ratio, 0.5] } }, [`${index}`])
        await expectMatch(db, { ratio: { $nin: large.filter((other) => other !== ratio) } }, [`${index}`])
        await expectMatch(db, { ratio: { $gte: ratio, $lte: ratio } }, [`${index}`])
        await expectMatch(db, { ratios: { $has: ratio } }, [`${index}`])
        await expectMatch(db, { ratios: { $hasAll: [0.5, ratio] } }, [`${index}`])
      })
    },
  },
  {
    id: 'numbers-typed',
    title: 'whole floats stay numbers, integers never become bigints',
    async run({ db }) {
      await seed(db, { one: { ratio: 2, count: 2 ** 40, big: 2n } })
      const record = await only(db, 'one')
      assert.deepEqual(
        [typeof record.ratio, typeof record.count, typeof record.big],
        ['number', 'number', 'bigint'],
      )
      assert.deepEqual([record.ratio, record.count, record.big], [2, 2 ** 40, 2n])
    },
  },
])

async function refusesRatio(db: Parameters<typeof hostile>[0], ratio: number): Promise<void> {
  const { Sample } = hostile(db)
  await refuses(() => Sample.create({ ratio }), 'VALIDATION_FAILED', { problems: [{ field: 'ratio' }] })
  await refuses(() => Sample.updateWhere({ label: 'one' }, { ratio }), 'VALIDATION_FAILED')
  await refuses(() => Sample.updateWhere({ label: 'one' }, { ratio: { $inc: ratio } }), 'VALIDATION_FAILED')
  for (const operand of [ratio, { $ne: ratio }, { $in: [1, ratio] }, { $lt: ratio }]) {
    await refuses(() => Sample.find({ where: { ratio: operand } }), 'INVALID_QUERY', { field: 'ratio' })
  }
  await expectMatch(db, { ratio: 1 }, ['one'])
}
