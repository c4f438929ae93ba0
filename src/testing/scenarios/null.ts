import assert from 'node:assert/strict'
import { expectMatch } from '../expectations.ts'
import { hostile } from '../loose.ts'
import { findsNothing, refuses } from '../refusals.ts'
import { only, seed } from '../samples.ts'
import { group } from '../scenario.ts'

const counts = { none: {}, cleared: { count: null }, one: { count: 1 }, two: { count: 2 } }

/** Null, missing values and undefined: two-valued logic, where every leaf is true or false. */
export const nullScenarios = group('null', [
  {
    id: 1,
    title: 'equality with null matches null and what was never set',
    async run({ db }) {
      await seed(db, counts)
      await expectMatch(db, { count: null }, ['cleared', 'none'])
      await expectMatch(db, { count: { $eq: null } }, ['cleared', 'none'])
    },
  },
  {
    id: 2,
    title: '$ne null matches what holds a value',
    async run({ db }) {
      await seed(db, counts)
      await expectMatch(db, { count: { $ne: null } }, ['one', 'two'])
    },
  },
  {
    id: 3,
    title: '$ne of a value includes null',
    async run({ db }) {
      await seed(db, counts)
      await expectMatch(db, { count: { $ne: 1 } }, ['cleared', 'none', 'two'])
    },
  },
  {
    id: 4,
    title: '$in with null among its items matches null and the values',
    async run({ db }) {
      await seed(db, counts)
      await expectMatch(db, { count: { $in: [null, 1] } }, ['cleared', 'none', 'one'])
      await expectMatch(db, { count: { $in: [null] } }, ['cleared', 'none'])
    },
  },
  {
    id: 5,
    title: '$nin of values includes null',
    async run({ db }) {
      await seed(db, counts)
      await expectMatch(db, { count: { $nin: [1] } }, ['cleared', 'none', 'two'])
    },
  },
  {
    id: 6,
    title: '$nin with null among its items excludes null',
    async run({ db }) {
      await seed(db, counts)
      await expectMatch(db, { count: { $nin: [null] } }, ['one', 'two'])
      await expectMatch(db, { count: { $nin: [1, null] } }, ['two'])
    },
  },
  {
    id: 7,
    title: '$gt, $gte, $lt and $lte never match null, and their negation does',
    async run({ db }) {
      await seed(db, counts)
      await expectMatch(db, { count: { $gt: 1 } }, ['two'])
      await expectMatch(db, { count: { $gte: 1 } }, ['one', 'two'])
      await expectMatch(db, { count: { $lt: 2 } }, ['one'])
      await expectMatch(db, { count: { $lte: 2 } }, ['one', 'two'])
      await expectMatch(db, { $not: { count: { $gt: 1 } } }, ['cleared', 'none', 'one'])
    },
  },
  {
    id: 8,
    title: 'undefined anywhere in a filter is refused, on every path that takes one',
    async run({ db }) {
      await seed(db, counts)
      const { Sample } = hostile(db)
      const filters = [
        { count: undefined },
        { count: { $eq: undefined } },
        { count: { $ne: undefined } },
        { count: { $gt: undefined } },
        { count: { $in: undefined } },
        { count: { $in: [1, undefined] } },
        { count: { $nin: [undefined] } },
        { data: { a: undefined } },
        { data: { $eq: { a: undefined } } },
        { data: { l: { $has: { a: undefined } } } },
        { data: { l: { $nin: [{ a: { b: undefined } }] } } },
        { tags: { $has: undefined } },
        { $and: undefined },
        { $and: [undefined] },
        { $or: [{ count: 1 }, undefined] },
        { $or: [{ count: 1 }, { count: undefined }] },
        { $not: undefined },
        { $not: { count: undefined } },
      ]
      for (const where of filters) {
        await refuses(() => Sample.find({ where }), 'INVALID_QUERY')
        await refuses(() => Sample.count(where), 'INVALID_QUERY')
        await refuses(() => Sample.exists(where), 'INVALID_QUERY')
        await refuses(() => Sample.updateWhere(where, { count: 9 }), 'INVALID_QUERY')
        await refuses(() => Sample.destroyWhere(where), 'INVALID_QUERY')
      }
      await expectMatch(db, { count: { $ne: 9 } }, Object.keys(counts))
    },
  },
  {
    id: 'undefined-where',
    title: 'a `where` that is undefined is refused and never means all',
    async run({ db }) {
      await seed(db, counts)
      const { Sample } = hostile(db)
      await refuses(() => Sample.find({ where: undefined }), 'INVALID_QUERY')
      await refuses(() => Sample.findOne({ where: undefined }), 'INVALID_QUERY')
      await refuses(() => Sample.updateWhere(undefined, { count: 9 }), 'MISSING_FILTER')
      await refuses(() => Sample.destroyWhere(undefined), 'MISSING_FILTER')
      assert.equal(await db.Sample.count(), 4)
    },
  },
  {
    id: 'undefined-id',
    title: 'findById of undefined or null finds nothing',
    async run({ db }) {
      await seed(db, counts)
      const { Sample } = hostile(db)
      for (const key of [undefined, null]) await findsNothing(() => Sample.findById(key))
    },
  },
  {
    id: 9,
    title: 'undefined in data is "not set", in create, insertMany, set and updateWhere',
    async run({ db }) {
      const made = await db.Sample.create({ label: 'made', count: undefined })
      assert.equal(made.count, null)
      await db.Sample.insertMany([{ label: 'many', count: undefined }])
      await seed(db, { kept: { count: 5, name: 'x' } })
      await only(db, 'kept').then((record) => record.set({ count: undefined, name: 'y' }).save())
      assert.deepEqual((await only(db, 'kept')).count, 5)
      await db.Sample.updateWhere({ label: 'kept' }, { count: undefined, name: 'z' })
      const kept = await only(db, 'kept')
      assert.deepEqual([kept.count, kept.name], [5, 'z'])
      await expectMatch(db, { count: null }, ['made', 'many'])
    },
  },
  {
    id: 10,
    title: 'null clears a value, by save and by updateWhere',
    async run({ db }) {
      await seed(db, { saved: { count: 1 }, updated: { count: 1 } })
      await only(db, 'saved').then((record) => record.set({ count: null }).save())
      await db.Sample.updateWhere({ label: 'updated' }, { count: null })
      await expectMatch(db, { count: null }, ['saved', 'updated'])
    },
  },
  {
    id: 11,
    title: 'a default fills what is missing or undefined, not what is null',
    async run({ db }) {
      const missing = await db.Rule.create({ code: 'missing' })
      const given = await db.Rule.create({ code: 'undefined', level: undefined })
      const nulled = await db.Rule.create({ code: 'null', level: null })
      assert.deepEqual([missing.level, given.level, nulled.level], [3, 3, null])
      await db.Rule.insertMany([{ code: 'many' }, { code: 'many-null', level: null }])
      const levels = await db.Rule.find({ sort: { code: 'asc' }, plain: true })
      assert.deepEqual(
        levels.map((rule) => [rule.code, rule.level]),
        [
          ['many', 3],
          ['many-null', null],
          ['missing', 3],
          ['null', null],
          ['undefined', 3],
        ],
      )
    },
  },
  {
    id: 'default-function',
    title: 'a default function runs once for each record',
    async run({ db }) {
      await db.Rule.insertMany([{ code: 'a' }, { code: 'b' }])
      await db.Rule.create({ code: 'c' })
      const serials = new Set((await db.Rule.find()).map((rule) => rule.serial))
      assert.equal(serials.size, 3)
    },
  },
  {
    id: 12,
    title: 'what was never set reads as null, in records, plain objects, select and JSON',
    async run({ db }) {
      await seed(db, { none: {} })
      const record = await only(db, 'none')
      assert.equal(record.count, null)
      assert.equal(record.get('name'), null)
      const [plain] = await db.Sample.find({ plain: true })
      assert.equal(plain?.count, null)
      const [selected] = await db.Sample.find({ select: { count: true } })
      assert.deepEqual(selected, { count: null })
      assert.equal(JSON.parse(JSON.stringify(record)).count, null)
    },
  },
  {
    id: 'empty-array-default',
    title: 'an array that was never set reads as an empty array, not as null',
    async run({ db }) {
      await seed(db, { none: {} })
      assert.deepEqual((await only(db, 'none')).tags, [])
    },
  },
])
