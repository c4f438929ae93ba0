import assert from 'node:assert/strict'
import { field } from '../../schema/factories.ts'
import { modelOf } from '../loose.ts'
import { defineModel } from '../models.ts'
import { group } from '../scenario.ts'
import { signedIn } from './access-models.ts'
import type { ConnectTo } from './relation-models.ts'

/** Notes, of which a field and updates ask a check that has to be waited for, and a hook that counts. */
async function waitingWorld(connectTo: ConnectTo) {
  let hooked = 0
  const check = async () => true
  const Note = defineModel({
    name: 'Note',
    schema: {
      id: field.id(),
      name: field.string({ required: true, unique: true }),
      ownerId: field.string(),
      seen: field.integer({ default: 0 }),
      inner: field.string({ access: { read: ['passing'] } }),
    },
    roles: { owner: 'ownerId', passing: { check } },
    permissions: { create: ['user'], read: ['user'], update: ['user'], transfer: ['user'] },
    transfer: { key: 'ownerId' },
  })
  const Hooked = defineModel({
    name: 'Hooked',
    schema: { id: field.id(), name: field.string() },
    roles: { passing: { check } },
    permissions: { create: ['user'], read: ['user'], update: ['passing'] },
    hooks: {
      beforeSave() {
        hooked++
      },
    },
  })
  const db = await connectTo({ Note, Hooked })
  const of = (name: string) => modelOf(db.system('a test'), name)
  // Each session is a new one: nothing was answered yet.
  const anew = (name: string) => modelOf(db.as(signedIn('ann')), name)
  return { of, anew, hooks: () => hooked }
}

/** Checks whose answer is waited for in the middle of a call. */
export const accessWaitingScenarios = group('checks that are waited for', [
  {
    id: 'access-waiting-writes',
    title: 'what a check lets be shown of a written record is waited for, and nothing is written twice',
    alone: true,
    needs: ['transactions'],
    async run({ connectTo }) {
      const { of, anew } = await waitingWorld(connectTo)
      const made = await anew('Note').create({ name: 'a' })
      assert.deepEqual([made.inner, await of('Note').count()], [null, 1])
      const update = { seen: { $inc: 1 } }
      const upserted = await anew('Note').upsert({ by: ['name'], create: { name: 'a' }, update })
      assert.deepEqual([upserted.seen, await of('Note').count()], [1, 1])
      const [given] = await of('Note').find()
      const Note = anew('Note') as unknown as new (key: unknown) => { transfer(to: string): Promise<object> }
      await new Note(given?.id).transfer('bob')
      assert.equal((await of('Note').findOne())?.ownerId, 'bob')
    },
  },
  {
    id: 'access-waiting-load',
    title: 'a record that is made by its key waits for what may be shown of it',
    alone: true,
    async run({ connectTo }) {
      const { of, anew } = await waitingWorld(connectTo)
      const { id } = await of('Note').create({ name: 'a', inner: 'told' })
      const Note = anew('Note') as unknown as new (
        key: unknown,
      ) => { ready: Promise<{ inner: string } | null> }
      assert.equal((await new Note(id).ready)?.inner, 'told')
    },
  },
  {
    id: 'access-waiting-hooks',
    title: 'hooks run once, whatever is waited for behind them',
    alone: true,
    needs: ['transactions'],
    async run({ connectTo }) {
      const { of, anew, hooks } = await waitingWorld(connectTo)
      await of('Hooked').create({ name: 'a' })
      const [record] = await anew('Hooked').find()
      await record?.set({ name: 'b' }).save()
      assert.equal(hooks(), 2)
    },
  },
])
