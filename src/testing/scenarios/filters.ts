import assert from 'node:assert/strict'
import { expectMatch } from '../expectations.ts'
import { hostile } from '../loose.ts'
import { refuses } from '../refusals.ts'
import { seed } from '../samples.ts'
import { group } from '../scenario.ts'

const rows = {
  none: {},
  one: { count: 1, name: 'a' },
  two: { count: 2, name: 'b' },
  three: { count: 3, name: 'a' },
}

/** Filters: junctions, lists, names and what is refused. */
export const filterScenarios = group('filters', [
  {
    id: 92,
    title: '$in of no items matches nothing',
    async run({ db }) {
      await seed(db, rows)
      await expectMatch(db, { count: { $in: [] } }, [])
      await expectMatch(db, { name: { $in: [] }, count: 1 }, [])
      await expectMatch(db, { $or: [{ count: { $in: [] } }, { count: 1 }] }, ['one'])
      await expectMatch(db, { id: { $in: [] } }, [])
    },
  },
  {
    id: 93,
    title: '$nin of no items matches everything, null too',
    async run({ db }) {
      await seed(db, rows)
      await expectMatch(db, { count: { $nin: [] } }, ['none', 'one', 'three', 'two'])
      await expectMatch(db, { price: { $nin: [] } }, ['none', 'one', 'three', 'two'])
    },
  },
  {
    id: 94,
    title: '$or of no conditions is refused, wherever it stands',
    async run({ db }) {
      await seed(db, rows)
      for (const where of [
        { $or: [] },
        { $and: [{ $or: [] }] },
        { $not: { $or: [] } },
        { count: 1, $or: [] },
      ]) {
        await refuses(() => db.Sample.find({ where }), 'INVALID_QUERY', { model: 'Sample' })
        await refuses(() => db.Sample.destroyWhere(where), 'INVALID_QUERY', { model: 'Sample' })
      }
      assert.equal(await db.Sample.count(), 4)
    },
  },
  {
    id: 95,
    title: '$and of no conditions, and an empty filter, match everything',
    async run({ db }) {
      await seed(db, rows)
      const all = Object.keys(rows)
      await expectMatch(db, { $and: [] }, all)
      await expectMatch(db, {}, all)
      await expectMatch(db, { $and: [{}] }, all)
      await expectMatch(db, { $or: [{}, { count: 1 }] }, all)
      await expectMatch(db, { $not: {} }, [])
      await expectMatch(db, { $not: { $and: [] } }, [])
    },
  },
  {
    id: 96,
    title: 'the negation of $or is the conjunction of the negations, null included',
    async run({ db }) {
      await seed(db, rows)
      await expectMatch(db, { $not: { $or: [{ count: 1 }, { name: 'b' }] } }, ['none', 'three'])
      await expectMatch(db, { $and: [{ count: { $ne: 1 } }, { name: { $ne: 'b' } }] }, ['none', 'three'])
      await expectMatch(db, { $not: { $and: [{ count: { $gt: 1 } }, { name: 'a' }] } }, [
        'none',
        'one',
        'two',
      ])
    },
  },
  {
    id: 97,
    title: 'junctions nest, and conditions beside them join',
    async run({ db }) {
      await seed(db, rows)
      const where = {
        name: 'a',
        $or: [{ count: 1 }, { $and: [{ count: { $gt: 2 } }, { $not: { count: { $gt: 5 } } }] }],
      }
      await expectMatch(db, where, ['one', 'three'])
      await expectMatch(db, { $not: { $not: { $not: { name: 'a' } } } }, ['none', 'two'])
      await expectMatch(db, { count: { $gt: 1 }, $and: [{ count: { $lt: 3 } }], $or: [{ name: 'b' }] }, [
        'two',
      ])
      await expectMatch(
        db,
        { $and: [{ count: { $in: [1, 2] } }, { $or: [{ name: 'b' }, { name: null }] }] },
        ['two'],
      )
      let deep: object = { count: 1 }
      for (let depth = 0; depth < 15; depth++) deep = { $and: [{ $or: [deep, { count: 2 }] }] }
      await expectMatch(db, deep, ['one', 'two'])
    },
  },
  {
    id: 'operators-together',
    title: 'several operators on one field all hold',
    async run({ db }) {
      await seed(db, rows)
      await expectMatch(db, { count: { $gte: 1, $lte: 3, $ne: 2 } }, ['one', 'three'])
      await expectMatch(db, { count: { $in: [1, 2], $nin: [2] } }, ['one'])
      await expectMatch(db, { name: { $eq: 'a', $ne: 'a' } }, [])
      await expectMatch(db, { name: { $startsWith: 'a', $in: ['a', 'b'] } }, ['one', 'three'])
    },
  },
  {
    id: 98,
    title: '40,000 items in a list work, of every kind that lists compare',
    async run({ db }) {
      await seed(db, {
        a: { count: 39_999, name: 'n39999', big: 39_999n, price: '399.99' },
        b: { count: -1, name: 'x' },
        none: {},
      })
      const many = Array.from({ length: 40_000 }, (_, index) => index)
      await expectMatch(db, { count: { $in: many } }, ['a'])
      await expectMatch(db, { count: { $nin: many } }, ['b', 'none'])
      await expectMatch(db, { name: { $in: many.map((n) => `n${n}`) } }, ['a'])
      await expectMatch(db, { big: { $in: many.map(BigInt) } }, ['a'])
      await expectMatch(db, { price: { $in: many.map((n) => (n / 100).toFixed(2)) } }, ['a'])
      await expectMatch(db, { id: { $nin: many.map((n) => `${n}`) } }, ['a', 'b', 'none'])
    },
  },
  {
    id: 'list-kinds',
    title: 'lists compare every kind of value by its own meaning',
    async run({ db }) {
      const moment = new Date('2024-02-29T12:00:00.001Z')
      const numbers = { big: 2n ** 60n, ratio: 0.1, price: '1.10', amount: '-2.5' }
      const times = { day: '2024-02-29', moment, clock: '10:00:00' }
      const others = { name: "it's", active: true, status: 'draft', blob: Uint8Array.from([0, 255]) } as const
      await seed(db, { full: { ...numbers, ...times, ...others }, none: {} })
      const lists = [
        { name: { $in: ["it's", '"', 'ü'] } },
        { big: { $in: [2n ** 60n, 1n] } },
        { ratio: { $in: [0.1, 1] } },
        { price: { $in: ['1.1', '2'] } },
        { amount: { $in: ['-2.50'] } },
        { active: { $in: [true] } },
        { day: { $in: ['2024-02-29', '2024-03-01'] } },
        { moment: { $in: [new Date(moment), new Date(0)] } },
        { clock: { $in: ['10:00:00.000'] } },
        { status: { $in: ['draft', 'archived'] } },
        { blob: { $in: [Uint8Array.from([0, 255]), new Uint8Array()] } },
      ] as const
      for (const where of lists) {
        await expectMatch(db, where, ['full'])
        const [[field, operators] = []] = Object.entries(where)
        await expectMatch(db, { [`${field}`]: { $nin: operators?.$in } }, ['none'])
      }
    },
  },
  {
    id: 'same-shape-other-values',
    title: 'queries of one shape with other values do not share their answers',
    async run({ db }) {
      await seed(db, rows)
      for (const [count, expected] of [
        [1, ['one']],
        [2, ['two']],
        [3, ['three']],
        [9, []],
        [1, ['one']],
      ] as const) {
        await expectMatch(db, { count, name: { $in: ['a', 'b'] } }, [...expected])
      }
      await expectMatch(db, { count: { $gt: 1 } }, ['three', 'two'])
      await expectMatch(db, { count: { $gte: 1 } }, ['one', 'three', 'two'])
      await expectMatch(db, { data: { a: 1 } }, [])
      await expectMatch(db, { data: { a: '1' } }, [])
    },
  },
  {
    id: 'filter-not-changed',
    title: 'a query changes nothing in the arguments that it was given, frozen ones included',
    async run({ db }) {
      await seed(db, rows)
      const list = Object.freeze([1, 2])
      const args = Object.freeze({
        where: Object.freeze({ count: Object.freeze({ $in: list }) }),
        sort: Object.freeze({ count: 'desc' }),
      } as const)
      const before = JSON.stringify(args)
      assert.deepEqual(
        (await db.Sample.find(args)).map((row) => row.count),
        [2, 1],
      )
      assert.equal(JSON.stringify(args), before)
    },
  },
  {
    id: 'many-shapes',
    title: 'two thousand shapes of queries, some of them met again, each give their own answer',
    async run({ db }) {
      await seed(db, rows)
      const operators = ['$eq', '$ne', '$gt', '$gte', '$lt', '$lte'] as const
      const holds = {
        $eq: (a: number, b: number) => a === b,
        $ne: (a: number, b: number) => a !== b,
        $gt: (a: number, b: number) => a > b,
        $gte: (a: number, b: number) => a >= b,
        $lt: (a: number, b: number) => a < b,
        $lte: (a: number, b: number) => a <= b,
      }
      const counts = [1, 2, 3]
      for (let shape = 0; shape < 2000; shape++) {
        const picked = Array.from(
          { length: (shape % 5) + 1 },
          (_, index) => operators[Math.floor(shape / 6 ** index) % 6] ?? '$eq',
        )
        const where = {
          count: { $ne: null },
          $and: picked.map((operator) => ({ count: { [operator]: (shape % 3) + 1 } })),
        }
        const expected = counts.filter((count) =>
          picked.every((operator) => holds[operator](count, (shape % 3) + 1)),
        ).length
        assert.equal(await db.Sample.count(where), expected, JSON.stringify(where))
      }
    },
  },
  {
    id: 'filter-null-prototype',
    title: 'objects without a prototype, as parsers make them, are filters, data and arguments like any',
    async run({ db }) {
      const bare = (value: object) => Object.assign(Object.create(null), value)
      await hostile(db).Sample.create(bare({ label: 'one', count: 1, data: bare({ a: 1 }) }))
      await hostile(db).Sample.insertMany([bare({ label: 'two', count: 2 })])
      const found = await hostile(db).Sample.find(
        bare({
          where: bare({ count: bare({ $gt: 0 }), $not: bare({ count: 2 }) }),
          sort: bare({ count: 'asc' }),
        }),
      )
      assert.deepEqual(
        found.map((row) => row.label),
        ['one'],
      )
      await expectMatch(db, { data: bare({ a: bare({ $eq: 1 }) }) }, ['one'])
    },
  },
  {
    id: 'field-not',
    title: '$not inside a field is the complement of its operators together',
    async run({ db }) {
      await seed(db, rows)
      await expectMatch(db, { count: { $not: { $gte: 2, $lte: 2 } } }, ['none', 'one', 'three'])
      await expectMatch(db, { count: { $not: { $in: [1, null] } } }, ['three', 'two'])
      await expectMatch(db, { name: { $not: { $contains: 'a' } } }, ['none', 'two'])
      await expectMatch(db, { count: { $gt: 1, $not: { $eq: 3 } } }, ['two'])
      await refuses(() => hostile(db).Sample.find({ where: { count: { $not: {} } } }), 'INVALID_QUERY')
    },
  },
  {
    id: 'reference-filters',
    title: 'references are compared like keys: a wrong type matches nothing, its negation everything',
    async run({ db }) {
      const shop = await db.Shop.create({ name: 'x' })
      await db.Item.insertMany([{ label: 'in', shopId: shop.id }, { label: 'out' }])
      const found = async (where: object) =>
        (await hostile(db).Item.find({ where, sort: { label: 'asc' } })).map((item) => item.label)
      assert.deepEqual(await found({ shopId: shop.id }), ['in'])
      assert.deepEqual(await found({ shopId: null }), ['out'])
      assert.deepEqual(await found({ shopId: { $ne: shop.id } }), ['out'])
      for (const wrong of [5, 'x', true, '']) {
        assert.deepEqual(await found({ shopId: wrong }), [])
        assert.deepEqual(await found({ shopId: { $in: [wrong] } }), [])
        assert.deepEqual(await found({ shopId: { $in: [wrong, null] } }), ['out'])
        assert.deepEqual(await found({ shopId: { $ne: wrong } }), ['in', 'out'])
        assert.deepEqual(await found({ shopId: { $nin: [wrong, null] } }), ['in'])
        assert.deepEqual(await found({ $not: { shopId: wrong } }), ['in', 'out'])
      }
    },
  },
  {
    id: 'repeated-items',
    title: 'repeated items of a list, and the same condition twice, change nothing',
    async run({ db }) {
      await seed(db, rows)
      await expectMatch(db, { count: { $in: [1, 1, 1, null, null] } }, ['none', 'one'])
      await expectMatch(db, { $or: [{ count: 1 }, { count: 1 }] }, ['one'])
      await expectMatch(db, { tags: { $hasAll: [] } }, ['none', 'one', 'three', 'two'])
      assert.equal((await db.Sample.find({ where: { count: { $in: [1, 1] } } })).length, 1)
    },
  },
])
