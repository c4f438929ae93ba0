import assert from 'node:assert/strict'
import { hostile } from '../loose.ts'
import { refuses } from '../refusals.ts'
import { sampleSchema } from '../sample.ts'
import { labels, only, seed } from '../samples.ts'
import { group } from '../scenario.ts'

/** Records and plain reads: get, set, save, reload, destroy, select, JSON. */
export const recordScenarios = group('records', [
  {
    id: 'record-save-changed',
    title: 'save writes only what was changed and leaves what others changed meanwhile',
    async run({ db }) {
      await seed(db, { one: { count: 1, name: 'a', data: { a: 1 } } })
      const [mine, theirs] = [await only(db, 'one'), await only(db, 'one')]
      await theirs.set({ name: 'theirs' }).save()
      await mine.set({ count: 2 }).save()
      const stored = await only(db, 'one')
      assert.deepEqual([stored.count, stored.name], [2, 'theirs'])
    },
  },
  {
    id: 'record-changed',
    title: 'changed lists what differs from what is stored, and is empty after save',
    async run({ db }) {
      await seed(db, {
        one: { count: 1, name: 'a', moment: new Date(5), data: { a: [1] }, tags: ['x'], big: 1n },
      })
      const record = await only(db, 'one')
      assert.deepEqual([record.isNew, record.changed], [false, []])
      record.set({ count: 1, name: 'a', moment: new Date(5), data: { a: [1] }, tags: ['x'], big: 1n })
      assert.deepEqual(record.changed, [])
      record.name = 'b'
      record.set({ count: null })
      assert.deepEqual(record.changed.toSorted(), ['count', 'name'])
      assert.deepEqual([record.name, record.get('count')], ['b', null])
      record.set({ name: 'a' })
      assert.deepEqual(record.changed, ['count'])
      await record.save()
      assert.deepEqual(record.changed, [])
      assert.equal((await only(db, 'one')).count, null)
    },
  },
  {
    id: 'record-new',
    title: 'a new record is saved once, and then updates itself',
    async run({ db }) {
      const record = new db.Sample({ label: 'new', count: 1 })
      assert.equal(record.isNew, true)
      assert.equal(await db.Sample.count(), 0)
      await record.save()
      assert.equal(record.isNew, false)
      await record.set({ count: 2 }).save()
      await record.save()
      const rows = await db.Sample.find()
      assert.deepEqual(
        rows.map((row) => [row.label, row.count, row.id]),
        [['new', 2, record.id]],
      )
    },
  },
  {
    id: 'record-invalid',
    title: 'a save of wrong values is refused with all problems and stores nothing',
    async run({ db }) {
      await db.Rule.create({ code: 'a', word: 'abc' })
      const record = await db.Rule.findOne()
      assert.ok(record)
      const error = await refuses(
        () => record.set({ level: 99, word: '1', code: null as never }).save(),
        'VALIDATION_FAILED',
        { model: 'Rule' },
      )
      assert.deepEqual(error.details.problems?.map((problem) => problem.field).toSorted(), [
        'code',
        'level',
        'word',
      ])
      const stored = await db.Rule.findOne()
      assert.deepEqual([stored?.level, stored?.word, stored?.code], [3, 'abc', 'a'])
      const fresh = new db.Rule({ code: 'x', level: 99 })
      await refuses(() => fresh.save(), 'VALIDATION_FAILED', { problems: [{ field: 'level' }] })
      assert.equal(fresh.isNew, true)
      assert.equal(await db.Rule.count(), 1)
    },
  },
  {
    id: 'record-conflict-recovers',
    title: 'a record whose save met a conflict can be corrected and saved',
    async run({ db }) {
      await db.Account.create({ email: 'a@example.org' })
      const record = new db.Account({ email: 'a@example.org', balance: 1 })
      await refuses(() => record.save(), 'UNIQUE_VIOLATION', { fields: ['email'] })
      assert.equal(record.isNew, true)
      await record.set({ email: 'b@example.org' }).save()
      await refuses(() => record.set({ email: 'a@example.org' }).save(), 'UNIQUE_VIOLATION')
      assert.deepEqual(record.changed, ['email'])
      await record.set({ email: 'c@example.org' }).save()
      const rows = await db.Account.find({ sort: { email: 'asc' } })
      assert.deepEqual(
        rows.map((row) => row.email),
        ['a@example.org', 'c@example.org'],
      )
    },
  },
  {
    id: 'record-gone',
    title: 'save, destroy and reload of a record that is gone are NOT_FOUND',
    async run({ db }) {
      await seed(db, { one: { count: 1 } })
      const record = await only(db, 'one')
      await db.Sample.destroyWhere({ label: 'one' })
      await refuses(() => record.set({ count: 2 }).save(), 'NOT_FOUND', { model: 'Sample' })
      await refuses(() => record.reload(), 'NOT_FOUND', { model: 'Sample' })
      await refuses(() => record.destroy(), 'NOT_FOUND', { model: 'Sample' })
      assert.equal(await db.Sample.count(), 0)
    },
  },
  {
    id: 'record-destroy',
    title: 'destroy removes one record',
    async run({ db }) {
      await seed(db, { a: { count: 1 }, b: { count: 1 } })
      await (await only(db, 'a')).destroy()
      assert.deepEqual(labels(await db.Sample.find()), ['b'])
    },
  },
  {
    id: 'record-reload',
    title: 'reload reads anew and drops what was changed',
    async run({ db }) {
      await seed(db, { one: { count: 1, name: 'a' } })
      const record = await only(db, 'one')
      await db.Sample.updateWhere({ label: 'one' }, { count: 9, tags: ['x'] })
      record.name = 'dropped'
      const same = await record.reload()
      assert.equal(same, record)
      assert.deepEqual([record.count, record.name, record.tags, record.changed], [9, 'a', ['x'], []])
    },
  },
  {
    id: 'record-hidden',
    title: 'hidden attributes are read, filtered and never in JSON',
    async run({ db }) {
      await db.Rule.create({ code: 'a', inner: 'secret text' })
      const [record] = await db.Rule.find({ where: { inner: 'secret text' } })
      assert.equal(record?.inner, 'secret text')
      assert.doesNotMatch(JSON.stringify(record), /inner|secret text/)
    },
  },
  {
    id: 'record-computed',
    title: 'computed and virtual attributes are in the record, not in the store, and no filter takes them',
    async run({ db }) {
      const made = await db.Rule.create({ code: 'a', word: 'abc', scratch: 'kept here' })
      assert.deepEqual([made.shout, made.scratch], ['A!', 'kept here'])
      const read = await db.Rule.findOne()
      assert.deepEqual([read?.shout, read?.scratch], ['A!', null])
      assert.equal(JSON.parse(JSON.stringify(read)).shout, 'A!')
      const { Rule } = hostile(db)
      for (const name of ['shout', 'scratch']) {
        await refuses(() => Rule.find({ where: { [name]: 'A!' } }), 'INVALID_QUERY')
        await refuses(() => Rule.find({ sort: { [name]: 'asc' } }), 'INVALID_QUERY')
      }
      await refuses(() => Rule.create({ code: 'b', shout: 'x' }), 'VALIDATION_FAILED', {
        problems: [{ field: 'shout' }],
      })
    },
  },
  {
    id: 'select',
    title: 'select gives plain objects of exactly the selected attributes',
    async run({ db }) {
      await seed(db, { one: { count: 1, price: '1.1', data: { a: 1 } }, two: {} })
      const sort = { label: 'desc' } as const
      assert.deepEqual(await db.Sample.find({ select: { count: true, price: true }, sort }), [
        { count: null, price: null },
        { count: 1, price: '1.10' },
      ])
      assert.deepEqual(await db.Sample.findOne({ where: { count: 1 }, select: { data: true } }), {
        data: { a: 1 },
      })
      const { id } = await only(db, 'one')
      assert.deepEqual(await db.Sample.findById(id, { select: { id: true } }), { id })
      const { Sample } = hostile(db)
      const wrong = [{}, { count: false }, { count: 1 }, [], ['count'], 'count', { count: undefined }]
      for (const select of wrong) await refuses(() => Sample.find({ select }), 'INVALID_QUERY')
    },
  },
  {
    id: 'plain',
    title: 'plain reads give plain objects with the values of the records',
    async run({ db }) {
      await seed(db, {
        one: {
          count: 1,
          price: '1.1',
          moment: new Date(5),
          data: { a: 1 },
          tags: ['x'],
          big: 5n,
          active: true,
        },
      })
      const [plain] = await db.Sample.find({ plain: true })
      const record = await only(db, 'one')
      assert.ok(plain)
      assert.equal(Object.getPrototypeOf(plain), Object.prototype)
      for (const name of Object.keys(plain)) {
        if (name === 'secret') continue
        assert.deepEqual(Reflect.get(plain, name), Reflect.get(record, name), name)
      }
      assert.deepEqual(Object.keys(plain), Object.keys(sampleSchema))
    },
  },
  {
    id: 'find-one',
    title: 'findOne gives the first of the order, or null',
    async run({ db }) {
      await seed(db, { b: { count: 1 }, a: { count: 1 }, c: { count: 2 } })
      assert.equal((await db.Sample.findOne({ sort: { label: 'asc' } }))?.label, 'a')
      assert.equal((await db.Sample.findOne({ sort: { label: 'desc' }, where: { count: 1 } }))?.label, 'b')
      assert.equal((await db.Sample.findOne({ sort: { label: 'asc' }, offset: 1 }))?.label, 'b')
      assert.equal(await db.Sample.findOne({ where: { count: 3 } }), null)
    },
  },
  {
    id: 'record-identity',
    title: 'two reads give two records that do not share state',
    async run({ db }) {
      await seed(db, { one: { count: 1 } })
      const [first, second] = [await only(db, 'one'), await only(db, 'one')]
      first.count = 5
      assert.equal(second.count, 1)
      assert.ok(first instanceof db.Sample === second instanceof db.Sample)
    },
  },
  {
    id: 'record-parallel',
    title: 'many finds at once give each its own answer',
    async run({ db }) {
      await db.Sample.insertMany(Array.from({ length: 60 }, (_, count) => ({ label: `${count}`, count })))
      const found = await Promise.all(
        Array.from({ length: 60 }, (_, count) => db.Sample.findOne({ where: { count }, plain: true })),
      )
      assert.deepEqual(
        found.map((row) => row?.count),
        Array.from({ length: 60 }, (_, count) => count),
      )
    },
  },
])
