import assert from 'node:assert/strict'
import { field, ref } from '../../schema/factories.ts'
import { modelOf } from '../loose.ts'
import { defineMixin, defineModel } from '../models.ts'
import { each, refuses } from '../refusals.ts'
import { group } from '../scenario.ts'
import type { ConnectTo } from './relation-models.ts'

const kept = defineMixin({ appendOnly: true })

function models() {
  const Day = defineModel({ name: 'Day', schema: { id: field.id(), name: field.string() } })
  const Entry = defineModel({
    name: 'Entry',
    schema: {
      id: field.id(),
      text: field.string({ unique: true }),
      day: ref('Day', { onDelete: 'cascade' }),
    },
    appendOnly: true,
  })
  const Mark = defineModel({
    name: 'Mark',
    schema: { id: field.id(), day: ref('Day', { onDelete: 'setNull' }) },
    mixins: [kept],
  })
  return { Day, Entry, Mark }
}

async function days(connectTo: ConnectTo) {
  const db = await connectTo(models())
  return { db, Day: modelOf(db, 'Day'), Entry: modelOf(db, 'Entry'), Mark: modelOf(db, 'Mark') }
}

/** Models whose records are only added. */
export const appendOnlyScenarios = group('append-only', [
  {
    id: 'append-only-added',
    title: 'records of an append-only model are added by every way that only adds, and read',
    alone: true,
    async run({ connectTo }) {
      const { Entry } = await days(connectTo)
      const entry = await Entry.create({ text: 'a' })
      await Entry.insertMany([{ text: 'b' }])
      await entry.save()
      await entry.set({ text: 'a' }).save()
      assert.equal(await Entry.count(), 2)
    },
  },
  {
    id: 'append-only-refused',
    title: 'nothing changes or destroys them, not even where nothing matches',
    alone: true,
    async run({ connectTo, everything }) {
      const { Entry } = await days(connectTo)
      const entry = await Entry.create({ text: 'a' })
      const ways: (() => Promise<unknown>)[] = [
        () => entry.set({ text: 'b' }).save(),
        () => entry.destroy(),
        () => Entry.updateWhere(everything, { text: 'b' }),
        () => Entry.updateWhere({ text: 'nobody' }, { text: 'b' }),
        () => Entry.destroyWhere(everything),
        () => Entry.destroyWhere({ text: 'nobody' }),
        () => Entry.upsert({ by: ['text'], create: { text: 'a' } }),
        () => Entry.upsert({ by: ['text'], create: { text: 'new' } }),
      ]
      await each(ways, (way) => refuses(way, 'APPEND_ONLY', { model: 'Entry' }))
      assert.deepEqual([(await entry.reload()).text, await Entry.count()], ['a', 1])
    },
  },
  {
    id: 'append-only-follow',
    title: 'they keep what they refer to, which goes as soon as none does',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo, everything }) {
      const { Day, Entry, Mark } = await days(connectTo)
      const [first, second, free] = await Promise.all(['1', '2', '3'].map((name) => Day.create({ name })))
      await Entry.create({ text: 'a', dayId: first?.id })
      await Mark.create({ dayId: second?.id })
      await refuses(() => first?.destroy(), 'APPEND_ONLY', { model: 'Entry' })
      await refuses(() => second?.destroy(), 'APPEND_ONLY', { model: 'Mark' })
      await refuses(() => Day.destroyWhere(everything), 'APPEND_ONLY')
      assert.deepEqual([await Day.count(), await Entry.count(), await Mark.count()], [3, 1, 1])
      await free?.destroy()
      assert.equal(await Day.destroyWhere({ name: 'nobody' }), 0)
      assert.equal(await Day.count(), 2)
    },
  },
])
