import assert from 'node:assert/strict'
import type { Sort } from '../../model/types/find-args.ts'
import { expectOneOrder, expectOrder } from '../expectations.ts'
import { hostile } from '../loose.ts'
import type { SuiteModels } from '../models.ts'
import { refuses } from '../refusals.ts'
import { labels, only, seed } from '../samples.ts'
import { group } from '../scenario.ts'

type SortItems = Sort<'Item', SuiteModels>[]

const nulls = { b: { count: 2 }, x: {}, a: { count: 1 }, c: { count: 3 } }

/** The order of rows: nulls, code points, ties by primary key, mixed directions, every ordered kind. */
export const orderScenarios = group('order', [
  {
    id: 13,
    title: 'nulls come first ascending',
    async run({ db }) {
      await seed(db, nulls)
      await expectOrder(db, { count: 'asc' }, ['x', 'a', 'b', 'c'])
    },
  },
  {
    id: 14,
    title: 'nulls come last descending',
    async run({ db }) {
      await seed(db, nulls)
      await expectOrder(db, { count: 'desc' }, ['c', 'b', 'a', 'x'])
    },
  },
  {
    id: 15,
    title: 'the place of nulls is turned on request, in both directions',
    async run({ db }) {
      await seed(db, nulls)
      await expectOrder(db, { count: { direction: 'asc', nulls: 'last' } }, ['a', 'b', 'c', 'x'])
      await expectOrder(db, { count: { direction: 'desc', nulls: 'first' } }, ['x', 'c', 'b', 'a'])
      await expectOrder(db, { count: { direction: 'asc', nulls: 'first' } }, ['x', 'a', 'b', 'c'])
      await expectOrder(db, { count: { direction: 'desc', nulls: 'last' } }, ['c', 'b', 'a', 'x'])
    },
  },
  {
    id: 16,
    title: 'text sorts by code point, beyond the basic plane too',
    async run({ db }) {
      const words = ['', '10', '9', 'B', 'Z', '_', 'a', 'b', 'é', '～', '😀']
      await db.Sample.insertMany(words.toReversed().map((name) => ({ name, label: name })))
      await expectOrder(db, { name: 'asc' }, words)
      await expectOrder(db, { name: 'desc' }, words.toReversed())
    },
  },
  {
    id: 17,
    title:
      'ties are broken by the primary key, in the direction of the last sort key, and with a limit alone',
    async run({ db }) {
      await db.Entry.insertMany([3, 1, 2].map((number) => ({ shelf: 'a', number, title: 'same' })))
      await db.Entry.insertMany([2, 1].map((number) => ({ shelf: 'B', number, title: 'same' })))
      const keys = ['B1', 'B2', 'a1', 'a2', 'a3']
      const key = (entry: { shelf: string; number: number }) => entry.shelf + entry.number
      assert.deepEqual((await db.Entry.find({ sort: { title: 'asc' } })).map(key), keys)
      assert.deepEqual((await db.Entry.find({ sort: { title: 'desc' } })).map(key), keys.toReversed())
      assert.deepEqual((await db.Entry.find({ limit: 4 })).map(key), keys.slice(0, 4))
      assert.deepEqual((await db.Entry.find({ offset: 1 })).map(key), keys.slice(1))
    },
  },
  {
    id: 18,
    title: 'the order of equal rows stays as it was after one of them is updated',
    async run({ db }) {
      await seed(db, { a: { count: 1 }, b: { count: 1 }, c: { count: 1 } })
      const before = labels(await db.Sample.find({ sort: { count: 'asc' } }))
      await only(db, String(before[0])).then((record) =>
        record.set({ name: 'touched', note: 'x'.repeat(5000) }).save(),
      )
      assert.deepEqual(labels(await db.Sample.find({ sort: { count: 'asc' } })), before)
    },
  },
  {
    id: 19,
    title: 'several keys sort in their order, with mixed directions, as an object or an array',
    async run({ db }) {
      await seed(db, {
        a: { count: 1, name: 'x', day: '2024-01-02' },
        b: { count: 1, name: 'y', day: '2024-01-01' },
        c: { count: 2, name: 'x', day: '2024-01-03' },
        d: { count: 1, name: 'x', day: '2024-01-01' },
        e: { name: 'x', day: '2024-01-09' },
      })
      await expectOrder(db, { count: 'desc', name: 'asc', day: 'desc' }, ['c', 'a', 'd', 'b', 'e'])
      await expectOrder(db, [{ name: 'desc' }, { count: 'asc' }, { day: 'asc' }], ['b', 'e', 'd', 'a', 'c'])
      const mixed = { count: { direction: 'asc', nulls: 'last' }, name: 'desc', day: 'asc' } as const
      await expectOrder(db, mixed, ['b', 'd', 'a', 'c', 'e'])
    },
  },
  {
    id: 20,
    title: "a sort by a relation's field keeps parents without it",
    async run({ db }) {
      const shops = await Promise.all(['A', 'B', null].map((name) => db.Shop.create({ name })))
      const [a, b, unnamed] = shops.map((shop) => ({ shopId: shop.id }))
      await db.Item.create({ label: 'without' })
      await db.Item.insertMany([
        { ...b, label: 'b' },
        { ...a, label: 'a' },
        { ...unnamed, label: 'unnamed' },
      ])
      const order = async (...sort: SortItems) => labels(await db.Item.find({ sort }))
      const label = 'asc'
      assert.deepEqual(await order({ shop: { name: 'asc' } }, { label }), ['unnamed', 'without', 'a', 'b'])
      assert.deepEqual(await order({ shop: { name: 'desc' } }, { label }), ['b', 'a', 'unnamed', 'without'])
      const last = { direction: 'asc', nulls: 'last' } as const
      assert.deepEqual(await order({ shop: { name: last }, label }), ['a', 'b', 'unnamed', 'without'])
      const first = { direction: 'desc', nulls: 'first' } as const
      assert.deepEqual(await order({ shop: { name: first } }, { label }), ['unnamed', 'without', 'b', 'a'])
      await expectOneOrder(hostile(db).Item, { shop: { name: 'desc' } })
    },
  },
  {
    id: 21,
    title: 'false comes before true, null before both',
    async run({ db }) {
      await seed(db, { yes: { active: true }, unknown: {}, no: { active: false } })
      await expectOrder(db, { active: 'asc' }, ['unknown', 'no', 'yes'])
      await expectOrder(db, { active: 'desc' }, ['yes', 'no', 'unknown'])
    },
  },
  {
    id: 22,
    title: 'bigints beyond 2^53 sort exactly',
    async run({ db }) {
      const base = 2n ** 53n
      await seed(db, { c: { big: base + 2n }, a: { big: -base - 1n }, b: { big: base + 1n } })
      await expectOrder(db, { big: 'asc' }, ['a', 'b', 'c'])
      await expectOrder(db, { big: 'desc' }, ['c', 'b', 'a'])
    },
  },
  {
    id: 23,
    title: "decimal '9' comes before '10', and '-10' before '-2', narrow and wide",
    async run({ db }) {
      const order = ['-10', '-2', '-0.5', '0', '0.01', '9', '10']
      await db.Sample.insertMany(
        order.toReversed().map((value) => ({ label: value, price: value, amount: value })),
      )
      await expectOrder(db, { price: 'asc' }, order)
      await expectOrder(db, { amount: 'asc' }, order)
      await expectOrder(db, { amount: 'desc' }, order.toReversed())
    },
  },
  {
    id: 'sort-integers',
    title: 'integers and floats sort as numbers, not as text',
    async run({ db }) {
      await seed(db, {
        c: { count: 10, ratio: 10 },
        b: { count: 9, ratio: 9.5 },
        a: { count: -10, ratio: -0.1 },
      })
      await expectOrder(db, { count: 'asc' }, ['a', 'b', 'c'])
      await expectOrder(db, { ratio: 'asc' }, ['a', 'b', 'c'])
    },
  },
  {
    id: 'sort-dates',
    title: 'dates, datetimes and times sort in time, from the first year to the last',
    async run({ db }) {
      await seed(db, {
        d: { day: '9999-12-31', moment: new Date('9999-12-31T23:59:59.999Z'), clock: '23:59:59.999' },
        b: { day: '1969-12-31', moment: new Date(-1), clock: '09:00:00' },
        a: { day: '0001-01-01', moment: new Date('0001-01-01T00:00:00.000Z'), clock: '00:00:00' },
        c: { day: '2024-02-29', moment: new Date(1_709_164_800_000), clock: '10:00:00.001' },
      })
      for (const field of ['day', 'moment', 'clock'] as const) {
        await expectOrder(db, { [field]: 'asc' }, ['a', 'b', 'c', 'd'])
        await expectOrder(db, { [field]: 'desc' }, ['d', 'c', 'b', 'a'])
      }
    },
  },
  {
    id: 'sort-enum',
    title: 'an enum sorts as text, whatever the order of its declaration',
    async run({ db }) {
      await seed(db, { p: { status: 'published' }, d: { status: 'draft' }, a: { status: 'archived' }, n: {} })
      await expectOrder(db, { status: 'asc' }, ['n', 'a', 'd', 'p'])
    },
  },
  {
    id: 'sort-with-where',
    title: 'a sort orders what the filter leaves, by a field that is not selected',
    async run({ db }) {
      await seed(db, { c: { count: 3, name: 'x' }, a: { count: 1, name: 'x' }, b: { count: 2, name: 'y' } })
      const rows = await db.Sample.find({
        where: { name: 'x' },
        sort: { count: 'desc' },
        select: { label: true },
      })
      assert.deepEqual(rows, [{ label: 'c' }, { label: 'a' }])
    },
  },
  {
    id: 'sort-refused',
    title: 'an unknown field, direction or place of nulls, and a field without order, are refused',
    async run({ db }) {
      const { Sample } = hostile(db)
      await refuses(() => Sample.find({ sort: { cuont: 'asc' } }), 'UNKNOWN_FIELD', { nearest: 'count' })
      const wrong = [
        { count: 'up' },
        { count: undefined },
        { count: null },
        { count: { nulls: 'middle' } },
        'count',
      ]
      for (const sort of [...wrong, { data: 'asc' }, { tags: 'asc' }, { secret: 'asc' }]) {
        await refuses(() => Sample.find({ sort }), 'INVALID_QUERY')
      }
    },
  },
  {
    id: 'sort-bytes-and-keys',
    title: 'bytes sort byte by byte, keys and references as text',
    async run({ db }) {
      await seed(db, {
        c: { blob: Uint8Array.from([128]) },
        a: { blob: new Uint8Array() },
        b: { blob: Uint8Array.from([1, 255]) },
        n: {},
      })
      await expectOrder(db, { blob: 'asc' }, ['n', 'a', 'b', 'c'])
      const byId = await db.Sample.find({ sort: { id: 'desc' }, plain: true })
      assert.deepEqual(
        byId.map((row) => row.id),
        byId
          .map((row) => row.id)
          .toSorted()
          .toReversed(),
      )
      const shops = await Promise.all(['x', 'y'].map((name) => db.Shop.create({ name })))
      await db.Item.insertMany([
        { label: 'none' },
        ...shops.map((shop) => ({ label: shop.id, shopId: shop.id })),
      ])
      const items = await db.Item.find({ sort: { shopId: 'desc' } })
      assert.deepEqual(labels(items), [
        ...shops
          .map((shop) => shop.id)
          .toSorted()
          .toReversed(),
        'none',
      ])
    },
  },
  {
    id: 'sort-every-limit',
    title: 'every limit from 1 to 130, and offsets beside it, give just that many of the order',
    async run({ db }) {
      await db.Sample.insertMany(Array.from({ length: 128 }, (_, count) => ({ count })))
      for (let limit = 1; limit <= 130; limit++) {
        const rows = await db.Sample.find({
          sort: { count: 'asc' },
          limit,
          offset: limit % 3,
          select: { count: true },
        })
        const expected = Array.from({ length: 128 }, (_, count) => count).slice(
          limit % 3,
          (limit % 3) + limit,
        )
        assert.deepEqual(
          rows.map((row) => row.count),
          expected,
        )
      }
    },
  },
])
