import assert from 'node:assert/strict'
import { field, hasMany, ref } from '../../schema/factories.ts'
import { modelOf } from '../loose.ts'
import { defineModel } from '../models.ts'
import { refuses } from '../refusals.ts'
import { group } from '../scenario.ts'
import { signedIn } from './access-models.ts'
import type { ConnectTo } from './relation-models.ts'

interface Task {
  readonly id: string
  readonly size: number
  readonly name: string
}

/** How often functions were asked. */
let asked = 0

/** Boxes of tasks; who may see and change a task is decided by functions, of all or of those that a filter narrows. */
async function askedWorld(connectTo: ConnectTo) {
  const Box = defineModel({
    name: 'Box',
    schema: {
      id: field.id(),
      name: field.string(),
      tasks: hasMany('Task', { by: 'box' }),
      scanned: hasMany('Scanned', { by: 'box' }),
    },
    permissions: { read: ['anyone'] },
  })
  const Task = defineModel({
    name: 'Task',
    schema: {
      id: field.id(),
      name: field.string({ required: true }),
      size: field.integer({ required: true }),
      open: field.boolean({ default: true }),
      box: ref('Box'),
      secret: field.string({ access: { read: ['third'] } }),
    },
    roles: {
      third: {
        where: { open: true },
        checkRecord: async (_, task) => {
          asked++
          const { size } = task as unknown as Task
          if (size === 6) throw new Error('a function that fails')
          return size === 9 ? ('yes' as never) : size % 3 === 0
        },
      },
      first: { where: ({ user }) => ({ name: `task ${user.id}` }) },
    },
    permissions: {
      create: ['third'],
      read: ['third', 'first'],
      update: ['third'],
      destroy: ['third'],
    },
  })
  const Scanned = defineModel({
    name: 'Scanned',
    schema: { id: field.id(), size: field.integer({ required: true }), box: ref('Box') },
    roles: { even: { scan: 10, checkRecord: (_, record) => Number(Reflect.get(record, 'size')) % 2 === 0 } },
    permissions: { read: ['even', 'administrator'], update: ['even'] },
  })
  const db = await connectTo({ Box, Task, Scanned })
  const of = (name: string) => modelOf(db.system('a test'), name)
  const box = await of('Box').create({ name: 'b' })
  await of('Task').insertMany(
    Array.from({ length: 300 }, (_, size) => ({
      name: `task ${size}`,
      size,
      open: size % 2 === 0,
      boxId: size < 40 ? box.id : null,
      secret: `s${size}`,
    })),
  )
  await of('Scanned').insertMany(Array.from({ length: 12 }, (_, size) => ({ size, boxId: box.id })))
  const scope = db.as(signedIn('1'))
  asked = 0
  return { db, of, box, mine: (name: string) => modelOf(scope, name) }
}

/** What the functions and filters come to: 0, 12, 18 and so on by the function, and 1 by its name. */
const expected = [0, 1, ...Array.from({ length: 48 }, (_, i) => 12 + 6 * i)]

const sizes = (tasks: readonly object[]) => tasks.map((task) => Reflect.get(task, 'size'))

/** Roles whose functions decide record by record. */
export const accessAskedScenarios = group('roles that are asked of each record', [
  {
    id: 'access-asked-reads',
    title: 'lists and pages are full and right; a failing function allows nothing',
    alone: true,
    async run({ connectTo }) {
      const { mine, db } = await askedWorld(connectTo)
      const Task = mine('Task')
      const sort = { size: 'asc' }
      assert.deepEqual(sizes(await Task.find({ sort, select: { size: true } })), expected)
      assert.ok(asked > 100 && asked <= 150, `it was asked ${asked} times of 150 that its filter leaves`)
      assert.deepEqual(sizes(await Task.find({ sort, limit: 7, offset: 2 })), expected.slice(2, 9))
      assert.deepEqual(
        sizes(await Task.find({ sort: { size: 'desc' }, limit: 3, plain: true })),
        [294, 288, 282],
      )
      assert.deepEqual(await Task.find({ sort, limit: 2, select: { name: true } }), [
        { name: 'task 0' },
        { name: 'task 1' },
      ])
      assert.deepEqual(sizes(await Task.find({ where: { size: { $lt: 20 } }, sort })), [0, 1, 12, 18])
      assert.equal((await Task.findOne({ sort: { size: 'desc' } }))?.size, 294)
      assert.equal(await Task.exists({ size: 12 }), true)
      assert.equal(await Task.exists({ size: { $in: [6, 9, 3, 2] } }), false)
      const streamed: object[] = []
      for await (const task of Task.stream({ sort, chunk: 10 })) streamed.push(task)
      assert.deepEqual(sizes(streamed), expected)
      const paged: unknown[] = []
      let page = await Task.page({ sort, limit: 20 })
      for (;;) {
        assert.ok(page.items.length === 20 || page.next === null)
        paged.push(...sizes(page.items))
        if (page.next === null) break
        page = await Task.page({ sort, limit: 20, after: page.next })
      }
      assert.deepEqual(paged, expected)
      const back = await Task.page({ sort, limit: 20, before: page.previous })
      assert.deepEqual(sizes(back.items), expected.slice(20, 40))
      assert.deepEqual(await modelOf(db.as(null), 'Task').find(), [])
    },
  },
  {
    id: 'access-asked-single',
    title: 'single records, fields and includes go by the same answers',
    alone: true,
    async run({ connectTo }) {
      const { mine, of, box } = await askedWorld(connectTo)
      const Task = mine('Task')
      const byName = async (name: string) => (await of('Task').findOne({ where: { name } }))?.id
      assert.equal((await Task.findById(await byName('task 12')))?.size, 12)
      assert.equal(await Task.findById(await byName('task 6')), null)
      assert.equal(await Task.findById(await byName('task 13')), null)
      const [first] = await Task.find({ where: { size: 1 } })
      assert.equal(first?.secret, undefined)
      const [third] = await Task.find({ where: { size: 12 } })
      assert.equal(third?.secret, 's12')
      assert.equal((await third?.reload())?.size, 12)
      assert.equal(await Task.can('read', { record: third }), 'yes')
      assert.equal(await Task.can('update', { record: first }), 'no')
      const [found] = await mine('Box').find({ include: { tasks: { sort: { size: 'asc' } } }, limit: 5 })
      assert.deepEqual(sizes(found?.tasks as object[]), [0, 1, 12, 18, 24, 30, 36])
      assert.equal(found?.id, box.id)
      for (const [select, shown] of [
        [{ name: true }, { name: 'task 12' }],
        [
          { name: true, secret: true },
          { name: 'task 12', secret: 's12' },
        ],
      ] as const) {
        const where = { name: { $in: ['task 6', 'task 12', 'task 15'] } }
        const [chosen] = await mine('Box').find({ include: { tasks: { where, select } } })
        assert.deepEqual(chosen?.tasks, [shown])
      }
      for (const call of [
        () => Task.count(),
        () => Task.aggregate({ count: true }),
        () => Task.find({ lock: 'update' }),
        () => Task.find({ where: { secret: 's12' } }),
        () => Task.updateWhere({ size: 12 }, { name: 'x' }),
        () => Task.destroyWhere({ size: 12 }),
        () => mine('Box').find({ where: { tasks: { $some: { size: 6 } } } }),
        () => mine('Box').find({ include: { tasks: { limit: 2 } } }),
      ])
        await refuses(call, 'UNSUPPORTED')
    },
  },
  {
    id: 'access-asked-writes',
    title: 'a record is written where its function says so, of what is stored',
    alone: true,
    needs: ['transactions'],
    async run({ connectTo }) {
      const { mine, of } = await askedWorld(connectTo)
      const Task = mine('Task')
      const [may, first] = [
        await Task.findOne({ where: { size: 12 } }),
        await Task.findOne({ where: { size: 1 } }),
      ]
      const late = await Task.findOne({ where: { size: 18 } })
      await may?.set({ name: 'changed' }).save()
      assert.equal(await of('Task').count({ name: 'changed' }), 1)
      await refuses(() => first?.set({ name: 'x' }).save(), 'FORBIDDEN')
      await refuses(() => first?.destroy(), 'FORBIDDEN')
      await of('Task').updateWhere({ size: 18 }, { size: 17 })
      await refuses(() => late?.set({ name: 'x' }).save(), 'NOT_FOUND')
      await refuses(() => late?.destroy(), 'NOT_FOUND')
      assert.equal(await of('Task').count({ name: 'x' }), 0)
      await may?.destroy()
      assert.equal(await of('Task').count({ size: 12 }), 0)
      assert.equal((await Task.create({ name: 'new', size: 303 })).size, 303)
      await refuses(() => Task.create({ name: 'new', size: 304 }), 'FORBIDDEN')
      await refuses(() => Task.create({ name: 'new', size: 306, open: false }), 'FORBIDDEN')
    },
  },
  {
    id: 'access-asked-scan',
    title:
      'where no filter narrows it, as many records are read as the role allows, and never fewer in silence',
    alone: true,
    async run({ connectTo }) {
      const { mine, db } = await askedWorld(connectTo)
      const Scanned = mine('Scanned')
      const sort = { size: 'asc' }
      await refuses(() => Scanned.find(), 'SCAN_LIMIT', { scan: 10 })
      await refuses(() => Scanned.page({ sort, limit: 6 }), 'SCAN_LIMIT')
      assert.deepEqual(sizes(await Scanned.find({ where: { size: { $lt: 10 } }, sort })), [0, 2, 4, 6, 8])
      const include = (where: object) => mine('Box').find({ include: { scanned: { where, sort } } })
      await refuses(() => include({ size: { $gte: 0 } }), 'SCAN_LIMIT', { scan: 10 })
      const [narrow] = await include({ size: { $lt: 10 } })
      assert.deepEqual(sizes(narrow?.scanned as object[]), [0, 2, 4, 6, 8])
      const boss = modelOf(db.as(signedIn('1', { roles: ['administrator'] })), 'Scanned')
      assert.equal(await boss.count(), 12)
    },
  },
])
