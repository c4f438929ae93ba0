import assert from 'node:assert/strict'
import { field } from '../../schema/factories.ts'
import { cast } from '../../support/cast.ts'
import type { LooseModel, LooseScope } from '../loose.ts'
import { modelOf } from '../loose.ts'
import { defineModel } from '../models.ts'
import { each, refuses } from '../refusals.ts'
import { group } from '../scenario.ts'

const scales = [
  [1, 0],
  [1, 1],
  [17, 5],
  [18, 0],
  [18, 18],
  [19, 0],
  [19, 19],
  [37, 20],
  [38, 0],
  [30, 30],
  [38, 30],
] as const

const nines = (precision: number, scale: number): string => {
  const digits = '9'.repeat(precision)
  const whole = digits.slice(0, precision - scale) || '0'
  return scale === 0 ? whole : `${whole}.${digits.slice(precision - scale)}`
}

/** What depends on how a model is defined: scales of decimals, odd enums, ids, and tables that grow. */
export const definitionScenarios = group('definitions', [
  {
    id: 'decimal-scales',
    title: 'decimals of every precision and scale keep their ends, their order and their sums',
    async run({ connectTo }) {
      await each(scales, async ([precision, scale]) => {
        const most = nines(precision, scale)
        const zero = scale === 0 ? '0' : `0.${'0'.repeat(scale)}`
        const least = scale === 0 ? '1' : `0.${'0'.repeat(scale - 1)}1`
        const order = [`-${most}`, `-${least}`, zero, least, most]
        class Scaled extends defineModel({
          name: 'Scaled',
          schema: { id: field.id(), d: field.decimal({ precision, scale }) },
        }) {}
        const model = modelOf(await connectTo({ Scaled }), 'Scaled')
        await model.insertMany(order.toReversed().map((d) => ({ d })))
        const read = async (args: object) =>
          (await model.find({ sort: { d: 'asc' }, ...args })).map((row) => row.d)
        assert.deepEqual(await read({}), order)
        await each(order.entries(), async ([index, d]) => {
          assert.deepEqual(await read({ where: { d } }), [d])
          assert.deepEqual(await read({ where: { d: { $gt: d } } }), order.slice(index + 1))
          assert.deepEqual(await read({ where: { d: { $in: [d] } } }), [d])
        })
        const [row] = await model.aggregate({ sum: ['d'], min: ['d'], max: ['d'] })
        assert.deepEqual(row, { sum: { d: zero }, min: { d: order[0] }, max: { d: most } })
        await model.updateWhere({ d: zero }, { d: { $inc: least } })
        assert.equal(await model.count({ d: least }), 2)
        await refuses(() => model.updateWhere({ d: most }, { d: { $inc: least } }), 'NUMBER_OVERFLOW')
      })
    },
  },
  {
    id: 'enum-quotes',
    title: 'enum values may hold quotes and other scripts',
    async run({ db }) {
      const moods = ["it's", 'a "b"', 'ü'] as const
      for (const mood of moods) {
        await db.Select.create({ mood })
        assert.deepEqual(
          (await db.Select.find({ where: { mood } })).map((row) => row.mood),
          [mood],
        )
      }
      const groups = await db.Select.aggregate({ by: ['mood'], count: true, sort: { mood: 'asc' } })
      assert.deepEqual(
        groups.map((row) => row.mood),
        ['a "b"', "it's", 'ü'],
      )
    },
  },
  {
    id: 'object-ids',
    title: 'an id of type objectId holds 24 hexadecimal digits, and others are refused or not found',
    async run({ connectTo }) {
      class Document extends defineModel({
        name: 'Document',
        schema: { id: field.id({ type: 'objectId' }), name: field.string() },
      }) {}
      const model = modelOf(await connectTo({ Document }), 'Document')
      const id = '65f1a2b3c4d5e6f708192a3b'
      await model.create({ id, name: 'a' })
      assert.equal((await model.findById(id))?.name, 'a')
      assert.equal(await model.findById('65f1'), null)
      await refuses(() => model.create({ id: 'nothex', name: 'b' }), 'VALIDATION_FAILED', {
        problems: [{ field: 'id' }],
      })
    },
  },
  {
    id: 'sync-adds-columns',
    title: 'sync adds the columns and indexes that are missing and keeps the rows',
    needs: ['persistent'],
    alone: true,
    async run({ connectTo, db, close }) {
      class First extends defineModel({ name: 'Grown', schema: { id: field.id(), name: field.string() } }) {}
      const more = {
        name: field.string({ unique: true }),
        price: field.decimal({ scale: 2 }),
        tags: field.array(field.string()),
        count: field.integer({ index: true }),
      }
      class Second extends defineModel({ name: 'Grown', schema: { id: field.id(), ...more } }) {}
      await db.Sample.create({ label: 'kept' })
      await close()
      const before = await connectTo({ Grown: First }, { again: true })
      await modelOf(before, 'Grown').create({ name: 'old' })
      await before.close()
      const stale = await connectTo({ Grown: Second }, { again: true, sync: false })
      await refuses(() => modelOf(stale, 'Grown').find(), 'SCHEMA_MISMATCH')
      await refuses(() => modelOf(stale, 'Grown').create({ name: 'x', count: 1 }), 'SCHEMA_MISMATCH')
      await stale.sync()
      const [old] = await modelOf(stale, 'Grown').find()
      assert.deepEqual([old?.name, old?.price, old?.tags, old?.count], ['old', null, [], null])
      await refuses(() => modelOf(stale, 'Grown').create({ name: 'old' }), 'UNIQUE_VIOLATION', {
        fields: ['name'],
      })
      await modelOf(stale, 'Grown').create({ name: 'new', price: '1', tags: ['x'] })
      assert.equal(await modelOf(stale, 'Grown').count({ tags: { $has: 'x' } }), 1)
    },
  },
  {
    id: 'table-missing',
    title: 'a query on a table that is not there is a mismatch that names the model',
    needs: ['persistent', 'tables'],
    alone: true,
    async run({ connectTo, close }) {
      class Absent extends defineModel({ name: 'Absent', schema: { id: field.id() } }) {}
      await close()
      const model = modelOf(await connectTo({ Absent }, { again: true, sync: false }), 'Absent')
      await refuses(() => model.find(), 'SCHEMA_MISMATCH', { model: 'Absent' })
      await refuses(() => model.create({}), 'SCHEMA_MISMATCH', { model: 'Absent' })
    },
  },
  {
    id: 'declared-bounds',
    title: 'lengths, ranges and counts hold at their ends, for every kind that declares them',
    async run({ db }) {
      const rule: LooseModel = cast<LooseScope>(db, 'values of any kind are tried').Rule
      const bounds: Readonly<
        Record<string, readonly [right: readonly unknown[], wrong: readonly unknown[]]>
      > = {
        code: [['x', '😀'.repeat(20)], ['x'.repeat(21)]],
        level: [
          [0, 10],
          [-1, 11],
        ],
        weight: [
          [-1.5, 1.5],
          [-1.51, 1.6],
        ],
        total: [
          [-5n, 5n],
          [-6n, 6n],
        ],
        rate: [
          ['-9', '10.00'],
          ['-9.01', '10.01', '1000'],
        ],
        due: [
          ['2020-01-01', '2020-12-31'],
          ['2019-12-31', '2021-01-01'],
        ],
        since: [
          [new Date(0), new Date(1000)],
          [new Date(-1), new Date(1001)],
        ],
        alarm: [
          ['08:00:00', '18:00:00'],
          ['07:59:59.999', '18:00:00.001'],
        ],
        seal: [[new Uint8Array(), new Uint8Array(4)], [new Uint8Array(5)]],
        few: [
          [[0], [1, 2]],
          [[], [1, 2, 3], [-1]],
        ],
        mail: [['a@example.org', `${'a'.repeat(8)}@example.org`], [`${'a'.repeat(9)}@example.org`]],
        serial: [['x'.repeat(255), ''], ['x'.repeat(256)]],
        slug: [['a-b'], ['A', 'a b', '']],
        state: [['on'], ['ON', '']],
        even: [[2, 0, -4], [1]],
      }
      let made = 0
      await each(Object.entries(bounds), async ([name, [right, wrong]]) => {
        await each(right, (value) => rule.create({ code: `c${++made}`, [name]: value }))
        await each(wrong, (value) =>
          refuses(() => rule.create({ code: 'wrong', [name]: value }), 'VALIDATION_FAILED', {
            problems: [{ field: name }],
          }),
        )
      })
      assert.equal(await db.Rule.count(), made)
    },
  },
])
