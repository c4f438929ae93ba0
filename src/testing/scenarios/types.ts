import assert from 'node:assert/strict'
import { expectMatch } from '../expectations.ts'
import { hostile } from '../loose.ts'
import { findsNothing, refuses } from '../refusals.ts'
import { seed } from '../samples.ts'
import { group } from '../scenario.ts'

/** Values of the wrong type: refused in filters and data, and simply not found where a key is asked for. */
export const typeScenarios = group('types', [
  {
    id: 41,
    title: "'5abc' on an integer is refused and never matches 5",
    async run({ db }) {
      await seed(db, { five: { count: 5 } })
      const { Sample } = hostile(db)
      for (const count of ['5abc', { $eq: '5abc' }, { $in: [5, '5abc'] }, { $gt: '4abc' }, { $ne: '5abc' }]) {
        await refuses(() => Sample.find({ where: { count } }), 'INVALID_QUERY', {
          model: 'Sample',
          field: 'count',
        })
      }
    },
  },
  {
    id: 42,
    title: '0 on text is refused and never matches text',
    async run({ db }) {
      await seed(db, { zero: { name: '0' }, word: { name: 'abc' }, empty: { name: '' } })
      const { Sample } = hostile(db)
      for (const name of [0, { $eq: 0 }, { $in: [0] }, { $nin: [0] }, false, { $gte: 0 }]) {
        await refuses(() => Sample.find({ where: { name } }), 'INVALID_QUERY', {
          model: 'Sample',
          field: 'name',
        })
      }
      await expectMatch(db, { name: '0' }, ['zero'])
    },
  },
  {
    id: 43,
    title: "'1' on an integer is refused in filters and in data",
    async run({ db }) {
      await seed(db, { one: { count: 1 } })
      const { Sample } = hostile(db)
      await refuses(() => Sample.find({ where: { count: '1' } }), 'INVALID_QUERY', { field: 'count' })
      await refuses(() => Sample.create({ count: '1' }), 'VALIDATION_FAILED', {
        problems: [{ field: 'count' }],
      })
      await refuses(() => Sample.updateWhere({ label: 'one' }, { count: '2' }), 'VALIDATION_FAILED')
      await expectMatch(db, { count: 1 }, ['one'])
    },
  },
  {
    id: 44,
    title: 'a key of the wrong type is not found: no error, no match',
    async run({ db }) {
      await seed(db, { one: {} })
      const { Sample, Entry } = hostile(db)
      const wrong = [5, 5n, true, 1.5, '', 'x', 'no-such-id', new Date(), [], ['a'], Symbol.iterator, () => 1]
      for (const key of wrong) {
        assert.equal(await Sample.findById(key), null)
        assert.deepEqual(await Sample.find({ where: { id: { $in: [key] } } }), [])
        assert.equal(await Sample.count({ id: { $ne: key } }), 1)
        assert.equal(await Sample.count({ id: { $nin: [key] } }), 1)
      }
      for (const key of [5, 'x', true]) assert.deepEqual(await Sample.find({ where: { id: key } }), [])
      await findsNothing(() => Entry.findById('a'))
      await findsNothing(() => Entry.findById({ shelf: 'a', number: '1' }))
      await findsNothing(() => Entry.findById({ shelf: 'a' }))
    },
  },
  {
    id: 45,
    title: "'1abc', '1' and 1.5 are not the number 1 as a key",
    needs: ['autoIncrement'],
    async run({ db }) {
      const made = await db.Ticket.create({ title: 'first' })
      const { Ticket } = hostile(db)
      for (const key of [
        `${made.id}abc`,
        `${made.id}`,
        ` ${made.id}`,
        made.id + 0.5,
        BigInt(made.id),
        [made.id],
        true,
      ]) {
        assert.equal(await Ticket.findById(key), null)
        assert.deepEqual(await Ticket.find({ where: { id: { $in: [key] } } }), [])
      }
      assert.equal((await db.Ticket.findById(made.id))?.title, 'first')
    },
  },
  {
    id: 46,
    title: 'true into an integer is refused',
    run: ({ db }) => refusesCount(db, [true, false]),
  },
  {
    id: 47,
    title: '1.7 into an integer is refused, not rounded',
    run: ({ db }) => refusesCount(db, [1.7, -0.5, 1e-7]),
  },
  {
    id: 48,
    title: "'abc' into an integer is refused",
    run: ({ db }) => refusesCount(db, ['abc', '', '1', '0x10', '1e3']),
  },
  {
    id: 49,
    title: 'an integer past 2^53 - 1 is refused, its ends are kept',
    async run({ db }) {
      await refusesCount(db, [2 ** 53, -(2 ** 53), 1e300])
      await seed(db, { most: { count: Number.MAX_SAFE_INTEGER }, least: { count: Number.MIN_SAFE_INTEGER } })
      await expectMatch(db, { count: Number.MAX_SAFE_INTEGER }, ['most'])
      await expectMatch(db, { count: { $lt: 0 } }, ['least'])
    },
  },
  {
    id: 'types-in-data',
    title: 'data of a wrong type is refused for every kind, with the field named',
    async run({ db }) {
      const { Sample } = hostile(db)
      const wrong: Record<string, readonly unknown[]> = {
        name: [1, true, {}, [], new Date(), Buffer.from('a')],
        big: [1, '1', 1.5, {}],
        ratio: ['1', 1n, true, new Date()],
        price: [1, 1n, 'abc', '', ' 1', '1e2', '0x1', '1,5', '.', '--1', true],
        active: [1, 0, 'true', 'false', '', []],
        day: [new Date(), 20240101, '2024-1-1', '20240101', '2024-01-01T00:00:00Z', ''],
        moment: ['2024-01-01T00:00:00.000Z', 0, '2024-01-01', {}],
        clock: [1, '1:00', '24:00:00', '12:60:00', 'noon', new Date(), ''],
        data: [
          () => 1,
          Symbol('x'),
          1n,
          new Date(),
          new Map(),
          { a: 1n },
          { a: () => 1 },
          [new Set()],
          Number.NaN,
        ],
        tags: ['a', { 0: 'a' }, [1], [null], [undefined], ['a', ['b']]],
        status: ['unknown', '', 'Draft', 'draft ', 0, true, ['draft']],
        email: ['x', 'a@', '@b.example', 'a b@c.example', 1],
        link: ['x', 'ftp://a.example', 'javascript:alert(1)', '//a.example', 1],
        phone: ['12', '+', 'abc', 123456],
        color: ['red', '#ff', '#gggggg', 0xffffff],
        address: ['x', '1.2.3', '1.2.3.256', '::g', 1],
        blob: ['aGk=', [1, 2], { 0: 1 }, 1, new ArrayBuffer(1)],
        file: [
          'x',
          {},
          { key: 1, name: 'a', type: 'b', size: 1 },
          { key: 'a', name: 'a', type: 'b', size: -1 },
          { key: 'a', name: 'a', type: 'b', size: 1.5 },
        ],
      }
      for (const [field, values] of Object.entries(wrong)) {
        for (const value of values) {
          await refuses(() => Sample.create({ [field]: value }), 'VALIDATION_FAILED', {
            model: 'Sample',
            problems: [{ field }],
          })
          await refuses(() => Sample.insertMany([{ [field]: value }]), 'VALIDATION_FAILED')
        }
      }
      assert.equal(await db.Sample.count(), 0)
    },
  },
  {
    id: 'types-in-filters',
    title: 'a filter value of a wrong type is refused for every kind, naming model and field',
    async run({ db }) {
      await seed(db, { none: {}, full: { name: 'x', count: 1, active: true } })
      const { Sample } = hostile(db)
      const wrong: Record<string, readonly unknown[]> = {
        name: [1, true, [], ['x'], new Date()],
        count: ['1', 1n, true, 1.5, Number.NaN, Infinity, 2 ** 53, [1], new Date()],
        big: [1, '1', 2n ** 63n],
        ratio: ['1', 1n, Number.NaN, Infinity, true],
        price: [1, 'abc', '', '1e2', 1n],
        active: [1, 'true', 0],
        day: ['2024-02-30', new Date(), 1, ''],
        moment: ['2024-01-01', 0, new Date(Number.NaN)],
        clock: ['25:00:00', 1, ''],
        status: ['unknown', 1],
        blob: ['x', [1]],
        email: [1, true],
        address: [1, true],
      }
      for (const [field, values] of Object.entries(wrong)) {
        for (const value of values) {
          const details = { model: 'Sample', field }
          await refuses(() => Sample.find({ where: { [field]: { $eq: value } } }), 'INVALID_QUERY', details)
          await refuses(() => Sample.count({ [field]: { $in: [value] } }), 'INVALID_QUERY', details)
          await refuses(
            () => Sample.destroyWhere({ $not: { [field]: { $ne: value } } }),
            'INVALID_QUERY',
            details,
          )
        }
      }
      assert.equal(await db.Sample.count(), 2)
    },
  },
  {
    id: 'types-all-problems',
    title: 'all problems of a record are told at once, by field',
    async run({ db }) {
      const { Rule } = hostile(db)
      const error = await refuses(() => Rule.create({ level: 99, word: '1', extra: 1 }), 'VALIDATION_FAILED')
      const fields = error.details.problems?.map((problem) => problem.field).toSorted()
      assert.deepEqual(fields, ['code', 'extra', 'level', 'word'])
    },
  },
  {
    id: 'types-unknown-attribute',
    title: 'an attribute that the model does not have is refused in every kind of write',
    async run({ db }) {
      await seed(db, { one: {} })
      const { Sample } = hostile(db)
      const refused = ['VALIDATION_FAILED', 'UNKNOWN_FIELD'] as const
      await refuses(() => Sample.create({ cuont: 1 }), refused)
      await refuses(() => Sample.insertMany([{ label: 'x' }, { cuont: 1 }]), refused)
      await refuses(() => Sample.updateWhere({ label: 'one' }, { cuont: 1 }), refused)
      await refuses(() => Sample.upsert({ by: ['id'], create: { cuont: 1 } }), refused)
      const [record] = await Sample.find()
      await refuses(async () => record?.set({ cuont: 1 }).save(), refused)
      assert.equal(await db.Sample.count(), 1)
    },
  },
])

async function refusesCount(db: Parameters<typeof hostile>[0], values: readonly unknown[]): Promise<void> {
  const { Sample } = hostile(db)
  await seed(db, { kept: { count: 1 } })
  for (const count of values) {
    await refuses(() => Sample.create({ count }), 'VALIDATION_FAILED', { problems: [{ field: 'count' }] })
    await refuses(() => Sample.insertMany([{ count }]), 'VALIDATION_FAILED')
    await refuses(() => Sample.updateWhere({ label: 'kept' }, { count }), 'VALIDATION_FAILED')
  }
  await expectMatch(db, { count: 1 }, ['kept'])
  await db.Sample.destroyWhere({ label: 'kept' })
}
