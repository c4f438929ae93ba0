import assert from 'node:assert/strict'
import { expectOrder, pagesOf } from '../expectations.ts'
import { hostile } from '../loose.ts'
import { refuses } from '../refusals.ts'
import { collect, labels, seed } from '../samples.ts'
import { group } from '../scenario.ts'

const letters = [...'abcdefg']

/** Limits, offsets, cursor pages and streams. */
export const pageScenarios = group('pages', [
  {
    id: 103,
    title: 'limit 0 gives nothing',
    async run({ db }) {
      await seed(db, { a: {}, b: {} })
      assert.deepEqual(await db.Sample.find({ limit: 0 }), [])
      assert.deepEqual(await db.Sample.find({ limit: 0, offset: 1, sort: { label: 'asc' } }), [])
    },
  },
  {
    id: 104,
    title: 'negative, fractional and other odd limits and offsets are refused',
    async run({ db }) {
      await seed(db, { a: {} })
      const { Sample } = hostile(db)
      for (const value of [
        -1,
        -0.5,
        1.5,
        Number.NaN,
        Infinity,
        -Infinity,
        '1',
        null,
        true,
        1n,
        {},
        [1],
        2 ** 53,
      ]) {
        await refuses(() => Sample.find({ limit: value }), 'INVALID_QUERY', { model: 'Sample' })
        await refuses(() => Sample.find({ offset: value }), 'INVALID_QUERY', { model: 'Sample' })
        await refuses(() => Sample.page({ limit: value }), 'INVALID_QUERY', { model: 'Sample' })
        await refuses(() => collect(Sample.stream({ chunk: value })), 'INVALID_QUERY', { model: 'Sample' })
      }
    },
  },
  {
    id: 105,
    title: 'an offset works without a limit, with one, and past the end',
    async run({ db }) {
      await db.Sample.insertMany(letters.map((label) => ({ label })))
      const read = async (args: object) => labels(await db.Sample.find({ sort: { label: 'asc' }, ...args }))
      assert.deepEqual(await read({ offset: 4 }), ['e', 'f', 'g'])
      assert.deepEqual(await read({ offset: 1, limit: 2 }), ['b', 'c'])
      assert.deepEqual(await read({ offset: 0 }), letters)
      assert.deepEqual(await read({ offset: 7 }), [])
      assert.deepEqual(await read({ offset: 1000, limit: 5 }), [])
      assert.deepEqual(await read({ limit: 1000 }), letters)
    },
  },
  {
    id: 106,
    title: 'a limit with an included list gives that many parents',
    async run({ db }) {
      const shops = await Promise.all(['a', 'b', 'c'].map((name) => db.Shop.create({ name })))
      await db.Item.insertMany(
        shops.flatMap((shop) => [1, 2, 3].map((n) => ({ label: `${n}`, shopId: shop.id }))),
      )
      const found = await hostile(db).Shop.find({ sort: { name: 'asc' }, limit: 2, include: { items: true } })
      assert.deepEqual(
        found.map((shop) => [shop.name, Object(shop).items.length]),
        [
          ['a', 3],
          ['b', 3],
        ],
      )
    },
  },
  {
    id: 107,
    title: 'cursor pages over ties lose and repeat nothing, forwards and backwards',
    async run({ db }) {
      await db.Sample.insertMany(
        Array.from({ length: 11 }, (_, index) => ({ label: `${index}`, count: index % 2, name: 'same' })),
      )
      await expectOrder(db, { count: 'desc' })
      await expectOrder(db, { name: 'asc' })
      await expectOrder(db, { name: 'asc', count: 'asc' })
      assert.equal((await pagesOf(db.Sample, { limit: 4 })).flat().length, 11)
    },
  },
  {
    id: 108,
    title: 'cursor pages over nulls lose and repeat nothing, wherever nulls stand',
    async run({ db }) {
      const values = [null, 2, null, 1, null, 2, null, 1, null]
      await db.Sample.insertMany(
        values.map((count, index) => ({ label: `${index}`, count, ratio: index % 3 ? null : index })),
      )
      for (const direction of ['asc', 'desc'] as const) {
        for (const nulls of ['first', 'last'] as const) {
          await expectOrder(db, { count: { direction, nulls } })
          await expectOrder(db, { count: { direction, nulls }, ratio: 'desc' })
          await expectOrder(db, { ratio: { direction: 'desc', nulls: 'first' }, count: { direction, nulls } })
        }
      }
    },
  },
  {
    id: 109,
    title: 'cursor pages by dates, decimals, bigints, booleans and text of any script are exact',
    async run({ db }) {
      await db.Sample.insertMany(
        Array.from({ length: 9 }, (_, index) => ({
          label: `${index}`,
          moment: new Date(1_700_000_000_000 + (index % 4)),
          price: `${(index % 5) - 2}.1`,
          amount: `${10 ** (index % 4)}.0000000001`,
          big: 2n ** 53n + BigInt(index % 3),
          ratio: (index % 4) * 0.1,
          active: index % 2 === 0,
          day: `2024-02-2${index}`,
          clock: `10:00:00.00${index % 3}`,
          name: ['', 'a', 'é', '～', '😀', '"', "'", 'Z', '\\'][index] ?? '',
        })),
      )
      for (const field of [
        'moment',
        'price',
        'amount',
        'big',
        'ratio',
        'active',
        'day',
        'clock',
        'name',
        'id',
      ] as const) {
        await expectOrder(db, { [field]: 'asc' })
        await expectOrder(db, { [field]: 'desc' })
      }
      await expectOrder(db, [{ active: 'desc' }, { price: 'asc' }, { moment: 'desc' }])
    },
  },
  {
    id: 'page-ends',
    title: 'the first page has no previous, the last no next, and an empty result neither',
    async run({ db }) {
      await db.Sample.insertMany(letters.map((label) => ({ label })))
      const query = { sort: { label: 'asc' }, limit: 3 } as const
      const first = await db.Sample.page(query)
      assert.deepEqual([labels(first.items), first.previous], [['a', 'b', 'c'], null])
      const second = await db.Sample.page({ ...query, after: first.next ?? '' })
      const last = await db.Sample.page({ ...query, after: second.next ?? '' })
      assert.deepEqual([labels(last.items), last.next], [['g'], null])
      const back = await db.Sample.page({ ...query, before: last.previous ?? '' })
      assert.deepEqual(labels(back.items), ['d', 'e', 'f'])
      assert.deepEqual(labels((await db.Sample.page({ ...query, before: back.previous ?? '' })).items), [
        'a',
        'b',
        'c',
      ])
      const exact = await db.Sample.page({ ...query, limit: 7 })
      assert.deepEqual([exact.next, exact.previous], [null, null])
      const none = await db.Sample.page({ ...query, where: { label: 'x' } })
      assert.deepEqual(none, { items: [], next: null, previous: null })
    },
  },
  {
    id: 'page-moving',
    title: 'pages stay right while rows come and go, also where the row of the cursor goes',
    async run({ db }) {
      await db.Sample.insertMany(['b', 'd', 'f', 'h'].map((label) => ({ label })))
      const query = { sort: { label: 'asc' }, limit: 2 } as const
      const first = await db.Sample.page(query)
      assert.deepEqual(labels(first.items), ['b', 'd'])
      await db.Sample.destroyWhere({ label: 'd' })
      await db.Sample.insertMany([{ label: 'a' }, { label: 'e' }])
      const second = await db.Sample.page({ ...query, after: first.next ?? '' })
      assert.deepEqual(labels(second.items), ['e', 'f'])
      const back = await db.Sample.page({ ...query, before: second.previous ?? '' })
      assert.deepEqual(labels(back.items), ['a', 'b'])
    },
  },
  {
    id: 'page-cursor-refused',
    title: 'a damaged cursor, one of another query, and both directions at once are refused',
    async run({ db }) {
      await db.Sample.insertMany(letters.map((label) => ({ label, count: 1 })))
      const { Sample } = hostile(db)
      const { next } = await db.Sample.page({ sort: { label: 'asc' }, limit: 2 })
      assert.ok(next)
      const sort = { label: 'asc' }
      for (const after of [
        '',
        'x',
        `${next}x`,
        next.slice(1),
        next.slice(0, -2),
        '[]',
        'bnVsbA',
        '{}',
        'e30',
        '__proto__',
      ]) {
        await refuses(() => Sample.page({ sort, limit: 2, after }), 'INVALID_CURSOR', { model: 'Sample' })
      }
      for (const after of [1, {}, [], { toString: () => next }]) {
        await refuses(() => Sample.page({ sort, limit: 2, after }), 'INVALID_CURSOR')
      }
      for (const other of [
        { label: 'desc' },
        { count: 'asc' },
        { label: 'asc', count: 'asc' },
        { name: 'asc' },
      ]) {
        await refuses(() => Sample.page({ sort: other, limit: 2, after: next }), 'INVALID_CURSOR', {
          model: 'Sample',
        })
      }
      await refuses(() => Sample.page({ sort, limit: 2, after: next, before: next }), 'INVALID_QUERY')
      await refuses(() => hostile(db).Rule.page({ limit: 2, after: next }), 'INVALID_CURSOR')
    },
  },
  {
    id: 'page-shapes',
    title: 'pages of plain objects and of selected attributes page like records',
    async run({ db }) {
      await db.Sample.insertMany(letters.map((label, count) => ({ label, count })))
      const plain = await pagesOf(db.Sample, { sort: { count: 'desc' }, limit: 3, plain: true })
      assert.deepEqual(labels(plain.flat()), letters.toReversed())
      const query = { sort: { count: 'desc' }, select: { label: true }, limit: 3 } as const
      const first = await db.Sample.page(query)
      assert.deepEqual(first.items, [{ label: 'g' }, { label: 'f' }, { label: 'e' }])
      assert.deepEqual((await db.Sample.page({ ...query, after: first.next ?? '' })).items, [
        { label: 'd' },
        { label: 'c' },
        { label: 'b' },
      ])
    },
  },
  {
    id: 'page-composite',
    title: 'pages of a model with a composite key break ties by the whole key',
    async run({ db }) {
      await db.Entry.insertMany(
        ['a', 'b', 'B'].flatMap((shelf) => [2, 1, 10].map((number) => ({ shelf, number, title: 'same' }))),
      )
      const pages = await pagesOf(db.Entry, { sort: { title: 'asc' }, limit: 2 })
      const keys = pages.flat().map((entry) => `${Object(entry).shelf}${Object(entry).number}`)
      assert.deepEqual(keys, ['B1', 'B2', 'B10', 'a1', 'a2', 'a10', 'b1', 'b2', 'b10'])
    },
  },
  {
    id: 'page-long-values',
    title: 'a cursor over long text is taken back',
    async run({ db }) {
      const long = 'é"😀'.repeat(5000)
      await db.Sample.insertMany(['a', 'b', 'c'].map((letter) => ({ label: letter, note: long + letter })))
      await expectOrder(db, { note: 'asc' }, ['a', 'b', 'c'])
    },
  },
])
