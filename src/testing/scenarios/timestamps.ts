import assert from 'node:assert/strict'
import { timestamps } from '../../mixins/timestamps.ts'
import { field } from '../../schema/factories.ts'
import type { LooseRecord } from '../loose.ts'
import { modelOf } from '../loose.ts'
import { defineModel } from '../models.ts'
import { group } from '../scenario.ts'

const noteModel = () =>
  defineModel({
    name: 'Note',
    schema: { id: field.id(), text: field.string({ unique: true }) },
    mixins: [timestamps()],
  })

const longAgo = new Date('2001-01-01T00:00:00.000Z')

/** The mixin that says when records were made and changed. */
export const timestampScenarios = group('timestamps', [
  {
    id: 'timestamps',
    title: 'updatedAt changes with every kind of update, and createdAt with none',
    alone: true,
    async run({ connectTo }) {
      const Note = modelOf(await connectTo({ Note: noteModel() }), 'Note')
      const old = { createdAt: longAgo, updatedAt: longAgo }
      await Note.insertMany(['save', 'where', 'upsert', 'none'].map((text) => ({ text, ...old })))
      const read = async (text: string): Promise<LooseRecord> => {
        const found = await Note.findOne({ where: { text } })
        assert.ok(found, text)
        return found
      }
      await (await read('save')).set({ text: 'saved' }).save()
      await (await read('none')).save()
      await Note.updateWhere({ text: 'where' }, { text: 'updated' })
      await Note.upsert({ by: ['text'], create: { text: 'upsert' }, update: { text: 'upserted' } })
      for (const text of ['saved', 'updated', 'upserted']) {
        const { createdAt, updatedAt } = await read(text)
        assert.deepEqual(createdAt, longAgo, text)
        assert.ok(Number(updatedAt) > Number(longAgo), text)
      }
      assert.deepEqual((await read('none')).updatedAt, longAgo)
    },
  },
  {
    id: 'timestamps-given',
    title: 'an updatedAt that an update gives is kept',
    alone: true,
    async run({ connectTo }) {
      const Note = modelOf(await connectTo({ Note: noteModel() }), 'Note')
      await Note.create({ text: 'a' })
      await Note.updateWhere({ text: 'a' }, { text: 'b', updatedAt: longAgo })
      assert.deepEqual((await Note.findOne())?.updatedAt, longAgo)
    },
  },
])
