import assert from 'node:assert/strict'
import { hostile } from '../loose.ts'
import { each, refuses } from '../refusals.ts'
import { seed } from '../samples.ts'
import { group } from '../scenario.ts'

const INT64_MAX = 2n ** 63n - 1n

/** Counts, sums, averages, minimum and maximum: exact, typed by the field, null of none. */
export const aggregateScenarios = group('aggregates', [
  {
    id: 60,
    title: 'sums are exact: integers, bigints and decimals, past 64 bits too',
    async run({ db }) {
      await seed(db, {
        a: { count: 1, big: INT64_MAX, price: '0.10', amount: '99999999999999999999.9999999999' },
        b: { count: 2, big: INT64_MAX, price: '0.20', amount: '99999999999999999999.9999999999' },
        c: { count: -4, big: 1n, price: '-0.01', amount: '0.0000000001' },
        none: {},
      })
      const [row] = await db.Sample.aggregate({ sum: ['count', 'big', 'price', 'amount'] })
      assert.deepEqual(row?.sum, {
        count: -1,
        big: 2n * INT64_MAX + 1n,
        price: '0.29',
        amount: '199999999999999999999.9999999999',
      })
    },
  },
  {
    id: 'sum-cents-overflow',
    title: 'a sum of narrow decimals past 64 bits of cents is exact',
    async run({ db }) {
      await db.Sample.insertMany(Array.from({ length: 120 }, () => ({ cents: '9999999999999999.99' })))
      const [row] = await db.Sample.aggregate({ sum: ['cents'], avg: ['cents'] })
      assert.equal(row?.sum.cents, '1199999999999999998.80')
      assert.equal(row?.avg.cents, '9999999999999999.990000')
    },
  },
  {
    id: 'sum-integer-overflow',
    title: 'a sum of integers past 2^53 is an error, never a rounded number',
    async run({ db }) {
      await seed(db, { a: { count: Number.MAX_SAFE_INTEGER }, b: { count: 2 } })
      await refuses(() => db.Sample.aggregate({ sum: ['count'] }), 'NUMBER_OVERFLOW')
    },
  },
  {
    id: 'sum-float',
    title: 'a sum of floats is a number, also where it is whole',
    async run({ db }) {
      await seed(db, { a: { ratio: 1.5 }, b: { ratio: 2.5 }, none: {} })
      const [row] = await db.Sample.aggregate({ sum: ['ratio'], avg: ['ratio'] })
      assert.deepEqual([row?.sum.ratio, row?.avg.ratio], [4, 2])
    },
  },
  {
    id: 61,
    title: 'sum, average, minimum and maximum of none are null, with one row and no group',
    async run({ db }) {
      const terms = { sum: ['count', 'big', 'ratio', 'price', 'amount'], avg: ['count', 'price'] } as const
      const none = { count: null, big: null, ratio: null, price: null, amount: null }
      const check = async () => {
        const rows = await db.Sample.aggregate({
          count: true,
          ...terms,
          min: ['count', 'moment'],
          max: ['name'],
        })
        assert.equal(rows.length, 1)
        assert.deepEqual(rows[0]?.sum, none)
        assert.deepEqual(rows[0]?.avg, { count: null, price: null })
        assert.deepEqual([rows[0]?.min, rows[0]?.max], [{ count: null, moment: null }, { name: null }])
        return rows[0]?.count
      }
      assert.equal(await check(), 0)
      await seed(db, { a: {}, b: {} })
      assert.equal(await check(), 2)
    },
  },
  {
    id: 62,
    title: 'a count is a number',
    async run({ db }) {
      assert.equal(await db.Sample.count(), 0)
      await seed(db, { a: { count: 1 }, b: {}, c: {} })
      assert.equal(await db.Sample.count(), 3)
      assert.equal(await db.Sample.count({}), 3)
      assert.equal(await db.Sample.count({ count: 1 }), 1)
      const [row] = await db.Sample.aggregate({ count: true })
      assert.deepEqual(row?.count, 3)
    },
  },
  {
    id: 63,
    title: 'the average of integers is no integer division, and leaves nulls out',
    async run({ db }) {
      await seed(db, { a: { count: 1, big: 1n }, b: { count: 2, big: 2n }, none: {} })
      const [row] = await db.Sample.aggregate({ avg: ['count', 'big'] })
      assert.deepEqual(row?.avg, { count: 1.5, big: 1.5 })
    },
  },
  {
    id: 'avg-decimal',
    title: 'the average of decimals has four digits more than the scale, rounded half away from zero',
    async run({ db }) {
      const rows = (sign: string) =>
        Array.from({ length: 32 }, (_, i) => ({ name: sign, price: i === 0 ? `${sign}0.01` : '0' }))
      await db.Sample.insertMany([...rows(''), ...rows('-')])
      const average = async (name: string) =>
        (await db.Sample.aggregate({ where: { name }, avg: ['price'] }))[0]?.avg.price
      assert.equal(await average(''), '0.000313')
      assert.equal(await average('-'), '-0.000313')
      await db.Sample.insertMany(
        ['0.01', '0.02', '0.02'].map((price) => ({ name: 'third', price, amount: price })),
      )
      assert.equal(await average('third'), '0.016667')
      const [wide] = await db.Sample.aggregate({ where: { name: 'third' }, avg: ['amount'] })
      assert.equal(wide?.avg.amount, '0.01666666666667')
    },
  },
  {
    id: 'group-by',
    title: 'groups have their values and figures, null is a group, and empty groups are none',
    async run({ db }) {
      await seed(db, {
        a: { status: 'draft', count: 1 },
        b: { status: 'draft', count: 3 },
        c: { status: 'published', count: 5 },
        d: { count: 7 },
        e: {},
      })
      const by = await db.Sample.aggregate({
        by: ['status'],
        count: true,
        sum: ['count'],
        max: ['count'],
        sort: { status: 'asc' },
      })
      assert.deepEqual(
        by.map((row) => [row.status, row.count, row.sum.count, row.max.count]),
        [
          [null, 2, 7, 7],
          ['draft', 2, 4, 3],
          ['published', 1, 5, 5],
        ],
      )
      assert.deepEqual(await db.Sample.aggregate({ by: ['status'], where: { count: 99 }, count: true }), [])
    },
  },
  {
    id: 'group-by-several',
    title: 'groups by several fields sort in mixed directions and keep a limit',
    async run({ db }) {
      await db.Sample.insertMany(
        ['a', 'b'].flatMap((name) => [1, 2, 2].map((count) => ({ name, count, active: count === 1 }))),
      )
      const rows = await db.Sample.aggregate({
        by: ['name', 'active'],
        count: true,
        sort: { name: 'desc', active: 'asc' },
        limit: 3,
      })
      assert.deepEqual(
        rows.map((row) => [row.name, row.active, row.count]),
        [
          ['b', false, 2],
          ['b', true, 1],
          ['a', false, 2],
        ],
      )
    },
  },
  {
    id: 'group-by-kinds',
    title: 'group values are typed by their fields',
    async run({ db }) {
      const moment = new Date('2024-02-29T12:34:56.789Z')
      const row = {
        big: 2n ** 60n,
        price: '1.10',
        amount: '3.5',
        active: true,
        day: '2024-02-29',
        moment,
        clock: '10:00:00',
      }
      await db.Sample.insertMany([row, row])
      const [group] = await db.Sample.aggregate({
        by: ['big', 'price', 'amount', 'active', 'day', 'moment', 'clock'],
        count: true,
      })
      assert.deepEqual(
        [
          group?.big,
          group?.price,
          group?.amount,
          group?.active,
          group?.day,
          group?.moment,
          group?.clock,
          group?.count,
        ],
        [2n ** 60n, '1.10', '3.5000000000', true, '2024-02-29', moment, '10:00:00.000', 2],
      )
    },
  },
  {
    id: 'group-by-text',
    title: 'groups of text tell case, accents and trailing spaces apart',
    async run({ db }) {
      const names = ['a', 'A', 'a ', 'á', 'a\u0301', '']
      await db.Sample.insertMany([...names, ...names].map((name) => ({ name })))
      const rows = await db.Sample.aggregate({ by: ['name'], count: true, sort: { name: 'asc' } })
      assert.deepEqual(
        rows.map((row) => [row.name, row.count]),
        ['', 'A', 'a', 'a ', 'a\u0301', 'á'].map((name) => [name, 2]),
      )
    },
  },
  {
    id: 'aggregate-refused',
    title: 'unknown fields, sums of text and sorts by what is not grouped are refused',
    async run({ db }) {
      const { Sample } = hostile(db)
      const codes = ['INVALID_QUERY', 'UNKNOWN_FIELD'] as const
      const wrong = [
        { sum: ['cuont'] },
        { by: ['cuont'] },
        { sum: ['name'] },
        { avg: ['active'] },
        { min: ['data'] },
        { by: ['secret'] },
        { by: [['status']], count: true },
        { sum: [Object.create(null)] },
      ]
      for (const args of [
        ...wrong,
        { sum: 'count' },
        { by: ['status'], sort: { name: 'asc' } },
        { count: true, limit: -1 },
        { suum: ['count'] },
      ]) {
        await refuses(() => Sample.aggregate(args), codes)
      }
    },
  },
  {
    id: 'aggregate-name-clash',
    title: 'a group by an attribute that is called like a figure beside it is refused',
    async run({ db }) {
      await seed(db, { a: { count: 5 } })
      await refuses(() => db.Sample.aggregate({ by: ['count'], count: true }), 'INVALID_QUERY')
      assert.deepEqual(await db.Sample.aggregate({ by: ['count'], sum: ['other'] }), [
        { count: 5, sum: { other: null } },
      ])
    },
  },
  {
    id: 'aggregate-limits',
    title: 'limits of groups are those of finds, and figures alone need no group',
    async run({ db }) {
      await seed(db, { a: { name: 'x', count: 1 }, b: { name: 'y', count: 2 }, c: { name: 'z', count: 3 } })
      const names = async (args: object) =>
        (await hostile(db).Sample.aggregate({ by: ['name'], sort: { name: 'desc' }, ...args })).map(
          (row) => row.name,
        )
      assert.deepEqual(await names({ limit: 2 }), ['z', 'y'])
      assert.deepEqual(await names({ limit: 0 }), [])
      assert.deepEqual(await names({ limit: 99 }), ['z', 'y', 'x'])
      assert.deepEqual(
        await db.Sample.aggregate({ where: { count: { $gt: 1 } }, count: true, max: ['name'] }),
        [{ count: 2, max: { name: 'z' } }],
      )
      await each([{}, undefined, null, { where: {} }], (args) =>
        refuses(() => hostile(db).Sample.aggregate(args), 'INVALID_QUERY'),
      )
    },
  },
])
