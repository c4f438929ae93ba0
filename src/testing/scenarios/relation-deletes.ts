import assert from 'node:assert/strict'
import { field, ref } from '../../schema/factories.ts'
import { cast } from '../../support/cast.ts'
import { defineMixin, defineModel } from '../models.ts'
import { refuses } from '../refusals.ts'
import { group } from '../scenario.ts'
import type { ConnectTo } from './relation-models.ts'
import { namesOf, uid } from './relation-models.ts'

interface FolderHooks {
  readonly calls: string[]
  failing: boolean
}

function folderModels(hooks: FolderHooks) {
  const logged = defineMixin({
    hooks: {
      beforeDestroy() {
        const { name } = cast<{ name: string }>(this, 'every model here has a name')
        hooks.calls.push(name)
        if (hooks.failing && name === 'deep') throw new Error('the hook refuses')
      },
    },
  })
  class Folder extends defineModel({
    name: 'Folder',
    schema: { id: field.id(), name: field.string(), parent: ref('Folder', { onDelete: 'cascade' }) },
    mixins: [logged],
  }) {}
  class Paper extends defineModel({
    name: 'Paper',
    schema: {
      id: field.id(),
      name: field.string(),
      folder: ref('Folder', { onDelete: 'cascade', required: true }),
    },
    mixins: [logged],
  }) {}
  class Mark extends defineModel({
    name: 'Mark',
    schema: { id: field.id(), name: field.string(), folder: ref('Folder', { onDelete: 'setNull' }) },
  }) {}
  class Pin extends defineModel({
    name: 'Pin',
    schema: { id: field.id(), name: field.string(), folder: ref('Folder', { onDelete: 'restrict' }) },
  }) {}
  return { Folder, Paper, Mark, Pin }
}

/** Folders top > middle > low, each with a paper and a mark; `other` is of another tree. */
async function folders(connectTo: ConnectTo) {
  const hooks: FolderHooks = { calls: [], failing: false }
  const db = await connectTo(folderModels(hooks))
  await db.model('Folder').insertMany([
    { id: uid(1), name: 'top' },
    { id: uid(2), name: 'middle', parentId: uid(1) },
    { id: uid(3), name: 'low', parentId: uid(2) },
    { id: uid(4), name: 'other' },
  ])
  const inside = [
    { name: 'high', folderId: uid(1) },
    { name: 'deep', folderId: uid(3) },
    { name: 'kept', folderId: uid(4) },
  ]
  await db.model('Paper').insertMany(inside)
  await db.model('Mark').insertMany(inside)
  const stored = async () => [
    await namesOf(db.model('Folder')),
    await namesOf(db.model('Paper')),
    await namesOf(db.model('Mark'), { where: { folder: null } }),
    await namesOf(db.model('Mark')),
  ]
  return { db, hooks, stored }
}

const before = ['low middle other top', 'deep high kept', '', 'deep high kept']
const after = ['other', 'kept', 'deep high', 'deep high kept']

/** What happens to those who refer. */
export const onDeleteScenarios = group('relations', [
  {
    id: 'delete-follows',
    title: 'destroy takes children along with their hooks, and sets refs null, down to the last',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const { db, hooks, stored } = await folders(connectTo)
      assert.deepEqual(await stored(), before)
      await (await db.model('Folder').findById(uid(1)))?.destroy()
      assert.deepEqual(await stored(), after)
      assert.deepEqual(hooks.calls.toSorted(), ['deep', 'high', 'low', 'middle', 'top'])
      assert.equal(hooks.calls[0], 'top')
    },
  },
  {
    id: 'delete-follows-where',
    title: 'destroyWhere counts what it destroys itself, and takes children along with their hooks',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const { db, hooks, stored } = await folders(connectTo)
      assert.equal(await db.model('Folder').destroyWhere({ name: 'top' }), 1)
      assert.deepEqual(await stored(), after)
      assert.ok(hooks.calls.includes('deep') && hooks.calls.includes('middle'))
    },
  },
  {
    id: 'delete-restrict',
    title: 'a record that others refer to stays, and so does all that would have gone with it',
    needs: ['foreignKeys', 'transactions'],
    alone: true,
    async run({ connectTo }) {
      const { db, stored } = await folders(connectTo)
      await db.model('Pin').create({ name: 'pin', folderId: uid(3) })
      const top = await db.model('Folder').findById(uid(1))
      await refuses(() => top?.destroy(), 'FOREIGN_KEY_VIOLATION')
      await refuses(() => db.model('Folder').destroyWhere({ name: 'top' }), 'FOREIGN_KEY_VIOLATION')
      assert.deepEqual(await stored(), before)
      await db.model('Pin').destroyWhere({ name: 'pin' })
      await top?.destroy()
      assert.deepEqual(await stored(), after)
    },
  },
  {
    id: 'delete-hook-throws',
    title: 'a hook of a child that throws leaves everything as it was',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const { db, hooks, stored } = await folders(connectTo)
      hooks.failing = true
      const top = await db.model('Folder').findById(uid(1))
      await assert.rejects(async () => top?.destroy(), /the hook refuses/)
      await assert.rejects(db.model('Folder').destroyWhere({ name: 'top' }), /the hook refuses/)
      assert.deepEqual(await stored(), before)
      hooks.failing = false
      await top?.destroy()
      assert.deepEqual(await stored(), after)
    },
  },
  {
    id: 'delete-tree-where',
    title: 'destroyWhere of a whole tree destroys each record once, and counts all that match',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo, everything }) {
      const { db, hooks, stored } = await folders(connectTo)
      assert.equal(await db.model('Folder').destroyWhere({ name: { $in: ['top', 'low'] } }), 2)
      assert.deepEqual(await stored(), after)
      assert.equal(await db.model('Folder').destroyWhere(everything), 1)
      assert.deepEqual((await stored()).slice(0, 2), ['', ''])
      const papers = hooks.calls.filter((name) => ['high', 'deep', 'kept'].includes(name))
      assert.deepEqual(papers.toSorted(), ['deep', 'high', 'kept'])
    },
  },
  {
    id: 'delete-twice-led-to',
    title: 'a record that a destroy leads to on two ways is destroyed once',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const calls: string[] = []
      const counted = defineMixin({
        schema: { name: field.string() },
        hooks: {
          beforeDestroy() {
            calls.push(String(this.name))
          },
        },
      })
      const cascade = { onDelete: 'cascade' } as const
      const Node = defineModel({
        name: 'Node',
        schema: {
          id: field.id(),
          left: ref('Node', cascade),
          right: ref('Node', cascade),
          root: ref('Node', cascade),
        },
        mixins: [counted],
      })
      const model = (await connectTo({ Node })).model('Node')
      await model.insertMany([
        { id: uid(1), name: 'root' },
        { id: uid(2), name: 'a', rootId: uid(1) },
        { id: uid(3), name: 'b', rootId: uid(1), leftId: uid(2) },
        { id: uid(4), name: 'c', rootId: uid(1), leftId: uid(2), rightId: uid(3) },
      ])
      await (await model.findById(uid(1)))?.destroy()
      assert.deepEqual([await model.count(), calls.toSorted()], [0, ['a', 'b', 'c', 'root']])
    },
  },
])
