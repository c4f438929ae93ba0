import assert from 'node:assert/strict'
import { softDelete } from '../../mixins/soft-delete.ts'
import { versioned } from '../../mixins/versioned.ts'
import { field } from '../../schema/factories.ts'
import type { LooseDatabase, LooseModel, LooseRecord } from '../loose.ts'
import { modelOf } from '../loose.ts'
import { defineMixin, defineModel } from '../models.ts'
import { refuses } from '../refusals.ts'
import type { ScenarioContext } from '../scenario.ts'
import { group } from '../scenario.ts'
import { Undo } from '../timing.ts'
import { newOf } from './relation-models.ts'

const noteModel = () =>
  defineModel({
    name: 'Note',
    schema: { id: field.id(), text: field.string({ unique: true }) },
    mixins: [versioned(), softDelete()],
  })

async function notes({ connectTo }: ScenarioContext): Promise<{ db: LooseDatabase; Note: LooseModel }> {
  const db = await connectTo({ Note: noteModel() })
  return { db, Note: modelOf(db, 'Note') }
}

/** The mixin by which a stale record is not stored. */
export const versionedScenarios = group('versioned', [
  {
    id: 123,
    title: 'the save or destroy of a record that was changed since it was read is a conflict',
    alone: true,
    async run(context) {
      const { Note } = await notes(context)
      const mine = await Note.create({ text: 'a' })
      const theirs = (await Note.findById(mine.id)) ?? assert.fail()
      await theirs.set({ text: 'theirs' }).save()
      await refuses(() => mine.set({ text: 'mine' }).save(), 'STALE_VERSION', {
        model: 'Note',
        field: 'version',
      })
      assert.deepEqual([mine.text, mine.changed], ['mine', ['text']])
      await refuses(() => mine.destroy(), 'STALE_VERSION')
      assert.equal((await Note.findById(mine.id))?.text, 'theirs')
      await mine.reload()
      await mine.set({ text: 'mine' }).save()
      assert.deepEqual([mine.version, (await Note.findById(mine.id))?.text], [3, 'mine'])
    },
  },
  {
    id: 'versioned-gone',
    title: 'a record that is gone is not found, and no conflict',
    alone: true,
    async run(context) {
      const { Note } = await notes(context)
      const note = await Note.create({ text: 'a' })
      await Note.destroyWhere({ id: note.id })
      await refuses(() => note.set({ text: 'b' }).save(), 'NOT_FOUND')
      await refuses(() => note.destroy(), 'NOT_FOUND')
    },
  },
  {
    id: 'versioned-raised',
    title: 'every kind of update raises the version by one, and what changes nothing does not',
    alone: true,
    async run(context) {
      const { Note } = await notes(context)
      const note = await Note.create({ text: 'a' })
      assert.equal(note.version, 1)
      await note.save()
      assert.equal(note.version, 1)
      await note.set({ text: 'b' }).save()
      assert.equal(note.version, 2)
      await Note.updateWhere({ text: 'b' }, { text: 'c' })
      const again = await Note.upsert({ by: ['text'], create: { text: 'c' }, update: { text: 'd' } })
      assert.equal(again.version, 4)
      await again.destroy()
      assert.equal(again.version, 5)
      await refuses(() => Note.updateWhere({ text: 'd' }, { version: 9 }), 'VALIDATION_FAILED')
    },
  },
  {
    id: 'versioned-at-once',
    title: 'of two saves at once one wins, and the other is told',
    alone: true,
    async run(context) {
      const { Note } = await notes(context)
      const { id } = await Note.create({ text: 'a' })
      const both = await Promise.all([Note.findById(id), Note.findById(id)])
      const results = await Promise.allSettled(both.map((note, i) => note?.set({ text: `by ${i}` }).save()))
      assert.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    },
  },
  {
    id: 'versioned-undone',
    title: 'a save that is undone with its transaction leaves the record as it was before it',
    needs: ['transactions', 'savepoints'],
    alone: true,
    async run(context) {
      const { db, Note } = await notes(context)
      const { id } = await Note.create({ text: 'a' })
      const state = ({ version, text, changed, isNew }: LooseRecord) => [version, text, changed, isNew]
      let outside: LooseRecord | undefined
      const undone = db.transaction(async (tx: LooseDatabase) => {
        const note = (await modelOf(tx, 'Note').findById(id)) ?? assert.fail()
        outside = note
        await note.set({ text: 'b' }).save()
        const inner = tx.transaction(async (savepoint: LooseDatabase) => {
          const inside = (await modelOf(savepoint, 'Note').findById(id)) ?? assert.fail()
          await inside.set({ text: 'c' }).save()
          outside = inside
          throw new Undo('undo')
        })
        await assert.rejects(inner, Undo)
        assert.deepEqual(
          [state(outside), state(note)],
          [
            [2, 'c', ['text'], false],
            [2, 'b', [], false],
          ],
        )
        outside = note
        await note.set({ text: 'd' }).save()
        throw new Undo('undo')
      })
      await assert.rejects(undone, Undo)
      assert.deepEqual(outside && state(outside), [1, 'b', ['text'], false])
      const note = (await Note.findById(id)) ?? assert.fail()
      await note.set({ text: 'e' }).save()
      assert.deepEqual(state(note), [2, 'e', [], false])
    },
  },
  {
    id: 'versioned-undone-by-hook',
    title:
      'a record that a hook saved is as it was where the write around the hook is undone, and can be saved again',
    needs: ['transactions', 'savepoints'],
    alone: true,
    async run({ connectTo }) {
      const others: LooseRecord[] = []
      let failing = true
      const saving = defineMixin({
        hooks: {
          async afterSave() {
            for (const other of others) await other.save()
            if (failing) throw new Undo('undo')
          },
        },
      })
      const Task = defineModel({ name: 'Task', schema: { id: field.id() }, mixins: [saving] })
      const db = await connectTo({ Note: noteModel(), Task })
      const known = await modelOf(db, 'Note').create({ text: 'a' })
      others.push(known.set({ text: 'b' }), newOf(db, 'Note', { text: 'n' }))
      const states = () => others.map(({ isNew, version, changed }) => [isNew, version, changed])
      const before = states()
      await assert.rejects(modelOf(db, 'Task').create({}), Undo)
      assert.deepEqual(states(), before)
      failing = false
      await modelOf(db, 'Task').create({})
      assert.deepEqual(states(), [
        [false, 2, []],
        [false, 1, []],
      ])
      assert.deepEqual([await modelOf(db, 'Note').count(), await modelOf(db, 'Task').count()], [2, 1])
    },
  },
  {
    id: 'versioned-virtual',
    title: 'a save of virtual values alone stores nothing, and so raises no version',
    alone: true,
    async run({ connectTo }) {
      const Plan = defineModel({
        name: 'Plan',
        schema: { id: field.id(), note: field.string({ virtual: true }) },
        mixins: [versioned()],
      })
      const Bare = defineModel({
        name: 'Bare',
        schema: { id: field.id(), note: field.string({ virtual: true }) },
      })
      const db = await connectTo({ Plan, Bare })
      for (const name of ['Plan', 'Bare']) {
        const record = await modelOf(db, name).create({})
        await record.set({ note: 'said' }).save()
        await record.save()
        assert.deepEqual(
          [record.note, (await modelOf(db, name).findOne())?.version],
          ['said', name === 'Plan' ? 1 : undefined],
        )
      }
    },
  },
  {
    id: 'token-own-field',
    title: 'a field of any name can be the token, raised by the application itself',
    alone: true,
    async run({ connectTo }) {
      const Doc = defineModel({
        name: 'Doc',
        schema: {
          id: field.id(),
          text: field.string(),
          revision: field.integer({ required: true, default: 0, concurrencyToken: true }),
        },
      })
      const model = modelOf(await connectTo({ Doc }), 'Doc')
      const doc = await model.create({ text: 'a' })
      const other = (await model.findById(doc.id)) ?? assert.fail()
      await doc.set({ text: 'b' }).save()
      await other.set({ text: 'c', revision: { $inc: 5 } }).save()
      assert.deepEqual([other.revision, (await model.findOne())?.revision], [5, 5])
      await refuses(() => doc.set({ text: 'd' }).save(), 'STALE_VERSION', { field: 'revision' })
      await refuses(
        () =>
          defineModel({
            name: 'Wrong',
            schema: { id: field.id(), revision: field.integer({ concurrencyToken: true }) },
          }),
        'INVALID_MODEL',
        { field: 'revision' },
      )
    },
  },
])
