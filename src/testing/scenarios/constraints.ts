import assert from 'node:assert/strict'
import { hostile } from '../loose.ts'
import { refuses } from '../refusals.ts'
import { labels } from '../samples.ts'
import { group } from '../scenario.ts'

/** Constraints: unique values, keys, references, required and readonly attributes. */
export const constraintScenarios = group('constraints', [
  {
    id: 111,
    title: 'a duplicate unique value is a conflict that names model, fields and index',
    async run({ db }) {
      await db.Account.create({ email: 'a@example.org', tenant: 't1', slug: 'x' })
      const error = await refuses(() => db.Account.create({ email: 'a@example.org' }), 'UNIQUE_VIOLATION', {
        model: 'Account',
        fields: ['email'],
      })
      assert.ok(error.details.index, 'the index is not named')
      await db.Account.create({ email: 'b@example.org', tenant: 't2', slug: 'x' })
      const within = { email: 'c@example.org', tenant: 't1', slug: 'x' }
      await refuses(() => db.Account.create(within), 'UNIQUE_VIOLATION', {
        model: 'Account',
        fields: ['tenant', 'slug'],
      })
      await refuses(() => db.Account.insertMany([within]), 'UNIQUE_VIOLATION', { fields: ['tenant', 'slug'] })
      assert.equal(await db.Account.count(), 2)
    },
  },
  {
    id: 112,
    title: 'a duplicate primary key is a conflict that names its fields',
    async run({ db }) {
      const { id } = await db.Account.create({ email: 'a@example.org' })
      await refuses(() => db.Account.create({ id, email: 'b@example.org' }), 'UNIQUE_VIOLATION', {
        model: 'Account',
        fields: ['id'],
      })
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
      await db.Account.insertMany([
        { email: 'a@example.org', nick: 'a' },
        { email: 'b@example.org', nick: 'b' },
      ])
      const second = await db.Account.findOne({ where: { nick: 'b' } })
      assert.ok(second)
      const taken = { model: 'Account', fields: ['email'] }
      await refuses(() => second.set({ email: 'a@example.org', nick: 'c' }).save(), 'UNIQUE_VIOLATION', taken)
      await refuses(
        () => db.Account.updateWhere({ nick: 'b' }, { email: 'a@example.org', nick: 'c' }),
        'UNIQUE_VIOLATION',
        taken,
      )
      await refuses(
        () => db.Account.updateWhere({ nick: { $ne: null } }, { email: 'same@example.org' }),
        'UNIQUE_VIOLATION',
        taken,
      )
      const rows = await db.Account.find({ sort: { nick: 'asc' }, select: { email: true, nick: true } })
      assert.deepEqual(rows, [
        { email: 'a@example.org', nick: 'a' },
        { email: 'b@example.org', nick: 'b' },
      ])
    },
  },
  {
    id: 114,
    title: 'a unique field may be null many times, also as a part of several fields',
    async run({ db }) {
      await db.Account.insertMany(
        ['a', 'b', 'c'].map((name) => ({
          email: `${name}@example.org`,
          nick: null,
          tenant: 't',
          slug: null,
        })),
      )
      await db.Account.insertMany(
        ['d', 'e'].map((name) => ({ email: `${name}@example.org`, tenant: null, slug: 'x' })),
      )
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
    id: 124,
    title: 'not null, and checks of the schema, hold in every kind of write',
    async run({ db }) {
      const { Rule } = hostile(db)
      await refuses(() => Rule.create({}), 'VALIDATION_FAILED', {
        problems: [{ field: 'code', code: 'required' }],
      })
      await refuses(() => Rule.create({ code: null }), 'VALIDATION_FAILED', { problems: [{ field: 'code' }] })
      await db.Rule.create({ code: 'a', level: 9 })
      const wrong = [
        { code: null },
        { level: 11 },
        { level: -1 },
        { word: 'x' },
        { slug: 'Not A Slug' },
        { state: 'maybe' },
        { even: 3 },
      ]
      for (const values of wrong) {
        const problems = [{ field: Object.keys(values)[0] }]
        await refuses(() => Rule.create({ code: 'b', ...values }), 'VALIDATION_FAILED', { problems })
        const inFirst = [{ field: `[0].${Object.keys(values)[0]}` }]
        await refuses(() => Rule.insertMany([{ code: 'b', ...values }]), 'VALIDATION_FAILED', {
          problems: inFirst,
        })
        await refuses(() => Rule.updateWhere({ code: 'a' }, values), 'VALIDATION_FAILED', { problems })
        await refuses(async () => (await Rule.findOne())?.set(values).save(), 'VALIDATION_FAILED', {
          problems,
        })
        await refuses(
          () => Rule.upsert({ by: ['code'], create: { code: 'a', ...values } }),
          'VALIDATION_FAILED',
          { problems },
        )
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
      await refuses(() => db.Item.create({ label: 'x', shopId: gone }), 'FOREIGN_KEY_VIOLATION', {
        model: 'Item',
      })
      await refuses(
        () => db.Item.insertMany([{ label: 'x' }, { label: 'y', shopId: gone }]),
        'FOREIGN_KEY_VIOLATION',
      )
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
      await refuses(copy, 'NOT_NULL_VIOLATION')
      assert.deepEqual(
        (await db.Rule.find({ sort: { code: 'asc' } })).map((rule) => rule.code),
        ['a', 'b'],
      )
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
      await refuses(async () => (await Rule.findOne())?.set({ fixed: 'x' }).save(), 'VALIDATION_FAILED', {
        problems,
      })
      await refuses(
        () => Rule.upsert({ by: ['code'], create: { code: 'a' }, update: { fixed: 'x' } }),
        'VALIDATION_FAILED',
        { problems },
      )
      assert.equal((await db.Rule.findOne())?.fixed, 'first')
    },
  },
  {
    id: 'update-own-unique',
    title: 'a record may be given its own unique value again',
    async run({ db }) {
      await db.Account.insertMany([
        { email: 'a@example.org', nick: 'a', balance: 1 },
        { email: 'b@example.org', nick: 'b' },
      ])
      assert.equal(
        await db.Account.updateWhere({ nick: 'a' }, { nick: 'a', email: 'a@example.org', balance: 2 }),
        1,
      )
      const record = await db.Account.findOne({ where: { nick: 'a' } })
      await record?.set({ nick: 'x' }).set({ nick: 'a', balance: 3 }).save()
      assert.equal(await db.Account.count({ nick: 'a', balance: 3 }), 1)
    },
  },
  {
    id: 'unique-shift',
    title:
      'an update that shifts unique values over one another works whole or is a conflict that changes nothing',
    async run({ db }) {
      await db.Account.insertMany([1, 2, 3].map((rank) => ({ email: `${rank}@example.org`, rank })))
      const shift = db.Account.updateWhere({ rank: { $gt: 0 } }, { rank: { $inc: 1 } })
      const failed = await shift.then(
        () => false,
        (error: unknown) => refuses(() => Promise.reject(error), 'UNIQUE_VIOLATION').then(() => true),
      )
      const ranks = (await db.Account.find({ sort: { rank: 'asc' } })).map((account) => account.rank)
      assert.deepEqual(ranks, failed ? [1, 2, 3] : [2, 3, 4])
    },
  },
  {
    id: 'conflicts-at-once',
    title: 'of many creates at once with one unique value one goes through',
    async run({ db }) {
      const done = await Promise.allSettled(
        Array.from({ length: 10 }, () => db.Account.create({ email: 'a@example.org' })),
      )
      assert.equal(done.filter((one) => one.status === 'fulfilled').length, 1)
      for (const one of done)
        if (one.status === 'rejected') await refuses(() => Promise.reject(one.reason), 'UNIQUE_VIOLATION')
      assert.equal(await db.Account.count(), 1)
    },
  },
  {
    id: 'key-of-record',
    title: 'a changed part of a key is refused or moves the one record, and never touches another',
    async run({ db }) {
      await db.Entry.insertMany([
        { shelf: 'a', number: 1, title: 'moved' },
        { shelf: 'a', number: 2, title: 'other' },
      ])
      const move = async (number: number) => {
        const entry = await db.Entry.findOne({ where: { title: 'moved' } })
        await hostile(db)
          .Entry.updateWhere({ title: 'moved' }, { number })
          .catch((error: unknown) =>
            refuses(() => Promise.reject(error), ['VALIDATION_FAILED', 'UNIQUE_VIOLATION']),
          )
        await entry?.reload().catch((error: unknown) => refuses(() => Promise.reject(error), 'NOT_FOUND'))
        await db.Entry.findOne({ where: { title: 'moved' } })
          .then((found) => found?.set({ number: number + 10 }).save())
          .catch((error: unknown) =>
            refuses(() => Promise.reject(error), ['VALIDATION_FAILED', 'UNIQUE_VIOLATION']),
          )
      }
      await move(2)
      await move(3)
      const rows = await db.Entry.find({ sort: { title: 'asc' } })
      assert.deepEqual(
        rows.map((row) => row.title),
        ['moved', 'other'],
      )
      assert.equal((await db.Entry.findById({ shelf: 'a', number: 2 }))?.title, 'other')
    },
  },
])
