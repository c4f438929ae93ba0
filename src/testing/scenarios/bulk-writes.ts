import assert from 'node:assert/strict'
import { expectMatch } from '../expectations.ts'
import { hostile } from '../loose.ts'
import { refuses } from '../refusals.ts'
import { labels, seed } from '../samples.ts'
import { group } from '../scenario.ts'

/** updateWhere and destroyWhere: what they match, what they count, and that all must be said. */
export const bulkWriteScenarios = group('bulk writes', [
  {
    id: 119,
    title: 'an update to the values that are there already counts what it matched',
    async run({ db }) {
      await seed(db, { a: { count: 1, name: 'x' }, b: { count: 1 }, c: { count: 2 } })
      assert.equal(await db.Sample.updateWhere({ label: 'a' }, { count: 1 }), 1)
      assert.equal(await db.Sample.updateWhere({ count: 1 }, { count: 1 }), 2)
      assert.equal(await db.Sample.updateWhere({ count: 99 }, { count: 1 }), 0)
    },
  },
  {
    id: 'update-scope',
    title: 'an update changes what its filter matches and nothing else',
    async run({ db }) {
      const row = {
        price: '1.10',
        data: { a: [1] },
        tags: ['x'],
        moment: new Date(5),
        blob: Uint8Array.from([1]),
      }
      await seed(db, { a: { count: 1, ...row }, b: { count: 2, ...row }, none: {} })
      const before = await db.Sample.find({ sort: { label: 'asc' }, plain: true })
      assert.equal(await db.Sample.updateWhere({ count: { $ne: 1 } }, { name: 'new' }), 2)
      const after = await db.Sample.find({ sort: { label: 'asc' }, plain: true })
      assert.deepEqual(
        after,
        before.map((old) => (old.label === 'a' ? old : { ...old, name: 'new' })),
      )
    },
  },
  {
    id: 'update-of-its-filter',
    title: 'an update may change the field that it filters by',
    async run({ db }) {
      await seed(db, { a: { count: 1 }, b: { count: 2 }, c: { count: 3 } })
      assert.equal(await db.Sample.updateWhere({ count: { $lt: 3 } }, { count: 3 }), 2)
      await expectMatch(db, { count: 3 }, ['a', 'b', 'c'])
    },
  },
  {
    id: 'update-nothing',
    title: 'an update of no attributes is refused, where undefined is no value either',
    async run({ db }) {
      await seed(db, { a: { count: 1 } })
      await refuses(() => db.Sample.updateWhere({ count: 1 }, {}), 'VALIDATION_FAILED', { model: 'Sample' })
      await refuses(() => db.Sample.updateWhere({ count: 1 }, { name: undefined }), 'VALIDATION_FAILED')
      for (const changes of [undefined, null, [], 'x']) {
        await refuses(() => hostile(db).Sample.updateWhere({ count: 1 }, changes), 'VALIDATION_FAILED')
      }
      await expectMatch(db, { count: 1, name: null }, ['a'])
    },
  },
  {
    id: 121,
    title: 'destroyWhere gives the number of what it removed, and removes nothing else',
    async run({ db }) {
      await seed(db, { a: { count: 1 }, b: { count: 2 }, c: { count: 3 }, none: {} })
      assert.equal(await db.Sample.destroyWhere({ count: { $gt: 1 } }), 2)
      assert.equal(await db.Sample.destroyWhere({ count: { $gt: 1 } }), 0)
      await expectMatch(db, {}, ['a', 'none'])
      assert.equal(await db.Sample.destroyWhere({ $not: { count: 1 } }), 1)
      await expectMatch(db, {}, ['a'])
    },
  },
  {
    id: 122,
    title: 'updates and destroys without a filter are refused; everything says all',
    async run({ db, everything }) {
      await seed(db, { a: {}, b: {} })
      const { Sample } = hostile(db)
      for (const where of [{}, undefined]) {
        await refuses(() => Sample.destroyWhere(where), 'MISSING_FILTER')
        await refuses(() => Sample.updateWhere(where, { count: 1 }), 'MISSING_FILTER')
      }
      await refuses(() => Sample.destroyWhere({}), 'MISSING_FILTER', { model: 'Sample' })
      await refuses(() => Sample.updateWhere({}, { count: 1 }), 'MISSING_FILTER', { model: 'Sample' })
      assert.equal(await db.Sample.updateWhere(everything, { count: 7 }), 2)
      assert.equal(await db.Sample.count({ count: 7 }), 2)
      assert.equal(await db.Sample.destroyWhere(everything), 2)
      assert.equal(await db.Sample.count(), 0)
    },
  },
  {
    id: 'destroy-scope',
    title: 'destroyWhere removes just what find finds, whatever the filter',
    async run({ db }) {
      const filters = [
        { count: { $ne: 1 } },
        { $not: { name: { $startsWith: 'x' } } },
        { count: { $in: [1, null] } },
        { tags: { $has: 'a' } },
        { data: { a: { $gt: 1 } } },
        { $or: [{ price: { $lt: '1' } }, { moment: null }] },
        { id: { $nin: [] } },
      ] as const
      const wanted = {
        a: { count: 1, name: 'xa', tags: ['a'], price: '0.5', moment: new Date(5) },
        b: { count: 2, data: { a: 2 } },
        c: { name: 'y', data: { a: '2' } },
        d: {},
      }
      for (const where of filters) {
        await seed(db, wanted)
        const found = labels(await db.Sample.find({ where })).toSorted()
        assert.equal(await db.Sample.destroyWhere(where), found.length)
        assert.deepEqual(
          labels(await db.Sample.find()).toSorted(),
          Object.keys(wanted).filter((label) => !found.includes(label)),
        )
        await db.Sample.destroyWhere({ label: { $in: Object.keys(wanted) } })
      }
    },
  },
])
