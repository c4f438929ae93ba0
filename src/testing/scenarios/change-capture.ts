import assert from 'node:assert/strict'
import { softDelete } from '../../mixins/soft-delete.ts'
import { field } from '../../schema/factories.ts'
import { modelOf } from '../loose.ts'
import { defineModel } from '../models.ts'
import { refuses } from '../refusals.ts'
import { group } from '../scenario.ts'
import { Undo } from '../timing.ts'
import { allChanges, noteImage, noteModel, told, treeModels } from './change-models.ts'
import { keeping, kept } from './soft-delete-models.ts'

const needs = ['changes'] as const
const alone = true

const softModel = () =>
  defineModel({
    name: 'Soft',
    schema: { id: field.id(), name: field.string() },
    mixins: [softDelete()],
    changes: true,
  })

/** Which changes each kind of write records. */
export const changeCaptureScenarios = group('changes', [
  {
    id: 'changes-record',
    title: 'create, save and destroy of a record are one change each, with what was before and is after',
    needs,
    alone,
    async run({ connectTo }) {
      const db = await connectTo({ Note: noteModel() })
      const Note = modelOf(db, 'Note')
      const note = await Note.create({ text: 'a', price: '1.5', at: new Date(0) })
      await note.set({ text: 'b', count: 2 }).save()
      await note.save()
      await note.destroy()
      const rest = { price: '1.50', at: '1970-01-01T00:00:00.000Z' }
      const [first, second] = [noteImage(note.id, 'a', rest), { ...noteImage(note.id, 'b', rest), count: 2 }]
      assert.deepEqual(await told(db), [
        { op: 'create', before: null, after: first, changed: [] },
        { op: 'update', before: first, after: second, changed: ['text', 'count'] },
        { op: 'destroy', before: second, after: null, changed: [] },
      ])
      const all = await allChanges(db)
      assert.deepEqual(
        all.map(({ model, key, gone }) => [model, key, gone]),
        [false, false, true].map((gone) => ['Note', note.id, gone]),
      )
      assert.ok(all.every(({ at }) => at instanceof Date && Math.abs(Date.now() - at.getTime()) < 60_000))
    },
  },
  {
    id: 'changes-bulk',
    title: 'writes of many are a change of each record, and of none that is as it was',
    needs,
    alone,
    async run({ connectTo }) {
      const db = await connectTo({ Note: noteModel() })
      const Note = modelOf(db, 'Note')
      await Note.insertMany([
        { text: 'a', tag: '1' },
        { text: 'b', tag: '2', count: 5 },
        { text: 'c', tag: '3' },
      ])
      assert.equal(await Note.updateWhere({ tag: { $in: ['2', '3'] } }, { count: { $inc: 1 } }), 2)
      assert.equal(await Note.updateWhere({ tag: { $in: ['1', '2'] } }, { count: 6 }), 2)
      assert.equal(await Note.updateWhere({ tag: 'none' }, { count: 7 }), 0)
      assert.equal(await Note.destroyWhere({ count: { $gte: 6 } }), 2)
      const all = await allChanges(db)
      const lines = all.map(({ op, before, after }) => {
        const image = after ?? before
        return `${op} ${image?.tag}: ${before?.count} → ${after?.count}`
      })
      assert.deepEqual(lines.slice(0, 3).toSorted(), [
        'create 1: undefined → 0',
        'create 2: undefined → 5',
        'create 3: undefined → 0',
      ])
      assert.deepEqual(lines.slice(3).toSorted(), [
        'destroy 1: 6 → undefined',
        'destroy 2: 6 → undefined',
        'update 1: 0 → 6',
        'update 2: 5 → 6',
        'update 3: 0 → 1',
      ])
    },
  },
  {
    id: 'changes-upsert',
    title: 'an upsert is a create, an update, or nothing where it changes nothing',
    needs,
    alone,
    async run({ connectTo }) {
      const db = await connectTo({ Note: noteModel() })
      const Note = modelOf(db, 'Note')
      const upsert = (text: string) => Note.upsert({ by: ['tag'], create: { tag: 'x', text } })
      const { id } = await upsert('a')
      await upsert('b')
      await upsert('b')
      const image = (text: string) => noteImage(id, text, { tag: 'x' })
      assert.deepEqual(await told(db), [
        { op: 'create', before: null, after: image('a'), changed: [] },
        { op: 'update', before: image('a'), after: image('b'), changed: ['text'] },
      ])
    },
  },
  {
    id: 'changes-soft',
    title:
      'what is marked as destroyed is a destroy that keeps the record; restore and purge are told as what they are',
    needs,
    alone,
    async run({ connectTo }) {
      const db = await connectTo({ Soft: softModel() })
      const Soft = keeping(db, 'Soft')
      const record = kept(await Soft.create({ name: 'a' }))
      await record.destroy()
      await record.restore()
      await Soft.destroyWhere({ name: 'a' })
      await Soft.withDeleted().updateWhere({ name: 'a' }, { name: 'b' })
      await Soft.withDeleted().purgeWhere({ name: 'b' })
      const all = await allChanges(db)
      assert.deepEqual(
        all.map(({ op, gone, before, after }) => [op, gone, before?.name, after?.name]),
        [
          ['create', false, undefined, 'a'],
          ['destroy', true, 'a', 'a'],
          ['restore', false, 'a', 'a'],
          ['destroy', true, 'a', 'a'],
          ['update', true, 'a', 'b'],
          ['destroy', true, 'b', undefined],
        ],
      )
      assert.deepEqual(all[1]?.changed, ['deletedAt'])
    },
  },
  {
    id: 'changes-transfer',
    title: 'a transfer is told as one',
    needs,
    alone,
    async run({ connectTo }) {
      const Deed = defineModel({
        name: 'Deed',
        schema: { id: field.id(), holder: field.string({ required: true }) },
        transfer: { key: 'holder' },
        changes: true,
      })
      const db = await connectTo({ Deed })
      const deed = await modelOf(db, 'Deed').create({ holder: 'ann' })
      await deed.transfer('bob')
      assert.deepEqual((await told(db)).at(-1), {
        op: 'transfer',
        before: { id: deed.id, holder: 'ann' },
        after: { id: deed.id, holder: 'bob' },
        changed: ['holder'],
      })
    },
  },
  {
    id: 'changes-related',
    title: 'related records that are written along, and those that go along, are told, in one transaction',
    needs: ['changes', 'transactions'],
    alone,
    async run({ connectTo }) {
      const db = await connectTo(treeModels())
      const leaves = { create: [{ name: 'l1' }, { name: 'l2' }] }
      const branch = await modelOf(db, 'Branch').create({ name: 'b', leaves })
      await modelOf(db, 'Bird').create({ name: 'owl', branchId: branch.id })
      const before = await changesBehind(db)
      await branch.destroy()
      const made = before.all.filter(({ model }) => model !== 'Bird')
      assert.deepEqual(made.map(({ model, op }) => `${op} ${model}`).toSorted(), [
        'create Branch',
        'create Leaf',
        'create Leaf',
      ])
      assert.equal(new Set(made.map(({ transaction }) => transaction)).size, 1)
      const gone = await allChanges(db, { after: before.position })
      assert.deepEqual(gone.map(({ model, op }) => `${op} ${model}`).toSorted(), [
        'destroy Branch',
        'destroy Leaf',
        'destroy Leaf',
        'update Bird',
      ])
      assert.equal(gone.at(-1)?.model, 'Branch')
      assert.equal(new Set(gone.map(({ transaction }) => transaction)).size, 1)
      assert.deepEqual(
        gone.filter(({ model }) => model === 'Bird').map(({ after }) => after?.branchId),
        [null],
      )
    },
  },
  {
    id: 'changes-of-failures',
    title: 'a write that fails records nothing, and neither does what is rolled back, be it to a savepoint',
    needs: ['changes', 'transactions', 'savepoints'],
    alone,
    async run({ connectTo }) {
      const db = await connectTo({ Note: noteModel() })
      const Note = modelOf(db, 'Note')
      await Note.create({ text: 'a', tag: 'x' })
      await refuses(() => Note.create({ text: 'b', tag: 'x' }), 'UNIQUE_VIOLATION')
      await refuses(() => Note.insertMany([{ text: 'c' }, { text: 'd', tag: 'x' }]), 'UNIQUE_VIOLATION')
      const scope = (tx: object) => modelOf(tx, 'Note')
      const undone = db.transaction(async (tx: object) => {
        await scope(tx).create({ text: 'undone' })
        await scope(tx).updateWhere({ tag: 'x' }, { text: 'undone' })
        throw new Undo('undo')
      })
      await assert.rejects(undone, Undo)
      await db.transaction(async (tx: typeof db) => {
        await scope(tx).create({ text: 'e' })
        const part = tx.transaction(async (inner: object) => {
          await scope(inner).create({ text: 'undone' })
          throw new Undo('undo')
        })
        await assert.rejects(part, Undo)
        await refuses(() => scope(tx).create({ text: 'f', tag: 'x' }), 'UNIQUE_VIOLATION')
        await tx.transaction((inner: object) => scope(inner).create({ text: 'g' }))
      })
      const all = await allChanges(db)
      assert.deepEqual(
        all.map(({ after }) => after?.text),
        ['a', 'e', 'g'],
      )
      assert.equal(all[1]?.transaction, all[2]?.transaction)
      assert.notEqual(all[0]?.transaction, all[1]?.transaction)
    },
  },
  {
    id: 'changes-off',
    title: 'models that do not say so record nothing',
    needs,
    alone,
    async run({ connectTo }) {
      const db = await connectTo({ Note: noteModel(), ...withoutChanges() })
      await modelOf(db, 'Quiet').create({ name: 'a' })
      await modelOf(db, 'Note').create({ text: 'b' })
      assert.deepEqual(
        (await allChanges(db)).map(({ model }) => model),
        ['Note'],
      )
    },
  },
])

const withoutChanges = () => ({
  Quiet: defineModel({ name: 'Quiet', schema: { id: field.id(), name: field.string() } }),
})

async function changesBehind(db: object) {
  const all = await allChanges(db)
  return { all, position: all.at(-1)?.position ?? null }
}
