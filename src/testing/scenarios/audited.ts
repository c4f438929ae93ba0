import assert from 'node:assert/strict'
import { auditTrail } from '../../mixins/audit-trail.ts'
import type { AuditEntry } from '../../mixins/audited.ts'
import { audited } from '../../mixins/audited.ts'
import { softDelete } from '../../mixins/soft-delete.ts'
import { versioned } from '../../mixins/versioned.ts'
import { everything } from '../../model/prometheus.ts'
import { field, hasMany, ref } from '../../schema/factories.ts'
import { cast } from '../../support/cast.ts'
import type { LooseDatabase, LooseModel, LooseRecord, LooseScope } from '../loose.ts'
import { modelOf } from '../loose.ts'
import { defineModel } from '../models.ts'
import { each, refuses } from '../refusals.ts'
import type { ScenarioContext } from '../scenario.ts'
import { group } from '../scenario.ts'
import { Undo } from '../timing.ts'

interface Audited extends LooseModel {
  historyOf(key: unknown, args?: object): Promise<AuditEntry[]>
}

function models() {
  class Change extends defineModel({ name: 'Change', schema: {}, mixins: [auditTrail()] }) {}
  class Page extends defineModel({
    name: 'Page',
    schema: {
      id: field.id(),
      title: field.string({ unique: true }),
      price: field.decimal({ precision: 6, scale: 2 }),
      big: field.bigint(),
      day: field.datetime(),
      blob: field.bytes(),
      meta: field.json(),
      tags: field.array(field.string()),
      secret: field.password(),
      inner: field.string({ hidden: true }),
      notes: hasMany('Note', { by: 'page' }),
    },
    mixins: [audited(), versioned()],
  }) {}
  class Note extends defineModel({
    name: 'Note',
    schema: { id: field.id(), page: ref('Page', { onDelete: 'setNull' }) },
    mixins: [audited(), softDelete()],
  }) {}
  return { Change, Page, Note }
}

const auditedModel = (db: LooseScope | LooseDatabase, name: string): Audited =>
  cast(modelOf(db, name), 'the model has the mixin')

async function pages({ connectTo }: ScenarioContext) {
  const db = await connectTo(models())
  return { db, Page: auditedModel(db, 'Page'), Note: auditedModel(db, 'Note'), Change: modelOf(db, 'Change') }
}

/** Keys of JSON have no order of their own. */
const short = (entries: readonly AuditEntry[]) =>
  entries.map(({ action, diff }) => `${action} ${Object.keys(diff).sort().join()}`).reverse()

/** The mixins that keep the history of records. */
export const auditedScenarios = group('audited', [
  {
    id: 'audited-every-write',
    title: 'every kind of write leaves an entry for each record that it changes, and none for others',
    needs: ['transactions', 'savepoints'],
    alone: true,
    async run(context) {
      const { Page, Change } = await pages(context)
      const page = await Page.create({ title: 'a' })
      await page.set({ title: 'b' }).save()
      await page.save()
      await Page.updateWhere({ title: 'b' }, { title: 'c' })
      await Page.updateWhere({ title: 'c' }, { title: 'c' })
      await Page.upsert({ by: ['title'], create: { title: 'c' }, update: { price: '1.50' } })
      await Page.insertMany([{ title: 'm' }, { title: 'n' }])
      await Page.upsert({ by: ['title'], create: { title: 'o' } })
      await page.reload()
      await page.destroy()
      assert.deepEqual(short(await Page.historyOf(page.id)), [
        'create id,tags,title,version',
        'update title',
        'update title',
        'update price',
        'destroy id,price,tags,title,version',
      ])
      await Page.destroyWhere(everything)
      assert.equal(await Change.count(), 5 + 3 + 3)
      assert.equal(await Page.count(), 0)
    },
  },
  {
    id: 'audited-diff',
    title: 'a diff holds JSON forms, and of secrets only that they changed',
    needs: ['transactions'],
    alone: true,
    async run(context) {
      const { Page } = await pages(context)
      const { id } = await Page.create({ title: 'a', inner: 'x', secret: 'long enough' })
      await Page.updateWhere(
        { id },
        {
          price: '9.9',
          big: 2n ** 60n,
          day: new Date(0),
          blob: new Uint8Array([1]),
          meta: { a: [1] },
          tags: ['t'],
          secret: 'another one',
          inner: 'y',
        },
      )
      const [update, create] = await Page.historyOf(id)
      assert.deepEqual(update?.diff, {
        price: { from: null, to: '9.90' },
        big: { from: null, to: '1152921504606846976' },
        day: { from: null, to: '1970-01-01T00:00:00.000Z' },
        blob: { from: null, to: 'AQ==' },
        meta: { from: null, to: { a: [1] } },
        tags: { from: [], to: ['t'] },
        secret: { changed: true },
        inner: { changed: true },
      })
      assert.deepEqual(create?.diff.title, { to: 'a' })
      assert.deepEqual(create?.diff.inner, { changed: true })
      assert.deepEqual([update?.version, create?.version], [2, 1])
    },
  },
  {
    id: 'audited-who',
    title: 'an entry tells who did it, or why trusted code did',
    needs: ['transactions'],
    alone: true,
    async run(context) {
      const anyone = { create: ['anyone'], read: ['anyone'] } as const
      const db = await context.connectTo({
        Change: defineModel({ name: 'Change', schema: {}, mixins: [auditTrail()], permissions: anyone }),
        Page: defineModel({
          name: 'Page',
          schema: { id: field.id(), title: field.string() },
          mixins: [audited()],
          permissions: anyone,
        }),
      })
      const by = async (scope: LooseScope, title: string) => {
        const Page = auditedModel(scope, 'Page')
        const [entry] = await Page.historyOf((await Page.create({ title })).id)
        return [entry?.actorId, entry?.actorKind, entry?.role, entry?.reason]
      }
      assert.deepEqual(await by(db.system('nightly import'), 'system'), [
        null,
        null,
        'system',
        'nightly import',
      ])
      assert.deepEqual(await by(db.as({ user: { id: 7, kind: 'staff' } }), 'user'), [
        '7',
        'staff',
        null,
        null,
      ])
      assert.deepEqual(await by(db.as(null), 'guest'), [null, null, null, null])
    },
  },
  {
    id: 'audited-undone',
    title: 'an entry and its write are one: what is undone or refused leaves none',
    needs: ['transactions', 'savepoints'],
    alone: true,
    async run(context) {
      const { db, Page, Change } = await pages(context)
      await Page.insertMany([{ title: 'a' }, { title: 'b' }])
      const count = await Change.count()
      const refused: (() => Promise<unknown>)[] = [
        () => Page.create({ title: 'a' }),
        () => Page.insertMany([{ title: 'c' }, { title: 'a' }]),
        () => Page.updateWhere(everything, { title: 'same' }),
        () =>
          db.transaction(async (tx: LooseDatabase) => {
            await modelOf(tx, 'Page').create({ title: 'd' })
            throw new Undo('undo')
          }),
      ]
      await each(refused, (write) => assert.rejects(write))
      assert.deepEqual([await Change.count(), await Page.count()], [count, 2])
    },
  },
  {
    id: 'audited-follow',
    title: 'what follows a destroy is entered too, and so are soft destroys and restores',
    needs: ['transactions', 'savepoints'],
    alone: true,
    async run(context) {
      const { Page, Note } = await pages(context)
      const page = await Page.create({ title: 'a' })
      const note = await Note.create({ pageId: page.id })
      await page.destroy()
      await note.reload()
      await note.destroy()
      await cast<LooseRecord & { restore(): Promise<void> }>(note, 'it has the mixin').restore()
      const history = await Note.historyOf(note.id)
      assert.deepEqual(history.map(({ action }) => action).reverse(), [
        'create',
        'update',
        'destroy',
        'restore',
      ])
      assert.deepEqual(history[2]?.diff, { pageId: { from: page.id, to: null } })
    },
  },
  {
    id: 'audited-read',
    title: 'a history is read the latest first, in parts, and of records that are gone',
    needs: ['transactions'],
    alone: true,
    async run(context) {
      const { Page } = await pages(context)
      const page = await Page.create({ title: 't0' })
      for (const number of [1, 2, 3]) await page.set({ title: `t${number}` }).save()
      const history = cast<LooseRecord & { history(args?: object): Promise<AuditEntry[]> }>(
        page,
        'it has the mixin',
      )
      const titles = async (args?: object) => (await history.history(args)).map(({ diff }) => diff.title?.to)
      assert.deepEqual(await titles(), ['t3', 't2', 't1', 't0'])
      assert.deepEqual(await titles({ limit: 2, offset: 1 }), ['t2', 't1'])
      await page.destroy()
      assert.equal((await Page.historyOf(page.id)).length, 5)
      assert.deepEqual(await Page.historyOf('nobody'), [])
    },
  },
  {
    id: 'append-only',
    title: 'the records of an append-only model are never changed or destroyed, on any way',
    needs: ['transactions'],
    alone: true,
    async run(context) {
      const { Page, Change } = await pages(context)
      await Page.create({ title: 'a' })
      const entry = (await Change.findOne()) ?? assert.fail()
      const { id, model, recordId, action, diff } = entry
      const ways: (() => Promise<unknown>)[] = [
        () => entry.set({ role: 'x' }).save(),
        () => entry.destroy(),
        () => Change.updateWhere(everything, { role: 'x' }),
        () => Change.destroyWhere(everything),
        () => Change.upsert({ by: ['id'], create: { id, model, recordId, action, diff } }),
      ]
      await each(ways, (way) => refuses(way, 'APPEND_ONLY', { model: 'Change' }))
      assert.equal((await Change.findById(id))?.role, null)
    },
  },
  {
    id: 'audited-without-trail',
    title: 'an audited model is refused without the model of its history',
    alone: true,
    async run({ connectTo }) {
      const { Page, Note } = models()
      await refuses(() => connectTo({ Page, Note }), 'UNKNOWN_NAME')
    },
  },
])
