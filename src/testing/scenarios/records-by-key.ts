import assert from 'node:assert/strict'
import { each, refuses } from '../refusals.ts'
import { group } from '../scenario.ts'
import { settle } from '../timing.ts'
import { id, newOf, staff, uid } from './relation-models.ts'

/** Records that are made by their key, and load. */
export const recordByKeyScenarios = group('relations', [
  {
    id: 'new-by-key',
    title: 'a record made by its key loads by itself, and can be saved without waiting',
    alone: true,
    async run({ connectTo }) {
      const db = await staff(connectTo)
      await each([id.ann, { id: id.ann }], async (key) => {
        const ann = newOf(db, 'Person', key)
        assert.equal(ann.isNew, false)
        await refuses(() => ann.name, 'NOT_READY', { model: 'Person' })
        await refuses(() => ann.set({ age: 1 }), 'NOT_READY', { model: 'Person' })
        assert.equal(await ann.ready, ann)
        assert.deepEqual([ann.name, ann.isNew, ann.changed], ['ann', false, []])
      })
      const eve = newOf(db, 'Person', id.eve)
      await eve.destroy()
      assert.equal(await db.model('Person').findById(id.eve), null)
      const fresh = newOf(db, 'Person', { id: uid(99), name: 'new' })
      assert.deepEqual([fresh.isNew, await fresh.ready], [true, fresh])
    },
  },
  {
    id: 'new-by-key-missing',
    title: 'a record made by a key that is not there is ready with null, and its use is NOT_FOUND',
    alone: true,
    async run({ connectTo }) {
      const db = await staff(connectTo)
      await each([uid(99), { id: uid(99) }, 'no uuid'], async (key) => {
        const missing = newOf(db, 'Person', key)
        assert.equal(await missing.ready, null)
        for (const use of [
          () => missing.name,
          () => missing.save(),
          () => missing.destroy(),
          () => missing.reload(),
        ])
          await refuses(use, 'NOT_FOUND', { model: 'Person' })
      })
    },
  },
  {
    id: 'new-by-key-fails',
    title: 'a load that fails is told by ready and save, and is no unhandled rejection',
    alone: true,
    async run({ connectTo }) {
      const db = await staff(connectTo)
      await db.close()
      const unhandled: unknown[] = []
      const listener = (reason: unknown) => unhandled.push(reason)
      process.on('unhandledRejection', listener)
      try {
        const record = newOf(db, 'Person', id.ann)
        await settle()
        assert.deepEqual(unhandled, [])
        await refuses(() => record.ready, 'NOT_CONNECTED')
        await refuses(() => record.save(), 'NOT_CONNECTED')
      } finally {
        process.off('unhandledRejection', listener)
      }
    },
  },
])
