import assert from 'node:assert/strict'
import { auditTrail } from '../../mixins/audit-trail.ts'
import type { AuditEntry } from '../../mixins/audited.ts'
import { audited } from '../../mixins/audited.ts'
import { softDelete } from '../../mixins/soft-delete.ts'
import { versioned } from '../../mixins/versioned.ts'
import { field, ref } from '../../schema/factories.ts'
import { cast } from '../../support/cast.ts'
import type { LooseModel, LooseRecord } from '../loose.ts'
import { modelOf } from '../loose.ts'
import { defineModel } from '../models.ts'
import { each, refuses } from '../refusals.ts'
import { group } from '../scenario.ts'
import { newOf } from './relation-models.ts'
import { keeping, kept } from './soft-delete-models.ts'

type WithHistory = LooseRecord & { history(args?: object): Promise<AuditEntry[]> }
type Histories = LooseModel & { historyOf(key: unknown, args?: object): Promise<AuditEntry[]> }

const historical = (record: LooseRecord | null): WithHistory =>
  cast<WithHistory>(record ?? assert.fail(), 'the model has the mixin')
const histories = (db: object, name: string): Histories =>
  cast<Histories>(modelOf(db, name), 'the model has the mixin')

const trail = () => defineModel({ name: 'Change', schema: {}, mixins: [auditTrail()] })

const plainModel = () =>
  defineModel({
    name: 'Plain',
    schema: {
      id: field.id(),
      name: field.string({ unique: true }),
      other: field.string(),
      note: field.string({ virtual: true }),
      parent: ref('Plain', { onDelete: 'cascade' }),
    },
    mixins: [audited()],
  })

/** What a history tells of rows and keys. */
export const auditedRowScenarios = group('audited', [
  {
    id: 'audited-old-record',
    title: 'an entry tells what was stored before, also where the record was read before others changed it',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const Plain = histories(await connectTo({ Change: trail(), Plain: plainModel() }), 'Plain')
      const { id } = await Plain.create({ name: 'a', other: 'x' })
      const [first, second, third] = await Promise.all([1, 2, 3].map(() => Plain.findById(id)))
      await first?.set({ name: 'b' }).save()
      await second?.set({ name: 'c' }).save()
      await third?.destroy()
      const told = (await Plain.historyOf(id)).map(({ action, diff }) => [action, diff.name]).reverse()
      assert.deepEqual(told, [
        ['create', { to: 'a' }],
        ['update', { from: 'a', to: 'b' }],
        ['update', { from: 'b', to: 'c' }],
        ['destroy', { from: 'c' }],
      ])
      await refuses(() => first?.set({ name: 'd' }).save(), 'NOT_FOUND')
      assert.equal((await Plain.historyOf(id)).length, 4)
    },
  },
  {
    id: 'audited-nothing',
    title: 'what stores nothing leaves no entry: virtual values, and the restore of a living record',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const Soft = defineModel({
        name: 'Soft',
        schema: { id: field.id() },
        mixins: [audited(), softDelete(), versioned()],
      })
      const db = await connectTo({ Change: trail(), Plain: plainModel(), Soft })
      const plain = historical(await modelOf(db, 'Plain').create({ name: 'a' }))
      await plain.set({ note: 'said' }).save()
      assert.deepEqual([plain.note, (await plain.history()).length], ['said', 1])
      const soft = historical(await modelOf(db, 'Soft').create({}))
      await kept(soft).restore()
      assert.equal((await soft.history()).length, 1)
    },
  },
  {
    id: 'audited-soft',
    title: 'a soft destroy is told as one, be it of a record or of many, and so are restore and purge',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const Soft = defineModel({
        name: 'Soft',
        schema: { id: field.id(), name: field.string() },
        mixins: [audited(), softDelete(), versioned()],
      })
      const db = await connectTo({ Change: trail(), Soft })
      const [model, all] = [histories(db, 'Soft'), keeping(db, 'Soft').withDeleted()]
      const one = kept(await model.create({ name: 'one' }))
      const many = kept(await model.create({ name: 'many' }))
      await one.destroy()
      assert.equal(await model.destroyWhere({ name: 'many' }), 1)
      for (const { id } of [one, many]) {
        const [entry] = await model.historyOf(id)
        const deletedAt = {
          from: null,
          to: cast<Date>((await all.findById(id))?.deletedAt, 'it is destroyed').toJSON(),
        }
        assert.deepEqual([entry?.action, entry?.version, entry?.diff], ['destroy', 2, { deletedAt }])
      }
      await one.restore()
      const [restored] = await model.historyOf(one.id)
      assert.deepEqual(
        [restored?.action, restored?.version, restored?.diff.deletedAt?.to],
        ['restore', 3, null],
      )
      await one.purge()
      assert.equal(await all.purgeWhere({ name: 'many' }), 1)
      const [[lastOfOne], [lastOfMany]] = [await model.historyOf(one.id), await model.historyOf(many.id)]
      assert.deepEqual([lastOfOne?.action, lastOfOne?.diff.name], ['destroy', { from: 'one' }])
      assert.deepEqual([lastOfMany?.action, lastOfMany?.diff.name], ['destroy', { from: 'many' }])
    },
  },
  {
    id: 'audited-cascade',
    title: 'each record that a destroy takes along has an entry of its own',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo, everything }) {
      const db = await connectTo({ Change: trail(), Plain: plainModel() })
      const Plain = histories(db, 'Plain')
      let parentId: unknown = null
      for (const name of ['top', 'middle', 'low']) parentId = (await Plain.create({ name, parentId })).id
      assert.equal(await Plain.destroyWhere({ name: 'top' }), 1)
      const destroyed = await modelOf(db, 'Change').count({ action: 'destroy' })
      assert.deepEqual([destroyed, await Plain.count()], [3, 0])
      await Plain.insertMany([{ name: 'a' }, { name: 'b' }])
      assert.equal(await Plain.destroyWhere(everything), 2)
      assert.equal(await modelOf(db, 'Change').count({ action: 'destroy' }), 5)
    },
  },
  {
    id: 'audited-keys',
    title: 'records whose keys look alike as text have histories of their own',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const Pair = defineModel({
        name: 'Pair',
        schema: {
          left: field.text({ required: true }),
          right: field.text({ required: true }),
          n: field.integer(),
        },
        key: ['left', 'right'],
        mixins: [audited()],
      })
      const Moment = defineModel({
        name: 'Moment',
        schema: { at: field.datetime({ required: true }), n: field.integer() },
        key: ['at'],
        mixins: [audited()],
      })
      const db = await connectTo({ Change: trail(), Pair, Moment })
      const [pairs, moments] = [histories(db, 'Pair'), histories(db, 'Moment')]
      const alike = [
        ['a,b', 'c'],
        ['a', 'b,c'],
        ['a\\,b', 'c'],
        ['a\\', 'b,c'],
      ].map(([left, right]) => ({ left, right }))
      await pairs.insertMany(alike)
      await pairs.updateWhere({ left: 'a' }, { n: 1 })
      await each(alike, async (key) => {
        assert.equal((await pairs.historyOf(key)).length, key.left === 'a' ? 2 : 1)
        assert.equal((await historical(await pairs.findById(key)).history()).length, key.left === 'a' ? 2 : 1)
      })
      const times = [123, 124].map((time) => ({ at: new Date(time) }))
      await moments.insertMany(times)
      await moments.updateWhere(times[0], { n: 1 })
      assert.deepEqual(
        [(await moments.historyOf(times[0])).length, (await moments.historyOf(times[1])).length],
        [2, 1],
      )
    },
  },
  {
    id: 'audited-history-asked',
    title: 'a history is that of its record, whatever it is asked by',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const db = await connectTo({ Change: trail(), Plain: plainModel() })
      const Plain = histories(db, 'Plain')
      const one = historical(await Plain.create({ name: 'one' }))
      await Plain.create({ name: 'two' })
      const hostile = [{ where: {} }, { include: {} }, { limt: 1 }, { limit: -1 }, { offset: 1.5 }]
      await each(hostile, (args) => refuses(() => one.history(args), 'INVALID_QUERY'))
      await each(hostile, (args) => refuses(() => Plain.historyOf(one.id, args), 'INVALID_QUERY'))
      assert.equal((await historical(newOf(db, 'Plain', one.id)).history()).length, 1)
      assert.deepEqual(await historical(newOf(db, 'Plain', { name: 'new' })).history(), [])
      assert.deepEqual([await Plain.historyOf(null), await Plain.historyOf(7)], [[], []])
      await one.destroy()
      await refuses(() => historical(newOf(db, 'Plain', one.id)).history(), 'NOT_FOUND')
      assert.equal((await Plain.historyOf(one.id)).length, 2)
    },
  },
  {
    id: 'audited-entry-fails',
    title: 'an entry that cannot be made undoes its write',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo, everything }) {
      const Change = defineModel({
        name: 'Change',
        schema: { office: field.string({ required: true }) },
        mixins: [auditTrail()],
      })
      const db = await connectTo({ Change, Plain: plainModel() })
      const Plain = modelOf(db, 'Plain')
      const ways = [
        () => Plain.create({ name: 'a' }),
        () => Plain.insertMany([{ name: 'a' }]),
        () => Plain.upsert({ by: ['name'], create: { name: 'a' } }),
      ]
      await each(ways, (way) => refuses(way, 'VALIDATION_FAILED', { model: 'Change' }))
      assert.equal(await Plain.updateWhere(everything, { other: 'x' }), 0)
      assert.deepEqual([await Plain.count(), await modelOf(db, 'Change').count()], [0, 0])
    },
  },
  {
    id: 'audited-wrong-trail',
    title: 'a history is kept by a model that is made for it, and not by one that keeps a history itself',
    alone: true,
    async run({ connectTo }) {
      const Note = defineModel({ name: 'Note', schema: { id: field.id() } })
      const IntoNote = defineModel({
        name: 'IntoNote',
        schema: { id: field.id() },
        mixins: [audited({ into: 'Note' })],
      })
      const Change = defineModel({ name: 'Change', schema: {}, mixins: [auditTrail(), audited()] })
      await refuses(() => connectTo({ Note, IntoNote }), 'INVALID_MODEL', { model: 'IntoNote' })
      await refuses(() => connectTo({ Change }), 'INVALID_MODEL', { model: 'Change' })
      const twice = () =>
        defineModel({
          name: 'Twice',
          schema: { id: field.id() },
          mixins: [audited(), audited({ into: 'B' })],
        })
      await refuses(twice, 'INVALID_MODEL', { model: 'Twice' })
    },
  },
])
