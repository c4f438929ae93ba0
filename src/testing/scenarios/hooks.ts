import assert from 'node:assert/strict'
import { hookNames } from '../../model/hook-names.ts'
import { field } from '../../schema/factories.ts'
import { cast } from '../../support/cast.ts'
import type { LooseDatabase } from '../loose.ts'
import { defineMixin, defineModel, hooksFor } from '../models.ts'
import { each, refuses } from '../refusals.ts'
import { group } from '../scenario.ts'
import { Undo } from '../timing.ts'
import { namesOf, newOf, uid } from './relation-models.ts'

/** Transfer has scenarios of its own, and so has what follows a commit. */
const saveHooks = hookNames.filter((name) => !/Transfer|Commit/.test(name))

/** Items whose hooks are told to `run` by name. */
function hookedModels(run: (hook: string) => void | Promise<void>, names: readonly string[] = saveHooks) {
  const entries = names.map((name) => [name, () => run(name)] as const)
  const hooked = defineMixin({ hooks: Object.fromEntries(entries) })
  class Item extends defineModel({
    name: 'Item',
    schema: { id: field.id(), name: field.string() },
    mixins: [hooked],
  }) {}
  class Log extends defineModel({ name: 'Log', schema: { id: field.id(), name: field.string() } }) {}
  return { Item, Log }
}

/** Hooks around the writes of a record. */
export const hookScenarios = group('hooks', [
  {
    id: 'hook-order',
    title: 'the hooks that the store takes run in their order around create, update and destroy',
    alone: true,
    async run({ connectTo, capabilities }) {
      const calls: string[] = []
      const names: readonly string[] = saveHooks.filter((name) => hooksFor(capabilities).includes(name))
      const ran = (expected: string) =>
        assert.deepEqual(
          calls.splice(0),
          expected.split(' ').filter((name) => names.includes(name)),
        )
      const db = await connectTo(hookedModels((hook) => void calls.push(hook), names))
      const item = await db.model('Item').create({ name: 'a' })
      ran('afterInitialize beforeValidation afterValidation beforeSave beforeCreate afterCreate afterSave')
      await item.set({ name: 'b' }).save()
      ran('beforeValidation afterValidation beforeSave beforeUpdate afterUpdate afterSave')
      await item.destroy()
      ran('beforeDestroy afterDestroy')
    },
  },
  {
    id: 'hook-throws',
    title: 'a hook that throws after the write leaves the store and the record as they were',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      let failing = ''
      const db = await connectTo(
        hookedModels((hook) => {
          if (hook === failing) throw new Error(`${hook} refuses`)
        }),
      )
      const model = db.model('Item')
      await each(['afterCreate', 'afterSave'], async (hook) => {
        failing = hook
        const item = newOf(db, 'Item', { name: 'a' })
        await assert.rejects(item.save(), /refuses/)
        await assert.rejects(model.create({ name: 'a' }), /refuses/)
        assert.deepEqual([item.isNew, item.changed, item.name, await model.count()], [true, ['name'], 'a', 0])
        failing = ''
        await item.save()
        assert.deepEqual([item.isNew, await model.count()], [false, 1])
        await item.destroy()
      })
      const item = await model.create({ name: 'old' })
      failing = 'afterUpdate'
      await assert.rejects(item.set({ name: 'new' }).save(), /refuses/)
      assert.deepEqual([item.changed, item.name], [['name'], 'new'])
      failing = 'afterDestroy'
      await assert.rejects(item.destroy(), /refuses/)
      assert.equal(item.isNew, false)
      assert.equal(await namesOf(model), 'old')
    },
  },
  {
    id: 131,
    title: 'the database used inside a hook is in the transaction of the write',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      let seen = -1
      let failing = true
      let outer: LooseDatabase | undefined
      const log = async (hook: string) => {
        if (hook !== 'afterCreate' || outer === undefined) return
        await outer.model('Log').create({ name: hook })
        seen = await outer.model('Item').count()
        if (failing) throw new Error('refuses')
      }
      const db = await connectTo(hookedModels((hook) => (hook === 'afterInitialize' ? undefined : log(hook))))
      outer = db
      await assert.rejects(db.model('Item').create({ name: 'a' }), /refuses/)
      assert.deepEqual([seen, await db.model('Log').count(), await db.model('Item').count()], [1, 0, 0])
      failing = false
      await db.model('Item').create({ name: 'a' })
      assert.deepEqual([seen, await db.model('Log').count(), await db.model('Item').count()], [1, 1, 1])
    },
  },
  {
    id: 'hook-throws-in-transaction',
    title: 'a hook that throws in a transaction undoes its own write alone, where the error is caught',
    needs: ['transactions', 'savepoints'],
    alone: true,
    async run({ connectTo }) {
      let failing = false
      const refuse = (hook: string) => {
        if (failing && hook === 'afterCreate') throw new Undo('undo')
      }
      const db = await connectTo(hookedModels(refuse))
      await db.transaction(async (tx: LooseDatabase) => {
        const model = tx.model('Item')
        await model.create({ name: 'first' })
        failing = true
        await assert.rejects(model.create({ name: 'undone' }), Undo)
        failing = false
        await model.create({ name: 'last' })
      })
      assert.equal(await namesOf(db.model('Item')), 'first last')
    },
  },
  {
    id: 'mixin-initialize',
    title:
      'initialize of a mixin runs for each record that is made or read, before the own hook of the model',
    alone: true,
    async run({ connectTo }) {
      const ran: string[] = []
      const counting = defineMixin({
        schema: { stock: field.integer() },
        initialize() {
          if (this.isNew) this.set({ stock: 3 })
          ran.push(this.isNew ? 'new' : 'read')
        },
      })
      class Item extends defineModel({
        name: 'Item',
        schema: { id: field.id(), name: field.string() },
        mixins: [counting],
        hooks: { afterInitialize: () => void ran.push('own') },
      }) {}
      const db = await connectTo({ Item })
      assert.equal((await db.model('Item').create({ name: 'a' })).stock, 3)
      assert.deepEqual(ran.splice(0), ['new', 'own'])
      assert.equal((await db.model('Item').findOne())?.stock, 3)
      assert.deepEqual(ran, ['read', 'own'])
    },
  },
  {
    id: 'initialize-by-key',
    title:
      'a record that is made by its key is initialized when it is loaded, and one that is not there is not',
    alone: true,
    async run({ connectTo }) {
      const ran: unknown[] = []
      const telling = defineMixin({
        schema: { name: field.string() },
        initialize() {
          ran.push([this.isNew, this.name])
          if (this.name === 'bad') throw new Undo('undo')
        },
      })
      const db = await connectTo({
        Item: defineModel({ name: 'Item', schema: { id: field.id() }, mixins: [telling] }),
      })
      const Item = db.model('Item')
      await Item.insertMany([
        { id: uid(1), name: 'a' },
        { id: uid(2), name: 'bad' },
      ])
      assert.deepEqual(ran, [])
      const item = newOf(db, 'Item', uid(1))
      assert.deepEqual(ran, [])
      await item.ready
      assert.deepEqual(ran.splice(0), [[false, 'a']])
      assert.equal(await newOf(db, 'Item', uid(3)).ready, null)
      await Item.find({ plain: true })
      assert.deepEqual(ran, [])
      await assert.rejects(newOf(db, 'Item', uid(2)).ready, Undo)
      await assert.rejects(Item.find(), Undo)
    },
  },
  {
    id: 'initialize-async',
    title: 'initialize that is async is refused as a record is made',
    alone: true,
    async run({ connectTo }) {
      const slow = defineMixin({ initialize: async () => undefined })
      const db = await connectTo({
        Item: defineModel({ name: 'Item', schema: { id: field.id() }, mixins: [slow] }),
      })
      await refuses(() => db.model('Item').create({}), 'MISUSE', { model: 'Item' })
      assert.equal(await db.model('Item').count(), 0)
      const wrong = { initialize: cast<() => undefined>(3, 'callers without types pass anything') }
      await refuses(() => defineMixin(wrong), 'INVALID_MODEL')
    },
  },
])
