import assert from 'node:assert/strict'
import { hostile } from '../loose.ts'
import { each, refuses } from '../refusals.ts'
import { labels, seed } from '../samples.ts'
import { group } from '../scenario.ts'

/** The database as somebody sees it, models by name, and what is told of statements. */
export const scopeScenarios = group('scopes', [
  {
    id: 'scope-system',
    title:
      'trusted code reaches a model without permissions as code that says nothing does, and no session reaches it',
    sessionless: true,
    async run({ db }) {
      await seed(db, { a: { count: 1 }, b: {} })
      const scope = db.system('a test')
      assert.deepEqual(labels(await scope.Sample.find({ sort: { label: 'asc' } })), ['a', 'b'])
      assert.equal(await scope.Sample.updateWhere({ label: 'a' }, { count: { $inc: 1 } }), 1)
      const record = await scope.Sample.create({ label: 'c' })
      await record.set({ count: 5 }).save()
      await record.destroy()
      assert.equal((await db.Sample.findOne({ where: { label: 'a' } }))?.count, 2)
      await refuses(() => db.as(null).Sample.find(), 'FORBIDDEN', { model: 'Sample' })
      await each(['', undefined, null, 5], (reason) =>
        refuses(() => hostile(db).system(reason).Sample.count(), 'MISUSE'),
      )
    },
  },
  {
    id: 'scope-guarded',
    title: 'a model with permissions is not reached without a session, in any way, and is by trusted code',
    sessionless: true,
    async run({ db }) {
      const made = await db.system('a test').Guarded.create({ name: 'x' })
      const calls = [
        () => db.Guarded.find(),
        () => db.Guarded.findOne(),
        () => db.Guarded.findById(made.id),
        () => db.Guarded.count(),
        () => db.Guarded.exists(),
        () => db.Guarded.aggregate({ count: true }),
        () => db.Guarded.page(),
        () => db.Guarded.create({ name: 'y' }),
        () => db.Guarded.insertMany([{ name: 'y' }]),
        () => db.Guarded.upsert({ by: ['id'], create: { id: made.id, name: 'y' } }),
        () => db.Guarded.updateWhere({ name: 'x' }, { name: 'y' }),
        () => db.Guarded.destroyWhere({ name: 'x' }),
        () => new db.Guarded({ name: 'y' }).save(),
        async () => {
          for await (const _ of db.Guarded.stream()) assert.fail('a row was read')
        },
      ]
      await each(calls, (call) => refuses(call, 'SESSION_REQUIRED', { model: 'Guarded' }))
      const rows = await db.system('a test').Guarded.find({ plain: true })
      assert.deepEqual(rows, [{ id: made.id, name: 'x' }])
    },
  },
  {
    id: 'scope-model',
    title: 'a model is reached by its name, and an unknown name is refused with the nearest',
    async run({ db }) {
      await seed(db, { a: {} })
      assert.equal(await db.model('Sample').count(), 1)
      await refuses(() => hostile(db).model('Smaple'), 'UNKNOWN_NAME', { nearest: 'Sample' })
      await each(
        [
          '',
          '__proto__',
          'constructor',
          'transaction',
          undefined,
          null,
          5,
          ['Sample'],
          Symbol.iterator,
          Object.create(null),
        ],
        (name) => refuses(() => hostile(db).model(name), 'UNKNOWN_NAME'),
      )
    },
  },
  {
    id: 'scope-statements',
    title: 'listeners are told of statements by model and kind, and no longer when they stop',
    alone: true,
    async run({ db, listen }) {
      const told: string[] = []
      const stop = listen(({ model, kind, duration }) => {
        told.push(`${model} ${kind}`)
        assert.ok(duration >= 0)
      })
      await db.Sample.create({ label: 'a' })
      await db.Sample.find()
      await db.Sample.count()
      await db.Sample.updateWhere({ label: 'a' }, { count: 1 })
      await db.Sample.destroyWhere({ label: 'a' })
      assert.deepEqual(
        told,
        ['insert', 'find', 'count', 'update', 'destroy'].map((kind) => `Sample ${kind}`),
      )
      stop()
      await db.Sample.find()
      assert.equal(told.length, 5)
    },
  },
  {
    id: 'fixed-statements',
    title: 'save is one statement, and none where nothing was changed',
    alone: true,
    async run({ db, listen }) {
      const record = await db.Sample.create({ label: 'a' })
      const told: string[] = []
      listen(({ kind }) => told.push(kind))
      await record.save()
      await record.set({ label: 'a' }).save()
      assert.deepEqual(told, [])
      await record.set({ count: 1, name: 'x' }).save()
      assert.deepEqual(told, ['update'])
    },
  },
])
