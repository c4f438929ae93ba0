import assert from 'node:assert/strict'
import { hostile } from '../loose.ts'
import { refuses } from '../refusals.ts'
import { group } from '../scenario.ts'

/** Upserts: by their target only, atomic, typed like other writes. */
export const upsertScenarios = group('upserts', [
  {
    id: 'upsert-creates',
    title: 'an upsert creates what is not there and gives the record',
    async run({ db }) {
      const made = await db.Account.upsert({
        by: ['email'],
        create: { email: 'a@example.org', nick: 'a', balance: 5 },
        update: { balance: 9 },
      })
      assert.deepEqual([made.email, made.nick, made.balance, made.isNew], ['a@example.org', 'a', 5, false])
      assert.equal((await db.Account.findById(made.id))?.balance, 5)
    },
  },
  {
    id: 'upsert-updates',
    title: 'an upsert changes what is there, keeps its id, and leaves what it does not name',
    async run({ db }) {
      const first = await db.Account.create({ email: 'a@example.org', nick: 'a', balance: 5 })
      const second = await db.Account.upsert({
        by: ['email'],
        create: { email: 'a@example.org', balance: 7 },
      })
      assert.deepEqual([second.id, second.nick, second.balance], [first.id, 'a', 7])
      const third = await db.Account.upsert({
        by: ['email'],
        create: { email: 'a@example.org', nick: 'z' },
        update: { balance: { $inc: 1 } },
      })
      assert.deepEqual([third.id, third.nick, third.balance], [first.id, 'a', 8])
      const same = await db.Account.upsert({
        by: ['email'],
        create: { email: 'a@example.org', nick: 'z' },
        update: {},
      })
      assert.deepEqual([same.id, same.nick, same.balance], [first.id, 'a', 8])
      assert.equal(await db.Account.count(), 1)
    },
  },
  {
    id: 117,
    title: 'an upsert that meets another unique index is a conflict and changes nothing',
    async run({ db }) {
      await db.Account.insertMany([
        { email: 'a@example.org', nick: 'a', balance: 1 },
        { email: 'b@example.org', nick: 'b', balance: 2 },
      ])
      const conflict = { model: 'Account', fields: ['nick'] }
      const create = { email: 'new@example.org', nick: 'a', balance: 99 }
      await refuses(() => db.Account.upsert({ by: ['email'], create }), 'UNIQUE_VIOLATION', conflict)
      const update = { nick: 'a', balance: 99 }
      await refuses(
        () => db.Account.upsert({ by: ['email'], create: { email: 'b@example.org' }, update }),
        'UNIQUE_VIOLATION',
        conflict,
      )
      const rows = await db.Account.find({
        sort: { email: 'asc' },
        select: { email: true, nick: true, balance: true },
      })
      assert.deepEqual(rows, [
        { email: 'a@example.org', nick: 'a', balance: 1 },
        { email: 'b@example.org', nick: 'b', balance: 2 },
      ])
    },
  },
  {
    id: 118,
    title: 'twenty upserts at once make one record, and every one gets it',
    async run({ db }) {
      const upsert = () =>
        db.Account.upsert({
          by: ['email'],
          create: { email: 'a@example.org', balance: 1 },
          update: { balance: { $inc: 1 } },
        })
      const made = await Promise.all(Array.from({ length: 20 }, upsert))
      assert.equal(new Set(made.map((account) => account.id)).size, 1)
      const rows = await db.Account.find()
      assert.deepEqual(
        rows.map((account) => account.balance),
        [20],
      )
    },
  },
  {
    id: 'upsert-target-taken',
    title: 'an upsert that would give its record what another one is known by is a conflict',
    async run({ db }) {
      await db.Account.insertMany([{ email: 'a@example.org' }, { email: 'b@example.org' }])
      const create = { email: 'a@example.org' }
      const update = { email: 'b@example.org' }
      await refuses(() => db.Account.upsert({ by: ['email'], create, update }), 'UNIQUE_VIOLATION', {
        model: 'Account',
        fields: ['email'],
      })
      assert.equal(await db.Account.count(), 2)
    },
  },
  {
    id: 'upsert-several-fields',
    title: 'an upsert by several fields knows a record by all of them',
    async run({ db }) {
      await db.Account.create({ email: 'a@example.org', tenant: 't', slug: 'x', balance: 1 })
      const args = (tenant: string, email: string) => ({
        by: ['tenant', 'slug'] as const,
        create: { email, tenant, slug: 'x', balance: 5 },
        update: { balance: 5 },
      })
      const same = await db.Account.upsert(args('t', 'b@example.org'))
      assert.deepEqual([same.email, same.balance], ['a@example.org', 5])
      await db.Account.upsert(args('u', 'c@example.org'))
      assert.equal(await db.Account.count(), 2)
    },
  },
  {
    id: 'upsert-by-key',
    title: 'an upsert by a composite key creates, then updates',
    async run({ db }) {
      const by = ['shelf', 'number'] as const
      await db.Entry.upsert({ by, create: { shelf: 'a', number: 1, title: 'first' } })
      const second = await db.Entry.upsert({ by, create: { shelf: 'a', number: 1, title: 'second' } })
      assert.equal(second.title, 'second')
      assert.deepEqual(
        (await db.Entry.find()).map((entry) => entry.title),
        ['second'],
      )
    },
  },
  {
    id: 'upsert-values',
    title: 'an upsert gives typed values and runs defaults only where it creates',
    async run({ db }) {
      const first = await db.Rule.upsert({ by: ['code'], create: { code: 'a' } })
      assert.equal(first.level, 3)
      await db.Rule.updateWhere({ code: 'a' }, { level: 8 })
      const second = await db.Rule.upsert({ by: ['code'], create: { code: 'a', word: 'abc' } })
      assert.deepEqual([second.level, second.word, second.serial], [8, 'abc', first.serial])
    },
  },
  {
    id: 'upsert-refused',
    title: 'an upsert by what is not unique, by nothing, by null or with unknown parts is refused',
    async run({ db }) {
      await db.Account.create({ email: 'a@example.org', balance: 1 })
      const { Account } = hostile(db)
      const codes = ['INVALID_QUERY', 'UNKNOWN_FIELD', 'VALIDATION_FAILED'] as const
      const create = { email: 'a@example.org', balance: 2 }
      const wrong = [
        { by: ['balance'], create },
        { by: [], create },
        { create },
        { by: ['emial'], create },
        { by: [['email']], create },
        { by: [Symbol.iterator], create },
        { by: ['email'] },
        { by: ['nick'], create: { ...create, nick: null } },
        { by: ['nick'], create },
        { by: ['email'], create, update: { emial: 'x' } },
        { by: ['email'], create, where: {} },
        { by: ['email'], create: { ...create, email: { $ne: null } } },
      ]
      for (const args of wrong) await refuses(() => Account.upsert(args), codes)
      assert.deepEqual(
        (await db.Account.find()).map((account) => account.balance),
        [1],
      )
    },
  },
])
