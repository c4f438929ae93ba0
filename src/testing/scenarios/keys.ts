import assert from 'node:assert/strict'
import { hostile } from '../loose.ts'
import { findsNothing, refuses } from '../refusals.ts'
import { group } from '../scenario.ts'

const shelves = [
  { shelf: 'a', number: 1, title: 'a1' },
  { shelf: 'a', number: 2, title: 'a2' },
  { shelf: 'b', number: 1, title: 'b1' },
]

/** Keys: composite, natural and automatic; names that databases reserve or cut. */
export const keyScenarios = group('keys', [
  {
    id: 'composite-find',
    title: 'a composite key finds by all of its attributes',
    async run({ db }) {
      await db.Entry.insertMany(shelves)
      assert.equal((await db.Entry.findById({ shelf: 'a', number: 2 }))?.title, 'a2')
      assert.equal((await db.Entry.findById({ number: 1, shelf: 'b' }))?.title, 'b1')
      await findsNothing(() => db.Entry.findById({ shelf: 'b', number: 2 }))
      const { Entry } = hostile(db)
      for (const key of [
        { shelf: 'a' },
        {},
        'a',
        ['a', 1],
        { shelf: 'a', number: 1, title: 'a1' },
        { shelf: undefined, number: 1 },
      ]) {
        await findsNothing(() => Entry.findById(key))
      }
    },
  },
  {
    id: 'composite-write',
    title: 'a record with a composite key saves, reloads and destroys itself alone',
    async run({ db }) {
      await db.Entry.insertMany(shelves)
      const entry = await db.Entry.findById({ shelf: 'a', number: 1 })
      assert.ok(entry)
      await entry.set({ title: 'changed' }).save()
      assert.deepEqual(
        (await db.Entry.find({ sort: { shelf: 'asc' } })).map((row) => row.title),
        ['changed', 'a2', 'b1'],
      )
      await db.Entry.updateWhere({ shelf: 'a', number: 1 }, { title: 'again' })
      assert.equal((await entry.reload()).title, 'again')
      await entry.destroy()
      assert.deepEqual(
        (await db.Entry.find({ sort: { shelf: 'asc' } })).map((row) => row.title),
        ['a2', 'b1'],
      )
    },
  },
  {
    id: 'natural-key',
    title: 'a model may have a text as its key',
    async run({ db }) {
      await db.Country.insertMany([
        { code: 'de', name: 'Germany' },
        { code: 'DE', name: 'other' },
      ])
      assert.equal((await db.Country.findById({ code: 'de' }))?.name, 'Germany')
      await refuses(() => db.Country.create({ code: 'de', name: 'again' }), 'UNIQUE_VIOLATION', {
        fields: ['code'],
      })
      await refuses(() => hostile(db).Country.create({ name: 'no key' }), 'VALIDATION_FAILED', {
        problems: [{ field: 'code' }],
      })
    },
  },
  {
    id: 'auto-key',
    title: 'automatic ids are numbers that grow, also over insertMany, and are not used again',
    needs: ['autoIncrement'],
    async run({ db }) {
      const first = await db.Ticket.create({ title: 'first' })
      assert.equal(typeof first.id, 'number')
      await db.Ticket.insertMany([{ title: 'second' }, { title: 'third' }])
      const last = await db.Ticket.create({ title: 'last' })
      await last.destroy()
      const next = await db.Ticket.create({ title: 'next' })
      assert.ok(next.id > last.id, 'an id was used again')
      const rows = await db.Ticket.find({ sort: { id: 'asc' } })
      assert.deepEqual(
        rows.map((row) => row.title),
        ['first', 'second', 'third', 'next'],
      )
      assert.equal((await db.Ticket.findById(next.id))?.title, 'next')
    },
  },
  {
    id: 'auto-key-record',
    title: 'a new record with an automatic id has it after it was saved',
    needs: ['autoIncrement'],
    async run({ db }) {
      const ticket = new db.Ticket({ title: 'new' })
      assert.equal(ticket.isNew, true)
      await ticket.save()
      assert.equal(ticket.isNew, false)
      assert.equal((await db.Ticket.findById(ticket.id))?.title, 'new')
      await ticket.set({ title: 'changed' }).save()
      assert.equal(await db.Ticket.count(), 1)
    },
  },
  {
    id: 'reserved-words',
    title: 'tables and attributes named like words of a database language work',
    async run({ db }) {
      const row = {
        order: 1,
        group: 'g',
        from: 'f',
        where: true,
        table: '2024-01-01',
        index: 'i',
        default: 'd',
        values: ['v'],
      }
      const made = await db.Select.create(row)
      await db.Select.insertMany([{ ...row, order: 2 }])
      const found = await db.Select.find({
        where: { group: 'g', where: true, values: { $has: 'v' } },
        sort: { order: 'desc', from: 'asc' },
      })
      assert.deepEqual(
        found.map((record) => record.order),
        [2, 1],
      )
      assert.equal(await db.Select.updateWhere({ order: 2 }, { group: 'h', order: { $inc: 1 } }), 1)
      const groups = await db.Select.aggregate({ by: ['group'], sum: ['order'], sort: { group: 'asc' } })
      assert.deepEqual(
        groups.map((entry) => [entry.group, entry.sum.order]),
        [
          ['g', 1],
          ['h', 3],
        ],
      )
      assert.deepEqual((await db.Select.findById(made.id))?.values, ['v'])
    },
  },
  {
    id: 'long-names',
    title: 'names of 70 characters that begin alike stay apart, in tables, columns and indexes',
    async run({ db }) {
      const long = 'anAttributeWithAVeryLongNameThatIsMuchLongerThanAnyDatabaseWouldTake'
      await db.Select.create({ order: 1, [`${long}One`]: 'one', [`${long}Two`]: 'two' })
      const rows = await hostile(db).Select.find({
        where: { [`${long}One`]: 'one', [`${long}Two`]: { $ne: 'one' } },
        plain: true,
      })
      assert.deepEqual(
        rows.map((row) => [row[`${long}One`], row[`${long}Two`]]),
        [['one', 'two']],
      )
    },
  },
  {
    id: 'column-names',
    title: 'a column may be named otherwise than its attribute, with quotes and spaces',
    async run({ db }) {
      await db.Select.create({ order: 1, odd: 'value' })
      assert.equal(await db.Select.count({ odd: 'value' }), 1)
      await db.Select.updateWhere({ odd: 'value' }, { odd: 'other' })
      assert.deepEqual(
        (await db.Select.find({ sort: { odd: 'asc' } })).map((row) => row.odd),
        ['other'],
      )
    },
  },
  {
    id: 'key-computed',
    title: 'a key is set to values by a save, and computed by no expression there',
    async run({ db }) {
      const entry = await hostile(db).Entry.create({ shelf: 'a', number: 1, title: 't' })
      await entry.set({ number: 2 }).save()
      assert.deepEqual((await db.Entry.findById({ shelf: 'a', number: 2 }))?.title, 't')
      for (const number of [{ $inc: 1 }, { $field: 'number' }]) {
        entry.set({ number })
        await refuses(() => entry.save(), 'VALIDATION_FAILED', {
          problems: [{ field: 'number', code: 'key', message: 'is part of the key: set it to a value' }],
        })
      }
      assert.equal(await db.Entry.count({ number: 2 }), 1)
      assert.equal(await db.Entry.updateWhere({ shelf: 'a' }, { number: { $inc: 1 } }), 1)
      assert.equal(await db.Entry.count({ number: 3 }), 1)
    },
  },
])
