import assert from 'node:assert/strict'
import { field } from '../../schema/factories.ts'
import { modelOf } from '../loose.ts'
import { defineModel } from '../models.ts'
import { group } from '../scenario.ts'
import { allChanges, noteModel } from './change-models.ts'

const needs = ['changes'] as const
const alone = true

/** What changes tell of a record, and what they keep to themselves. */
export const changeImageScenarios = group('changes', [
  {
    id: 'changes-secret',
    title: 'passwords and hidden attributes are in no image; that they changed is told',
    needs,
    alone,
    async run({ connectTo }) {
      const db = await connectTo({ Note: noteModel() })
      const Note = modelOf(db, 'Note')
      const note = await Note.create({ text: 'a', password: 'correct horse', token: 't0ken-1' })
      await note.set({ password: 'battery staple' }).save()
      await Note.updateWhere({ id: note.id }, { token: 't0ken-2', text: 'b' })
      await note.destroy()
      const all = await allChanges(db)
      assert.deepEqual(
        all.map(({ op, changed }) => [op, [...changed].toSorted()]),
        [
          ['create', []],
          ['update', ['password']],
          ['update', ['text', 'token']],
          ['destroy', []],
        ],
      )
      assert.doesNotMatch(JSON.stringify(all), /t0ken|horse|staple|scrypt/)
      for (const { before, after } of all)
        assert.ok(![before, after].some((image) => image && ('password' in image || 'token' in image)))
    },
  },
  {
    id: 'changes-keys',
    title: 'keys are told as queries take them; a record that gets another key goes, and a new one is there',
    needs,
    alone,
    async run({ connectTo }) {
      const Seat = defineModel({
        name: 'Seat',
        schema: {
          row: field.string({ required: true }),
          seat: field.bigint({ required: true }),
          name: field.string({ unique: true }),
        },
        key: ['row', 'seat'],
        changes: true,
      })
      const db = await connectTo({ Seat })
      const Model = modelOf(db, 'Seat')
      await Model.create({ row: 'a', seat: 1n, name: 'x' })
      await Model.updateWhere({ row: 'a' }, { row: 'b' })
      const create = { row: 'z', seat: 9n, name: 'x' }
      await Model.upsert({ by: ['name'], create, update: { seat: { $inc: 1n } } })
      const all = await allChanges(db)
      assert.deepEqual(
        all.map(({ op, key }) => [op, key]),
        [
          ['create', { row: 'a', seat: 1n }],
          ['destroy', { row: 'a', seat: 1n }],
          ['create', { row: 'b', seat: 1n }],
          ['destroy', { row: 'b', seat: 1n }],
          ['create', { row: 'b', seat: 2n }],
        ],
      )
      assert.deepEqual(all[2]?.after, { row: 'b', seat: '1', name: 'x' })
      assert.equal((await Model.findById(all[4]?.key))?.name, 'x')
    },
  },
  {
    id: 'changes-auto-keys',
    title: 'keys that the store makes are told',
    needs: ['changes', 'autoIncrement'],
    alone,
    async run({ connectTo }) {
      const Ticket = defineModel({
        name: 'Ticket',
        schema: { id: field.id({ type: 'auto' }), title: field.string() },
        changes: true,
      })
      const db = await connectTo({ Ticket })
      const Model = modelOf(db, 'Ticket')
      const { id } = await Model.create({ title: 'a' })
      await Model.insertMany([{ title: 'b' }, { title: 'c' }])
      const stored = await Model.find({ sort: { title: 'asc' }, plain: true })
      const all = await allChanges(db)
      assert.deepEqual(
        all.map(({ key }) => key),
        stored.map((record) => record.id),
      )
      assert.equal(all[0]?.key, id)
      assert.deepEqual(
        all.map(({ after }) => after),
        stored,
      )
    },
  },
])
