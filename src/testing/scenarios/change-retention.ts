import assert from 'node:assert/strict'
import { field } from '../../schema/factories.ts'
import { modelOf } from '../loose.ts'
import { defineModel } from '../models.ts'
import { refuses } from '../refusals.ts'
import { group } from '../scenario.ts'
import { allChanges, changesOf, noteModel } from './change-models.ts'

const needs = ['changes'] as const
const alone = true

const texts = async (db: object) => (await allChanges(db)).map(({ after }) => after?.text)

/** Lets so much time pass that what was written is older than a second. */
const pass = () => new Promise((resolve) => setTimeout(resolve, 1_050))

/** How long changes are kept. */
export const changeRetentionScenarios = group('changes', [
  {
    id: 'changes-most',
    title:
      'only so many changes of a model are kept, and whoever reads behind those that are gone is told so',
    needs,
    alone,
    async run({ connectTo }) {
      const db = await connectTo({ Note: noteModel({ most: 3 }) })
      const Note = modelOf(db, 'Note')
      const start = await changesOf(db).head()
      for (const text of ['1', '2', '3', '4', '5']) await Note.create({ text })
      const all = await allChanges(db)
      assert.equal(await changesOf(db).trim(), 2)
      assert.equal(await changesOf(db).trim(), 0)
      assert.deepEqual(await texts(db), ['3', '4', '5'])
      await refuses(() => changesOf(db).read({ after: start }), 'CHANGES_TRIMMED', { models: ['Note'] })
      await refuses(() => changesOf(db).read({ after: all[0]?.position }), 'CHANGES_TRIMMED')
      const rest = await changesOf(db).read({ after: all[1]?.position })
      assert.equal(rest.changes.length, 3)
    },
  },
  {
    id: 'changes-age',
    title: 'changes go by their age, in parts, and the last stays; a consumer holds what it has not handled',
    needs,
    alone,
    async run({ connectTo }) {
      const db = await connectTo({ Note: noteModel({ keep: '1s' }) })
      const Note = modelOf(db, 'Note')
      const changes = changesOf(db)
      const waiting = await changes.consume('waiting', {}, () => undefined)
      await waiting.stop()
      await Note.insertMany(Array.from({ length: 2_500 }, (_, i) => ({ text: `${i}` })))
      await pass()
      await Note.create({ text: 'young' })
      assert.equal(await changes.trim(), 0)
      const again = await changes.consume('waiting', {}, () => undefined)
      await again.caughtUp()
      await again.stop()
      assert.equal(await changes.trim(), 2_500)
      assert.deepEqual(await texts(db), ['young'])
      const head = await changes.head()
      await pass()
      await changes.trim()
      assert.equal(await changes.head(), head)
      await Note.create({ text: 'next' })
      assert.equal((await changes.read({ after: head })).changes.length, 1)
    },
  },
  {
    id: 'changes-fell-behind',
    title: 'a consumer that is away for longer than changes are kept for it is told that it lost some',
    needs,
    alone,
    async run({ connectTo }) {
      const db = await connectTo({ Note: noteModel({ keep: '1s' }) })
      const Note = modelOf(db, 'Note')
      const seen: unknown[] = []
      const options = { keep: '1s', onReset: (reason: string) => void seen.push(reason) }
      const consume = () => changesOf(db).consume('away', options, ({ after }) => seen.push(after?.text))
      await (await consume()).stop()
      await Note.insertMany([{ text: 'lost' }, { text: 'lost too' }])
      await pass()
      await Note.create({ text: 'kept, and made up for' })
      assert.equal(await changesOf(db).trim(), 2)
      const consumer = await consume()
      await consumer.caughtUp()
      await Note.create({ text: 'next' })
      await consumer.caughtUp()
      await consumer.stop()
      assert.deepEqual(seen, ['trimmed', 'next'])
    },
  },
  {
    id: 'changes-expiry',
    title: 'that a record has expired is no write, and no change tells it; who takes its place is a create',
    needs: ['changes', 'expires'],
    alone,
    async run({ connectTo }) {
      const Visit = defineModel({
        name: 'Visit',
        schema: { id: field.id(), token: field.string({ unique: true }), until: field.datetime() },
        expires: { at: 'until' },
        changes: true,
      })
      const db = await connectTo({ Visit })
      const Model = modelOf(db, 'Visit')
      const until = new Date(Date.now() - 1_000)
      const { id } = await Model.create({ token: 'a', until })
      assert.equal(await Model.updateWhere({ id }, { until: null }), 0)
      await Model.upsert({ by: ['token'], create: { token: 'a' } })
      const all = await allChanges(db)
      assert.deepEqual(
        all.map(({ op, after }) => [op, after?.until]),
        [
          ['create', until.toISOString()],
          ['create', null],
        ],
      )
    },
  },
  {
    id: 'changes-compact',
    title: 'compaction keeps the last change of each record, and no reader is told that it lost any',
    needs,
    alone,
    async run({ connectTo }) {
      const db = await connectTo({ Note: noteModel({ keep: 'forever', compact: '1s' }) })
      const Note = modelOf(db, 'Note')
      const start = await changesOf(db).head()
      const [a, b] = [await Note.create({ text: 'a1' }), await Note.create({ text: 'b1' })]
      await a.set({ text: 'a2' }).save()
      await a.set({ text: 'a3' }).save()
      await b.destroy()
      const gone = await Note.create({ text: 'c1' })
      await pass()
      await gone.set({ text: 'c2' }).save()
      assert.equal(await changesOf(db).trim(), 4)
      const rest = await allChanges(db, { after: start })
      assert.deepEqual(
        rest.map(({ op, after }) => [op, after?.text]),
        [
          ['update', 'a3'],
          ['destroy', undefined],
          ['update', 'c2'],
        ],
      )
    },
  },
  {
    id: 'changes-compact-away',
    title: 'a consumer holds up compaction for no longer than changes are kept for it',
    needs,
    alone,
    async run({ connectTo }) {
      const db = await connectTo({ Note: noteModel({ keep: 'forever', compact: '1s' }) })
      const Note = modelOf(db, 'Note')
      const ignore = () => undefined
      for (const [name, keep] of [
        ['away', '1s'],
        ['slow', '1h'],
      ] as const)
        await (await changesOf(db).consume(name, { keep }, ignore)).stop()
      const note = await Note.create({ text: 'a' })
      await note.set({ text: 'b' }).save()
      await pass()
      assert.equal(await changesOf(db).trim(), 0)
      await changesOf(db).forget('slow')
      assert.equal(await changesOf(db).trim(), 1)
      assert.deepEqual(
        (await allChanges(db)).map(({ op }) => op),
        ['update'],
      )
    },
  },
])
