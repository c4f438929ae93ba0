import assert from 'node:assert/strict'
import { field } from '../../schema/factories.ts'
import { modelOf } from '../loose.ts'
import { defineModel } from '../models.ts'
import { refuses } from '../refusals.ts'
import { group } from '../scenario.ts'
import { deferred, settle, Undo } from '../timing.ts'
import { changesOf, noteModel, textOf } from './change-models.ts'

const needs = ['changes'] as const
const alone = true

/** What those write who handle changes. */
const totalModel = () =>
  defineModel({
    name: 'Total',
    schema: { id: field.id(), name: field.string({ unique: true }), sum: field.integer({ default: 0 }) },
  })

/** Two models of which changes are told. */
const twoModels = () => ({
  Note: noteModel(),
  Other: defineModel({ name: 'Other', schema: { id: field.id(), text: field.string() }, changes: true }),
})

/** How changes are delivered. */
export const changeConsumerScenarios = group('changes', [
  {
    id: 'changes-consumed',
    title:
      'a consumer gets each change once and in order, from now on or from the start, and goes on where it was',
    needs,
    alone,
    async run({ connectTo }) {
      const db = await connectTo({ Note: noteModel() })
      const Note = modelOf(db, 'Note')
      const changes = changesOf(db)
      await Note.create({ text: 'before' })
      const [now, start]: [unknown[], unknown[]] = [[], []]
      const first = await changes.consume('now', {}, (change) => now.push(textOf(change)))
      const second = await changes.consume('start', { from: 'start' }, (change) => start.push(textOf(change)))
      await Note.insertMany(Array.from({ length: 250 }, (_, i) => ({ text: `${i}` })))
      await Promise.all([first.caughtUp(), second.caughtUp()])
      assert.equal(now.length, 250)
      assert.deepEqual(start, ['before', ...now])
      await Promise.all([first.stop(), second.stop()])
      await Note.create({ text: 'away' })
      assert.equal(now.length, 250)
      const again = await changes.consume('now', { from: 'start' }, (change) => now.push(textOf(change)))
      await again.caughtUp()
      await again.stop()
      assert.deepEqual(now.slice(250), ['away'])
      const head = await changes.head()
      const states = await changes.consumers()
      assert.deepEqual(
        states.map(({ name, position, active }) => [name, position === head, active]),
        [
          ['now', true, false],
          ['start', false, false],
        ],
      )
      assert.deepEqual([await changes.forget('now'), await changes.forget('now')], [true, false])
      assert.equal((await changes.consumers()).length, 1)
    },
  },
  {
    id: 'changes-consumed-once',
    title: 'what is written in the transaction of a delivery is written once, also where the handler fails',
    needs: ['changes', 'transactions'],
    alone,
    async run({ connectTo }) {
      const db = await connectTo({ Note: noteModel(), Total: totalModel() })
      const [Note, Total] = [modelOf(db, 'Note'), modelOf(db, 'Total')]
      const reported: unknown[] = []
      db.on('error', (error) => reported.push(error))
      await Total.create({ name: 'sum' })
      let failures = 0
      const consumer = await changesOf(db).consume('sum', {}, async ({ after }, { transaction, attempt }) => {
        const count = Number(after?.count)
        await transaction(async (tx) => {
          await modelOf(tx, 'Total').updateWhere({ name: 'sum' }, { sum: { $inc: count } })
          if (count === 2 && attempt < 3) {
            failures++
            throw new Undo('before the commit')
          }
        })
        if (count === 3) throw new Undo('after the commit')
      })
      await Note.insertMany([1, 2, 3, 4].map((count) => ({ count })))
      await consumer.caughtUp()
      assert.equal((await Total.findOne({ where: { name: 'sum' } }))?.sum, 10)
      assert.deepEqual([failures, reported.length], [2, 3])
      await consumer.stop()
    },
  },
  {
    id: 'changes-consumed-again',
    title:
      'a change whose handler fails is delivered again with the same position, and later ones wait for it',
    needs,
    alone,
    async run({ connectTo }) {
      const db = await connectTo({ Note: noteModel() })
      db.on('error', () => undefined)
      const seen: [unknown, number, string][] = []
      const consumer = await changesOf(db).consume('again', {}, (change, { attempt }) => {
        seen.push([textOf(change), attempt, change.position])
        if (textOf(change) === 'b' && attempt < 3) throw new Undo('not yet')
      })
      await modelOf(db, 'Note').insertMany(['a', 'b', 'c'].map((text) => ({ text })))
      await consumer.caughtUp()
      await consumer.stop()
      assert.deepEqual(
        seen.map(([text, attempt]) => `${text}${attempt}`),
        ['a1', 'b1', 'b2', 'b3', 'c1'],
      )
      assert.equal(new Set(seen.slice(1, 4).map(([, , position]) => position)).size, 1)
    },
  },
  {
    id: 'changes-poison',
    title:
      'a change that fails again and again goes to onError and is passed over; the count outlives a restart',
    needs,
    alone,
    async run({ connectTo }) {
      const db = await connectTo({ Note: noteModel() })
      db.on('error', () => undefined)
      const seen: string[] = []
      const poison: unknown[] = []
      const options = {
        attempts: 2,
        onError: (error: unknown, change: { readonly after: object | null }) => {
          poison.push([textOf(change), error instanceof Undo])
        },
      }
      const consume = () =>
        changesOf(db).consume('poison', options, (change, { attempt }) => {
          seen.push(`${textOf(change)}${attempt}`)
          if (textOf(change) === 'bad') throw new Undo('never')
        })
      const first = await consume()
      await modelOf(db, 'Note').insertMany(['good', 'bad', 'next'].map((text) => ({ text })))
      while ((await changesOf(db).consumers())[0]?.failures === 0) await settle()
      await first.stop()
      const second = await consume()
      await second.caughtUp()
      await second.stop()
      assert.deepEqual(poison, [['bad', true]])
      assert.deepEqual(seen.at(-1), 'next1')
      assert.deepEqual(
        seen.filter((one) => one.startsWith('bad')),
        ['bad1', 'bad2'],
      )
    },
  },
  {
    id: 'changes-lease',
    title: 'of several who consume under one name one is at work, and another takes over when it stops',
    needs,
    alone,
    async run({ connectTo }) {
      const db = await connectTo({ Note: noteModel() })
      const Note = modelOf(db, 'Note')
      const seen: string[] = []
      const consume = (who: string) =>
        changesOf(db).consume('one', { lease: '1s' }, (change) => seen.push(`${who}${textOf(change)}`))
      const first = await consume('first ')
      await Note.create({ text: 'a' })
      await first.caughtUp()
      const second = await consume('second ')
      await Note.create({ text: 'b' })
      await Promise.all([first.caughtUp(), second.caughtUp()])
      await first.stop()
      await Note.create({ text: 'c' })
      await second.caughtUp()
      await second.stop()
      assert.deepEqual(seen, ['first a', 'first b', 'second c'])
      await refuses(() => second.caughtUp(), 'MISUSE')
    },
  },
  {
    id: 'changes-consumer-models',
    title: 'under one name there is one list of models: another is refused while it is at work here',
    needs,
    alone,
    async run({ connectTo }) {
      const db = await connectTo(twoModels())
      const changes = changesOf(db)
      const consume = (models: readonly string[]) => changes.consume('one', { models }, () => undefined)
      const first = await consume(['Note', 'Other'])
      await refuses(() => consume(['Note']), 'MISUSE', { models: ['Note', 'Other'] })
      await (await consume(['Other', 'Note'])).stop()
      await first.stop()
      const second = await consume(['Note'])
      await second.caughtUp()
      await second.stop()
    },
  },
  {
    id: 'changes-consumer-version',
    title:
      'where another process consumes under the name with other models, it takes over and loses no change',
    needs: [...needs, 'persistent'],
    alone,
    async run({ connectTo, close }) {
      await close()
      const seen: unknown[] = []
      const [old, now] = [
        await connectTo(twoModels(), { again: true }),
        await connectTo(twoModels(), { again: true }),
      ]
      const consume = (db: object, who: string, models: readonly string[]) =>
        changesOf(db).consume('one', { models, lease: '1s' }, (change) =>
          seen.push(`${who} ${textOf(change)}`),
        )
      const reported = deferred()
      old.on('error', () => reported.resolve())
      const first = await consume(old, 'old', ['Note'])
      await modelOf(old, 'Note').create({ text: 'a' })
      await first.caughtUp()
      const second = await consume(now, 'new', ['Note', 'Other'])
      await reported.promise
      await refuses(() => first.caughtUp(), 'MISUSE')
      await modelOf(old, 'Other').create({ text: 'b' })
      await modelOf(old, 'Note').create({ text: 'c' })
      await second.caughtUp()
      await Promise.all([first.stop(), second.stop()])
      assert.deepEqual(seen, ['old a', 'new b', 'new c'])
    },
  },
  {
    id: 'changes-stop',
    title: 'stop and close wait for the change that is being handled, and tell its handler',
    needs,
    alone,
    async run({ connectTo }) {
      const db = await connectTo({ Note: noteModel() })
      const seen: unknown[] = []
      const begun = deferred()
      await changesOf(db).consume('slow', {}, async (change, { signal }) => {
        begun.resolve()
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        seen.push(textOf(change))
      })
      await modelOf(db, 'Note').insertMany([{ text: 'a' }, { text: 'b' }])
      await begun.promise
      await db.close()
      assert.equal(seen.length, 1)
    },
  },
])
