import assert from 'node:assert/strict'
import { hostile } from '../loose.ts'
import { each, refuses } from '../refusals.ts'
import { labels, only } from '../samples.ts'
import { group } from '../scenario.ts'

/** Create and insertMany: ids, shapes, atomicity. */
export const writeScenarios = group('writes', [
  {
    id: 116,
    title: 'insertMany inserts all or none, whichever row is wrong',
    async run({ db }) {
      await db.Account.create({ email: 'taken@example.org' })
      const rows = Array.from({ length: 500 }, (_, index) => ({ email: `${index}@example.org` }))
      for (const at of [0, 250, 499]) {
        const taken = rows.with(at, { email: 'taken@example.org' })
        await refuses(() => db.Account.insertMany(taken), 'UNIQUE_VIOLATION', { fields: ['email'] })
        await refuses(
          () => hostile(db).Account.insertMany((rows as object[]).with(at, { email: 5 })),
          'VALIDATION_FAILED',
        )
        assert.equal(await db.Account.count(), 1)
      }
      const within = [...rows, { email: '7@example.org' }]
      await refuses(() => db.Account.insertMany(within), 'UNIQUE_VIOLATION', { fields: ['email'] })
      assert.equal(await db.Account.count(), 1)
      assert.equal(await db.Account.insertMany(rows), 500)
      assert.equal(await db.Account.insertMany([]), 0)
      assert.equal(await db.Account.count(), 501)
    },
  },
  {
    id: 'insert-many-parameters',
    title: 'an insert of more values than a statement can bind is one atomic write',
    async run({ db }) {
      const rows = Array.from({ length: 5000 }, (_, index) => ({
        label: `${index}`,
        name: 'x',
        count: index,
        ratio: index / 2,
        day: '2024-01-01',
      }))
      assert.equal(await db.Sample.insertMany(rows), 5000)
      const [row] = await db.Sample.aggregate({ count: true, sum: ['count'] })
      assert.deepEqual([row?.count, row?.sum.count], [5000, 12_497_500])
      await refuses(() => hostile(db).Sample.insertMany([...rows, { count: 'x' }]), 'VALIDATION_FAILED')
      assert.equal(await db.Sample.count(), 5000)
    },
  },
  {
    id: 'insert-mixed-shapes',
    title: 'rows of one insertMany may set different attributes',
    async run({ db }) {
      await db.Sample.insertMany([
        { label: 'a', count: 1 },
        { label: 'b', name: 'x' },
        { label: 'c' },
        { name: 'y', label: 'd', count: 2 },
      ])
      const rows = await db.Sample.find({ sort: { label: 'asc' }, plain: true })
      assert.deepEqual(
        rows.map((row) => [row.label, row.count, row.name]),
        [
          ['a', 1, null],
          ['b', null, 'x'],
          ['c', null, null],
          ['d', 2, 'y'],
        ],
      )
      assert.equal(new Set(rows.map((row) => row.id)).size, 4)
    },
  },
  {
    id: 'empty-record',
    title: 'a record without any value can be created',
    async run({ db }) {
      const made = await db.Sample.create({})
      assert.ok(await db.Sample.findById(made.id))
      assert.equal(await db.Sample.insertMany([{}, {}]), 2)
      assert.equal(await db.Sample.count(), 3)
    },
  },
  {
    id: 'generated-ids',
    title: 'generated ids are different, in order of time, and can be found again',
    async run({ db }) {
      const made = []
      for (let index = 0; index < 20; index++) made.push((await db.Sample.create({})).id)
      assert.equal(new Set(made).size, 20)
      assert.deepEqual(made.toSorted(), made)
      for (const id of made) {
        assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
        assert.equal((await db.Sample.findById(id))?.id, id)
      }
    },
  },
  {
    id: 'given-ids',
    title: 'an id may be given, is kept, and cannot be changed',
    async run({ db }) {
      const id = '0190163d-8694-739b-aea5-966c26f8ad91'
      const made = await db.Sample.create({ id, label: 'one' })
      assert.equal(made.id, id)
      assert.equal((await db.Sample.findById(id.toUpperCase()))?.label, 'one')
      const { Sample } = hostile(db)
      const other = '0190163d-8694-739b-aea5-966c26f8ad92'
      await refuses(() => Sample.updateWhere({ label: 'one' }, { id: other }), 'VALIDATION_FAILED', {
        problems: [{ field: 'id' }],
      })
      await refuses(() => Sample.create({ id: 'not-an-id' }), 'VALIDATION_FAILED', {
        problems: [{ field: 'id' }],
      })
      await refuses(async () => (await Sample.findById(id))?.set({ id: other }).save(), 'VALIDATION_FAILED')
      assert.deepEqual(labels(await db.Sample.find({ where: { id } })), ['one'])
    },
  },
  {
    id: 'written-as-read',
    title: 'what create and save give equals what is read, in canonical form',
    async run({ db }) {
      const made = await db.Sample.create({
        label: 'one',
        price: '1.1',
        clock: '10:00:00',
        ratio: -0,
        email: 'A@B.ORG',
        color: '#ABC',
      })
      assert.deepEqual(made.toJSON(), (await only(db, 'one')).toJSON())
      const saved = await made.set({ price: '2', amount: '3', count: 1 }).save()
      assert.deepEqual(saved.toJSON(), (await only(db, 'one')).toJSON())
      assert.deepEqual([saved.price, saved.amount], ['2.00', '3.0000000000'])
    },
  },
  {
    id: 'input-shape',
    title: 'data that is no plain object, and rows that are no list, are refused',
    async run({ db }) {
      const { Sample } = hostile(db)
      const codes = 'VALIDATION_FAILED'
      await each([null, undefined, 'x', 1, [], [{ label: 'x' }], new Date(), new Map(), () => 1], (values) =>
        refuses(() => Sample.create(values), codes),
      )
      await each(
        [null, undefined, 'x', {}, { length: 1 }, [null], ['x'], [[]], Array(2), [{ label: 'a' }, undefined]],
        (rows) => refuses(() => Sample.insertMany(rows), codes),
      )
      assert.equal(await db.Sample.count(), 0)
    },
  },
])
