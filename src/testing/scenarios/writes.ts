import assert from 'node:assert/strict'
import { each, expectMatch, hostile, labels, only, refuses, seed } from '../assertions.ts'
import { group } from '../scenario.ts'

/** Create, insertMany, updateWhere and destroyWhere: constraints, atomicity, counts. */
export const writeScenarios = group('writes', [
  {
    id: 111,
    title: 'a duplicate unique value is a conflict that names model, fields and index',
    async run({ db }) {
      await db.Account.create({ email: 'a@example.org', tenant: 't1', slug: 'x' })
      const error = await refuses(() => db.Account.create({ email: 'a@example.org' }), 'UNIQUE_VIOLATION', { model: 'Account', fields: ['email'] })
      assert.ok(error.details.index, 'the index is not named')
      await db.Account.create({ email: 'b@example.org', tenant: 't2', slug: 'x' })
      const within = { email: 'c@example.org', tenant: 't1', slug: 'x' }
      await refuses(() => db.Account.create(within), 'UNIQUE_VIOLATION', { model: 'Account', fields: ['tenant', 'slug'] })
      await refuses(() => db.Account.insertMany([within]), 'UNIQUE_VIOLATION', { fields: ['tenant', 'slug'] })
      assert.equal(await db.Account.count(), 2)
    },
  },
  {
    id: 112,
    title: 'a duplicate primary key is a conflict that names its fields',
    async run({ db }) {
      const { id } = await db.Account.create({ email: 'a@example.org' })
      await refuses(() => db.Account.create({ id, email: 'b@example.org' }), 'UNIQUE_VIOLATION', { model: 'Account', fields: ['id'] })
      await db.Entry.create({ shelf: 'a', number: 1 })
      await db.Entry.create({ shelf: 'a', number: 2 })
      const twice = () => db.Entry.create({ shelf: 'a', number: 1, title: 'again' })
      await refuses(twice, 'UNIQUE_VIOLATION', { model: 'Entry', fields: ['shelf', 'number'] })
      assert.equal((await db.Entry.findById({ shelf: 'a', number: 1 }))?.title, null)
    },
  },
  {
    id: 113,
    title: 'a duplicate by an update is a conflict and changes nothing',
    async run({ db }) {
      await db.Account.insertMany([{ email: 'a@example.org', nick: 'a' }, { email: 'b@example.org', nick: 'b' }])
      const second = await db.Account.findOne({ where: { nick: 'b' } })
      assert.ok(second)
      const taken = { model: 'Account', fields: ['email'] }
      await refuses(() => second.set({ email: 'a@example.org', nick: 'c' }).save(), 'UNIQUE_VIOLATION', taken)
      await refuses(() => db.Account.updateWhere({ nick: 'b' }, { email: 'a@example.org', nick: 'c' }), 'UNIQUE_VIOLATION', taken)
      await refuses(() => db.Account.updateWhere({ nick: { $ne: null } }, { email: 'same@example.org' }), 'UNIQUE_VIOLATION', taken)
      const rows = await db.Account.find({ sort: { nick: 'asc' }, select: { email: true, nick: true } })
      assert.deepEqual(rows, [{ email: 'a@example.org', nick: 'a' }, { email: 'b@example.org', nick: 'b' }])
    },
  },
  {
    id: 114,
    title: 'a unique field may be null many times, also as a part of several fields',
    async run({ db }) {
      await db.Account.insertMany(['a', 'b', 'c'].map((name) => ({ email: `${name}@example.org`, nick: null, tenant: 't', slug: null })))
      await db.Account.insertMany(['d', 'e'].map((name) => ({ email: `${name}@example.org`, tenant: null, slug: 'x' })))
      assert.equal(await db.Account.count({ nick: null }), 5)
    },
  },
  {
    id: 115,
    title: "'x', 'X', 'x ' and other forms all fit in a unique field",
    async run({ db }) {
      const nicks = ['x', 'X', 'x ', 'é', 'e', 'e\u0301', '', '1', '1.0']
      await db.Account.insertMany(nicks.map((nick, index) => ({ email: `${index}@example.org`, nick })))
      assert.equal(await db.Account.count(), nicks.length)
    },
  },
  {
    id: 116,
    title: 'insertMany inserts all or none, whichever row is wrong',
    async run({ db }) {
      await db.Account.create({ email: 'taken@example.org' })
      const rows = Array.from({ length: 500 }, (_, index) => ({ email: `${index}@example.org` }))
      for (const at of [0, 250, 499]) {
        const taken = rows.with(at, { email: 'taken@example.org' })
        await refuses(() => db.Account.insertMany(taken), 'UNIQUE_VIOLATION', { fields: ['email'] })
        await refuses(() => hostile(db).Account.insertMany((rows as object[]).with(at, { email: 5 })), 'VALIDATION_FAILED')
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
      const rows = Array.from({ length: 5000 }, (_, index) => ({ label: `${index}`, name: 'x', count: index, ratio: index / 2, day: '2024-01-01' }))
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
      await db.Sample.insertMany([{ label: 'a', count: 1 }, { label: 'b', name: 'x' }, { label: 'c' }, { name: 'y', label: 'd', count: 2 }])
      const rows = await db.Sample.find({ sort: { label: 'asc' }, plain: true })
      assert.deepEqual(rows.map((row) => [row.label, row.count, row.name]), [
        ['a', 1, null],
        ['b', null, 'x'],
        ['c', null, null],
        ['d', 2, 'y'],
      ])
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
      await refuses(() => Sample.updateWhere({ label: 'one' }, { id: other }), 'VALIDATION_FAILED', { problems: [{ field: 'id' }] })
      await refuses(() => Sample.create({ id: 'not-an-id' }), 'VALIDATION_FAILED', { problems: [{ field: 'id' }] })
      await refuses(async () => (await Sample.findById(id))?.set({ id: other }).save(), 'VALIDATION_FAILED')
      assert.deepEqual(labels(await db.Sample.find({ where: { id } })), ['one'])
    },
  },
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
      const row = { price: '1.10', data: { a: [1] }, tags: ['x'], moment: new Date(5), blob: Uint8Array.from([1]) }
      await seed(db, { a: { count: 1, ...row }, b: { count: 2, ...row }, none: {} })
      const before = await db.Sample.find({ sort: { label: 'asc' }, plain: true })
      assert.equal(await db.Sample.updateWhere({ count: { $ne: 1 } }, { name: 'new' }), 2)
      const after = await db.Sample.find({ sort: { label: 'asc' }, plain: true })
      assert.deepEqual(after, before.map((old) => (old.label === 'a' ? old : { ...old, name: 'new' })))
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
        await refuses(() => hostile(db).Sample.updateWhere({ count: 1 }, changes), ['VALIDATION_FAILED', 'INVALID_QUERY'])
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
        await refuses(() => Sample.destroyWhere(where), ['MISSING_FILTER', 'INVALID_QUERY'])
        await refuses(() => Sample.updateWhere(where, { count: 1 }), ['MISSING_FILTER', 'INVALID_QUERY'])
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
    id: 124,
    title: 'not null, and checks of the schema, hold in every kind of write',
    async run({ db }) {
      const { Rule } = hostile(db)
      await refuses(() => Rule.create({}), 'VALIDATION_FAILED', { problems: [{ field: 'code', code: 'required' }] })
      await refuses(() => Rule.create({ code: null }), 'VALIDATION_FAILED', { problems: [{ field: 'code' }] })
      await db.Rule.create({ code: 'a', level: 9 })
      const wrong = [{ code: null }, { level: 11 }, { level: -1 }, { word: 'x' }, { slug: 'Not A Slug' }, { state: 'maybe' }, { even: 3 }]
      for (const values of wrong) {
        const problems = [{ field: Object.keys(values)[0] }]
        await refuses(() => Rule.create({ code: 'b', ...values }), 'VALIDATION_FAILED', { problems })
        const inFirst = [{ field: `[0].${Object.keys(values)[0]}` }]
        await refuses(() => Rule.insertMany([{ code: 'b', ...values }]), 'VALIDATION_FAILED', { problems: inFirst })
        await refuses(() => Rule.updateWhere({ code: 'a' }, values), 'VALIDATION_FAILED', { problems })
        await refuses(async () => (await Rule.findOne())?.set(values).save(), 'VALIDATION_FAILED', { problems })
        await refuses(() => Rule.upsert({ by: ['code'], create: { code: 'a', ...values } }), 'VALIDATION_FAILED', { problems })
      }
      assert.equal(await db.Rule.count({ code: 'a', level: 9 }), 1)
    },
  },
  {
    id: 'foreign-key',
    title: 'a reference to a record that is not there is refused, on create, insertMany and update',
    needs: ['foreignKeys'],
    async run({ db }) {
      const shop = await db.Shop.create({ name: 'Shop' })
      const gone = '0190163d-8694-739b-aea5-966c26f8ad91'
      await db.Item.insertMany([{ label: 'in', shopId: shop.id }, { label: 'out' }])
      await refuses(() => db.Item.create({ label: 'x', shopId: gone }), 'FOREIGN_KEY_VIOLATION', { model: 'Item' })
      await refuses(() => db.Item.insertMany([{ label: 'x' }, { label: 'y', shopId: gone }]), 'FOREIGN_KEY_VIOLATION')
      await refuses(() => db.Item.updateWhere({ label: 'in' }, { shopId: gone }), 'FOREIGN_KEY_VIOLATION')
      assert.deepEqual(labels(await db.Item.find({ where: { shopId: shop.id } })), ['in'])
      assert.equal(await db.Item.count(), 2)
    },
  },
  {
    id: 'foreign-key-restrict',
    title: 'a record that others refer to is not destroyed',
    needs: ['foreignKeys'],
    async run({ db }) {
      const shop = await db.Shop.create({ name: 'Shop' })
      const other = await db.Shop.create({ name: 'Other' })
      await db.Item.create({ label: 'in', shopId: shop.id })
      await refuses(() => shop.destroy(), 'FOREIGN_KEY_VIOLATION')
      await refuses(() => db.Shop.destroyWhere({ name: { $ne: null } }), 'FOREIGN_KEY_VIOLATION')
      assert.equal(await db.Shop.count(), 2)
      await other.destroy()
      await db.Item.updateWhere({ label: 'in' }, { shopId: null })
      assert.equal(await db.Shop.destroyWhere({ name: 'Shop' }), 1)
    },
  },
  {
    id: 'not-null-by-copy',
    title: 'a copy of null into a required attribute is refused by the store',
    async run({ db }) {
      await db.Rule.insertMany([{ code: 'a', word: 'xx' }, { code: 'b' }])
      const copy = () => db.Rule.updateWhere({ code: { $in: ['a', 'b'] } }, { code: { $field: 'word' } })
      await refuses(copy, ['NOT_NULL_VIOLATION', 'VALIDATION_FAILED'])
      assert.deepEqual((await db.Rule.find({ sort: { code: 'asc' } })).map((rule) => rule.code), ['a', 'b'])
    },
  },
  {
    id: 'readonly',
    title: 'a readonly attribute is set on create and never updated',
    async run({ db }) {
      const made = await db.Rule.create({ code: 'a', fixed: 'first' })
      assert.equal(made.fixed, 'first')
      const { Rule } = hostile(db)
      const problems = [{ field: 'fixed' }]
      await refuses(() => Rule.updateWhere({ code: 'a' }, { fixed: 'x' }), 'VALIDATION_FAILED', { problems })
      await refuses(async () => (await Rule.findOne())?.set({ fixed: 'x' }).save(), 'VALIDATION_FAILED', { problems })
      await refuses(() => Rule.upsert({ by: ['code'], create: { code: 'a' }, update: { fixed: 'x' } }), 'VALIDATION_FAILED', { problems })
      assert.equal((await db.Rule.findOne())?.fixed, 'first')
    },
  },
  {
    id: 'written-as-read',
    title: 'what create and save give equals what is read, in canonical form',
    async run({ db }) {
      const made = await db.Sample.create({ label: 'one', price: '1.1', clock: '10:00:00', ratio: -0, email: 'A@B.ORG', color: '#ABC' })
      assert.deepEqual(made.toJSON(), (await only(db, 'one')).toJSON())
      const saved = await made.set({ price: '2', amount: '3', count: 1 }).save()
      assert.deepEqual(saved.toJSON(), (await only(db, 'one')).toJSON())
      assert.deepEqual([saved.price, saved.amount], ['2.00', '3.0000000000'])
    },
  },
  {
    id: 'update-own-unique',
    title: 'a record may be given its own unique value again',
    async run({ db }) {
      await db.Account.insertMany([{ email: 'a@example.org', nick: 'a', balance: 1 }, { email: 'b@example.org', nick: 'b' }])
      assert.equal(await db.Account.updateWhere({ nick: 'a' }, { nick: 'a', email: 'a@example.org', balance: 2 }), 1)
      const record = await db.Account.findOne({ where: { nick: 'a' } })
      await record?.set({ nick: 'x' }).set({ nick: 'a', balance: 3 }).save()
      assert.equal(await db.Account.count({ nick: 'a', balance: 3 }), 1)
    },
  },
  {
    id: 'unique-shift',
    title: 'an update that shifts unique values over one another works whole or is a conflict that changes nothing',
    async run({ db }) {
      await db.Account.insertMany([1, 2, 3].map((rank) => ({ email: `${rank}@example.org`, rank })))
      const shift = db.Account.updateWhere({ rank: { $gt: 0 } }, { rank: { $inc: 1 } })
      const failed = await shift.then(() => false, (error: unknown) => refuses(() => Promise.reject(error), 'UNIQUE_VIOLATION').then(() => true))
      const ranks = (await db.Account.find({ sort: { rank: 'asc' } })).map((account) => account.rank)
      assert.deepEqual(ranks, failed ? [1, 2, 3] : [2, 3, 4])
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
      const wanted = { a: { count: 1, name: 'xa', tags: ['a'], price: '0.5', moment: new Date(5) }, b: { count: 2, data: { a: 2 } }, c: { name: 'y', data: { a: '2' } }, d: {} }
      for (const where of filters) {
        await seed(db, wanted)
        const found = labels(await db.Sample.find({ where })).toSorted()
        assert.equal(await db.Sample.destroyWhere(where), found.length)
        assert.deepEqual(labels(await db.Sample.find()).toSorted(), Object.keys(wanted).filter((label) => !found.includes(label)))
        await db.Sample.destroyWhere({ label: { $in: Object.keys(wanted) } })
      }
    },
  },
  {
    id: 'input-shape',
    title: 'data that is no plain object, and rows that are no list, are refused',
    async run({ db }) {
      const { Sample } = hostile(db)
      const codes = ['VALIDATION_FAILED', 'INVALID_QUERY', 'MISUSE'] as const
      await each([null, undefined, 'x', 1, [], [{ label: 'x' }], new Date(), new Map(), () => 1], (values) => refuses(() => Sample.create(values), codes))
      await each([null, undefined, 'x', {}, { length: 1 }, [null], ['x'], [[]], Array(2), [{ label: 'a' }, undefined]], (rows) =>
        refuses(() => Sample.insertMany(rows), codes),
      )
      assert.equal(await db.Sample.count(), 0)
    },
  },
  {
    id: 'conflicts-at-once',
    title: 'of many creates at once with one unique value one goes through',
    async run({ db }) {
      const done = await Promise.allSettled(Array.from({ length: 10 }, () => db.Account.create({ email: 'a@example.org' })))
      assert.equal(done.filter((one) => one.status === 'fulfilled').length, 1)
      for (const one of done) if (one.status === 'rejected') await refuses(() => Promise.reject(one.reason), 'UNIQUE_VIOLATION')
      assert.equal(await db.Account.count(), 1)
    },
  },
  {
    id: 'key-of-record',
    title: 'a changed part of a key is refused or moves the one record, and never touches another',
    async run({ db }) {
      await db.Entry.insertMany([{ shelf: 'a', number: 1, title: 'moved' }, { shelf: 'a', number: 2, title: 'other' }])
      const move = async (number: number) => {
        const entry = await db.Entry.findOne({ where: { title: 'moved' } })
        await hostile(db).Entry.updateWhere({ title: 'moved' }, { number }).catch((error: unknown) => refuses(() => Promise.reject(error), ['VALIDATION_FAILED', 'UNIQUE_VIOLATION']))
        await entry?.reload().catch((error: unknown) => refuses(() => Promise.reject(error), 'NOT_FOUND'))
        await db.Entry.findOne({ where: { title: 'moved' } }).then((found) => found?.set({ number: number + 10 }).save()).catch((error: unknown) => refuses(() => Promise.reject(error), ['VALIDATION_FAILED', 'UNIQUE_VIOLATION']))
      }
      await move(2)
      await move(3)
      const rows = await db.Entry.find({ sort: { title: 'asc' } })
      assert.deepEqual(rows.map((row) => row.title), ['moved', 'other'])
      assert.equal((await db.Entry.findById({ shelf: 'a', number: 2 }))?.title, 'other')
    },
  },
])
