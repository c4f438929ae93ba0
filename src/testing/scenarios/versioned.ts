import assert from 'node:assert/strict'
import { softDelete } from '../../mixins/soft-delete.ts'
import { versioned } from '../../mixins/versioned.ts'
import { field } from '../../schema/factories.ts'
import type { LooseDatabase, LooseModel } from '../loose.ts'
import { modelOf } from '../loose.ts'
import { defineModel } from '../models.ts'
import { refuses } from '../refusals.ts'
import type { ScenarioContext } from '../scenario.ts'
import { group } from '../scenario.ts'
import { Undo } from '../timing.ts'

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
    title: 'a save that is undone with its transaction is found stale no earlier than it is reloaded',
    needs: ['transactions'],
    alone: true,
    async run(context) {
      const { db, Note } = await notes(context)
      const { id } = await Note.create({ text: 'a' })
      const undone = db.transaction(async (tx: LooseDatabase) => {
        const note = await modelOf(tx, 'Note').findById(id)
        await note?.set({ text: 'b' }).save()
        throw new Undo('undo')
      })
      await assert.rejects(undone, Undo)
      const note = (await Note.findById(id)) ?? assert.fail()
      assert.deepEqual([note.version, note.text], [1, 'a'])
      await note.set({ text: 'c' }).save()
      assert.equal(note.version, 2)
    },
  },
])
