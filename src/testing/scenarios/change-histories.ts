import assert from 'node:assert/strict'
import { modelOf } from '../loose.ts'
import { group } from '../scenario.ts'
import { deferred } from '../timing.ts'
import { changesOf, noteModel, textOf } from './change-models.ts'

const needs = ['changes'] as const
const alone = true

/** What consumers are told where a history has ended and another one began. */
export const changeHistoryScenarios = group('changes', [
  {
    id: 'changes-consumer-reset',
    title: 'a consumer of another history says so and, once it made up for that, goes on behind it',
    needs,
    alone,
    async run({ connectTo }) {
      const db = await connectTo({ Note: noteModel() })
      const Note = modelOf(db, 'Note')
      const seen: unknown[] = []
      const options = { onReset: (reason: string) => void seen.push(reason) }
      const consume = () => changesOf(db).consume('reset', options, (change) => seen.push(textOf(change)))
      const first = await consume()
      await Note.create({ text: 'a' })
      await first.caughtUp()
      await first.stop()
      await Note.create({ text: 'lost' })
      await changesOf(db).renewEpoch()
      const second = await consume()
      await second.caughtUp()
      await Note.create({ text: 'b' })
      await second.caughtUp()
      await second.stop()
      assert.deepEqual(seen, ['a', 'epoch', 'b'])
    },
  },
  {
    id: 'changes-consumer-ended-history',
    title: 'who waits for what a history had that has ended waits no longer',
    needs,
    alone,
    async run({ connectTo }) {
      const db = await connectTo({ Note: noteModel() })
      const seen: unknown[] = []
      const [begun, gate] = [deferred(), deferred()]
      const options = { onReset: (reason: string) => void seen.push(reason) }
      const consumer = await changesOf(db).consume('ended', options, async (change) => {
        begun.resolve()
        await gate.promise
        seen.push(textOf(change))
      })
      await modelOf(db, 'Note').create({ text: 'a' })
      await begun.promise
      await modelOf(db, 'Note').create({ text: 'lost' })
      // It has looked where the end is before the first statement that comes after is answered.
      const caughtUp = consumer.caughtUp()
      await changesOf(db).head()
      await changesOf(db).renewEpoch()
      gate.resolve()
      await caughtUp
      await consumer.stop()
      assert.deepEqual(seen, ['a', 'epoch'])
    },
  },
])
