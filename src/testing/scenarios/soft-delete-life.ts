import assert from 'node:assert/strict'
import { softDelete } from '../../mixins/soft-delete.ts'
import { field } from '../../schema/factories.ts'
import type { Capabilities } from '../../store/capabilities.ts'
import { cast } from '../../support/cast.ts'
import type { LooseDatabase } from '../loose.ts'
import { defineMixin, defineModel, hooksFor } from '../models.ts'
import { each, refuses } from '../refusals.ts'
import type { ScenarioContext } from '../scenario.ts'
import { group } from '../scenario.ts'
import { settle, Undo } from '../timing.ts'
import { namesOf, newOf } from './relation-models.ts'
import type { Keeping, Kept } from './soft-delete-models.ts'
import { keeping, kept } from './soft-delete-models.ts'

function leafModel(capabilities: Capabilities, run: (hook: string) => void = () => undefined) {
  const aroundWrites = hooksFor(capabilities).filter((name) => name !== 'afterInitialize')
  const hooked = defineMixin({
    hooks: Object.fromEntries(aroundWrites.map((name) => [name, () => run(name)])),
  })
  return defineModel({
    name: 'Leaf',
    schema: { id: field.id(), name: field.string({ unique: true, maxLength: 9 }) },
    mixins: [softDelete(), hooked],
  })
}

async function leaf({ connectTo, capabilities }: ScenarioContext, run?: (hook: string) => void) {
  const db = await connectTo({ Leaf: leafModel(capabilities, run) })
  const Leaf = keeping(db, 'Leaf')
  return { db, Leaf, record: kept(await Leaf.create({ name: 'a' })) }
}

/** The destroyed record, as `withDeleted` gives it. */
const destroyed = async (Leaf: Keeping, { id }: Kept): Promise<Kept> =>
  kept(await Leaf.withDeleted().findById(id))

/** The life of a record that is destroyed and comes back. */
export const softDeleteLifeScenarios = group('soft delete', [
  {
    id: 'soft-delete-twice',
    title: 'what is destroyed is not found to be destroyed again, and keeps its time',
    alone: true,
    async run(context) {
      const { Leaf, record } = await leaf(context)
      await record.destroy()
      const at = record.deletedAt
      await settle()
      const again = await destroyed(Leaf, record)
      await refuses(() => again.destroy(), 'NOT_FOUND')
      assert.equal(await Leaf.withDeleted().destroyWhere({ name: 'a' }), 0)
      assert.equal(await Leaf.withDeleted().destroyWhere(context.everything), 0)
      assert.deepEqual((await destroyed(Leaf, record)).deletedAt, at)
    },
  },
  {
    id: 'soft-delete-with-deleted-writes',
    title: 'by withDeleted a destroyed record can be changed, and stays destroyed',
    alone: true,
    async run(context) {
      const { db, Leaf, record } = await leaf(context)
      await record.destroy()
      await refuses(() => record.set({ name: 'b' }).save(), 'NOT_FOUND')
      await refuses(() => record.reload(), 'NOT_FOUND')
      const again = await destroyed(Leaf, record)
      await again.set({ name: 'b' }).save()
      assert.equal(await Leaf.withDeleted().updateWhere({ name: 'b' }, { name: 'c' }), 1)
      await again.reload()
      assert.deepEqual([again.name, await Leaf.count()], ['c', 0])
      assert.equal((await newOf(db, 'Leaf', record.id).ready) === null, true)
      await refuses(() => again.set({ deletedAt: null }).save(), 'VALIDATION_FAILED')
      await refuses(
        () => Leaf.withDeleted().updateWhere({ name: 'c' }, { deletedAt: null }),
        'VALIDATION_FAILED',
      )
    },
  },
  {
    id: 'soft-delete-restore',
    title: 'restore stores what was changed on the record along, so that a taken value can be given up',
    alone: true,
    async run(context) {
      const { Leaf, record } = await leaf(context)
      await record.destroy()
      await Leaf.create({ name: 'a' })
      const again = await destroyed(Leaf, record)
      await refuses(() => again.restore(), 'UNIQUE_VIOLATION', { fields: ['name'] })
      assert.ok(again.deletedAt instanceof Date)
      await refuses(() => kept(again.set({ name: 'too long for this' })).restore(), 'VALIDATION_FAILED')
      await kept(again.set({ name: 'b' })).restore()
      assert.deepEqual([again.deletedAt, again.name, again.changed], [null, 'b', []])
      assert.equal(await namesOf(Leaf), 'a b')
    },
  },
  {
    id: 'soft-delete-restore-refused',
    title: 'a living record can be restored to no effect, one that is gone or new cannot',
    alone: true,
    async run(context) {
      const { db, Leaf, record } = await leaf(context)
      await record.restore()
      assert.deepEqual([record.deletedAt, await namesOf(Leaf)], [null, 'a'])
      await record.purge()
      await refuses(() => record.restore(), 'NOT_FOUND')
      await refuses(() => record.purge(), 'NOT_FOUND')
      const fresh = kept(newOf(db, 'Leaf', { name: 'n' }))
      await refuses(() => fresh.restore(), 'VALIDATION_FAILED')
      await refuses(() => fresh.purge(), 'VALIDATION_FAILED')
      await refuses(() => Leaf.purgeWhere({}), 'MISSING_FILTER')
      await refuses(() => Leaf.purgeWhere(undefined), 'MISSING_FILTER')
    },
  },
  {
    id: 'soft-delete-hooks',
    title: 'destroy and purge run the hooks of destroy, and restore those of an update',
    alone: true,
    async run(context) {
      const calls: string[] = []
      const names: readonly string[] = hooksFor(context.capabilities)
      const ran = (expected: string) =>
        assert.deepEqual(
          calls.splice(0),
          expected.split(' ').filter((name) => names.includes(name)),
        )
      const { record } = await leaf(context, (hook) => calls.push(hook))
      calls.splice(0)
      await record.destroy()
      ran('beforeDestroy afterDestroy afterCommit')
      await record.restore()
      ran('beforeValidation afterValidation beforeSave beforeUpdate afterUpdate afterSave afterCommit')
      await record.purge()
      ran('beforeDestroy afterDestroy afterCommit')
    },
  },
  {
    id: 'soft-delete-undone',
    title: 'where a hook or the transaction undoes it, the record is as it was',
    needs: ['transactions'],
    alone: true,
    async run(context) {
      let failing = ''
      const { db, Leaf, record } = await leaf(context, (hook) => {
        if (hook === failing) throw new Undo('undo')
      })
      failing = 'afterDestroy'
      await assert.rejects(record.destroy(), Undo)
      assert.deepEqual([record.deletedAt, await Leaf.count()], [null, 1])
      failing = ''
      let inside: Kept | undefined
      const undone = db.transaction(async (tx: LooseDatabase) => {
        inside = kept(await keeping(tx, 'Leaf').findById(record.id))
        await inside.destroy()
        assert.deepEqual(
          [await keeping(tx, 'Leaf').count(), await keeping(tx, 'Leaf').withDeleted().count()],
          [0, 1],
        )
        throw new Undo('undo')
      })
      await assert.rejects(undone, Undo)
      assert.deepEqual([inside?.deletedAt, await Leaf.count()], [null, 1])
      await record.destroy()
      failing = 'afterSave'
      await assert.rejects(record.restore(), Undo)
      assert.ok(record.deletedAt instanceof Date)
      assert.equal(await Leaf.count(), 0)
    },
  },
  {
    id: 'soft-delete-scopes',
    title:
      'withDeleted sees all in every scope, gives records of the model, and keeps pages and streams whole',
    alone: true,
    async run(context) {
      const { db, Leaf, record } = await leaf(context)
      await Leaf.insertMany(['b', 'c', 'd', 'e'].map((name) => ({ name })))
      await record.destroy()
      await Leaf.destroyWhere({ name: { $in: ['c', 'e'] } })
      await each([db, db.system('a test')], async (scope) =>
        assert.equal(await namesOf(keeping(scope, 'Leaf').withDeleted()), 'a b c d e'),
      )
      const all = Leaf.withDeleted()
      assert.ok((await all.findById(record.id)) instanceof cast<new () => object>(Leaf, 'a model is a class'))
      assert.equal(await namesOf(all.withDeleted()), 'a b c d e')
      const sort = { name: 'asc' }
      const first = await all.page({ sort, limit: 3 })
      const second = await all.page({ sort, limit: 3, after: first.next })
      assert.deepEqual([...first.items, ...second.items].map(({ name }) => name).join(), 'a,b,c,d,e')
      const streamed: unknown[] = []
      for await (const { name } of all.stream({ sort, chunk: 2 })) streamed.push(name)
      assert.equal(streamed.join(), 'a,b,c,d,e')
      assert.deepEqual(await all.aggregate({ count: true }), [{ count: 5 }])
      assert.equal(await namesOf(Leaf), 'b d')
    },
  },
  {
    id: 'soft-delete-reopened',
    title: 'what is destroyed stays so where the same data is opened again',
    needs: ['persistent'],
    alone: true,
    async run({ connectTo, capabilities, close }) {
      await close()
      const open = () => connectTo({ Leaf: leafModel(capabilities) }, { again: true })
      const first = await open()
      const record = kept(await keeping(first, 'Leaf').create({ name: 'a' }))
      await record.destroy()
      await first.close()
      const Leaf = keeping(await open(), 'Leaf')
      await Leaf.create({ name: 'a' })
      await refuses(() => Leaf.create({ name: 'a' }), 'UNIQUE_VIOLATION', { fields: ['name'] })
      await refuses(async () => (await destroyed(Leaf, record)).restore(), 'UNIQUE_VIOLATION')
      assert.deepEqual([await Leaf.count(), await Leaf.withDeleted().count()], [1, 2])
    },
  },
  {
    id: 'soft-delete-given',
    title: 'a record can be created as destroyed, as an import does, beside a living one of the same value',
    alone: true,
    async run(context) {
      const { Leaf, record } = await leaf(context)
      const deletedAt = new Date('2020-01-01T00:00:00.000Z')
      await Leaf.create({ name: 'a', deletedAt })
      await Leaf.insertMany([{ name: 'a', deletedAt }])
      assert.deepEqual([await namesOf(Leaf), await Leaf.withDeleted().count({ deletedAt })], ['a', 2])
      const again = kept(await Leaf.upsert({ by: ['name'], create: { name: 'a' } }))
      assert.equal(again.id, record.id)
    },
  },
])
