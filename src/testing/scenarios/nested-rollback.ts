import assert from 'node:assert/strict'
import { field, manyToMany, ref } from '../../schema/factories.ts'
import { cast } from '../../support/cast.ts'
import type { LooseDatabase, LooseRecord } from '../loose.ts'
import { defineModel } from '../models.ts'
import { refuses } from '../refusals.ts'
import { group } from '../scenario.ts'
import type { OnHook } from './nested-models.ts'
import { content, LAMP, lampOf, lampValues, productText, shop } from './nested-models.ts'
import { namesOf, newOf } from './relation-models.ts'

class Stop extends Error {}

/** Counts the hooks that run, and stops at the one that is asked for. */
function stopper(): { readonly onHook: OnHook; at: number; calls: number } {
  const state = { at: 0, calls: 0, onHook: () => undefined as unknown }
  state.onHook = () => {
    if (++state.calls === state.at) throw new Stop(`hook ${state.at}`)
  }
  return state
}

const pendingOf = (record: LooseRecord) => [
  record.isNew,
  record.changed,
  record.changedRelations,
  record.makerId,
]

/** Saves again and again, stopped at each hook in turn, until it is saved; gives how often it was stopped. */
async function saveAtLast(
  db: LooseDatabase,
  record: LooseRecord,
  stops: ReturnType<typeof stopper>,
): Promise<number> {
  const before = await content(db)
  const pending = pendingOf(record)
  for (stops.at = 1; ; stops.at++) {
    stops.calls = 0
    const stopped = await record.save().then(
      () => false,
      (error: unknown) => error instanceof Stop || Promise.reject(error),
    )
    if (!stopped) return stops.at - 1
    assert.equal(await content(db), before, `stopped at hook ${stops.at}`)
    assert.deepEqual(pendingOf(record), pending)
  }
}

/** Clubs whose members are unique by rank, so that a link can clash. */
function clubModels(rows: { free: boolean }) {
  class Club extends defineModel({
    name: 'Club',
    schema: {
      id: field.id(),
      name: field.string({ required: true }),
      members: manyToMany('Member', { through: 'Seat' }),
    },
  }) {}
  class Member extends defineModel({
    name: 'Member',
    schema: { id: field.id(), name: field.string({ required: true }) },
  }) {}
  class Seat extends defineModel({
    name: 'Seat',
    schema: {
      id: field.id(),
      club: ref('Club', { required: true }),
      member: ref('Member', { required: true, unique: true }),
      row: field.integer({ default: 1, validate: () => rows.free || 'is taken' }),
    },
  }) {}
  return { Club, Member, Seat }
}

/** All or nothing, whatever fails and wherever. */
export const nestedRollbackScenarios = group('nested writes', [
  {
    id: 'nested-rollback-steps',
    title: 'a hook that throws at any step undoes all, and the record can be saved again as it was',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const stops = stopper()
      const db = await shop(connectTo, (step, record) => stops.onHook(step, record))
      const lamp = newOf(db, 'Product', lampValues)
      assert.equal(await saveAtLast(db, lamp, stops), 45)
      assert.equal(await productText(db, 'lamp'), LAMP)
      const [a, b] = await db.model('Offer').find({ sort: { code: 'asc' } })
      const change = {
        name: 'torch',
        maker: { create: { name: 'Bob', products: { create: { name: 'desk' } } } },
        offers: { destroy: a, update: { key: b, values: { price: 6 } }, create: { code: 'c', price: 8 } },
        sheet: { update: { text: 'dim' } },
        tags: { set: [], create: { label: 'old' } },
      }
      lamp.set(change)
      assert.ok((await saveAtLast(db, lamp, stops)) > 35)
      assert.equal(await productText(db, 'torch'), 'torch of Bob; offers b 6, c 8; sheet dim; tags old')
      assert.equal(await productText(db, 'desk'), 'desk of Bob')
    },
  },
  {
    id: 'nested-rollback-unique',
    title: 'a unique value that is taken, at any depth, undoes all and is told with its path',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const db = await shop(connectTo)
      await lampOf(db)
      const before = await content(db)
      const part = {
        name: 'plug',
        maker: { create: { name: 'Cid' } },
        offers: { create: [{ code: 'c', price: 2 }] },
      }
      const desk = newOf(db, 'Product', {
        name: 'desk',
        maker: { create: { name: 'Bob' } },
        parts: { create: [part, { ...part, maker: { create: { name: 'Dan' } } }] },
      })
      const pending = pendingOf(desk)
      const error = await refuses(() => desk.save(), 'UNIQUE_VIOLATION', {
        model: 'Offer',
        fields: ['code'],
        path: 'parts[1].offers[0]',
      })
      assert.match(error.message, /^parts\[1\]\.offers\[0\]: Offer/)
      assert.equal(await content(db), before)
      assert.deepEqual(pendingOf(desk), pending)
      desk.set({ parts: { create: [part] }, maker: { create: { name: 'Ann' } } })
      await refuses(() => desk.save(), 'UNIQUE_VIOLATION', { model: 'Maker', path: 'maker' })
      assert.equal(await content(db), before)
      await desk.set({ maker: { create: { name: 'Bob' } } }).save()
      assert.equal(await productText(db, 'desk'), 'desk of Bob; parts plug')
    },
  },
  {
    id: 'nested-rollback-link',
    title: 'a link that cannot be made undoes all, and names the model between',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const rows = { free: true }
      const db = await connectTo(clubModels(rows))
      const stored = async () => [
        await namesOf(db.model('Club')),
        await namesOf(db.model('Member')),
        await db.model('Seat').count(),
      ]
      await db.model('Club').create({ name: 'chess', members: { create: { name: 'ann' } } })
      const ann = await db.model('Member').findOne()
      const go = newOf(db, 'Club', { name: 'go', members: { create: { name: 'bob' }, connect: ann } })
      await refuses(() => go.save(), 'UNIQUE_VIOLATION', { model: 'Seat', path: 'members.connect' })
      assert.deepEqual(await stored(), ['chess', 'ann', 1])
      go.set({ members: { create: [{ name: 'bob' }, { name: 'cid' }] } })
      rows.free = false
      const { message } = await refuses(() => go.save(), 'VALIDATION_FAILED', {
        problems: [{ field: 'members[0]', code: 'through' }],
      })
      rows.free = true
      assert.match(message, /Seat\.row is taken/)
      assert.deepEqual(
        [await stored(), go.isNew, go.changedRelations],
        [['chess', 'ann', 1], true, ['members']],
      )
      await go.save()
      assert.deepEqual(await stored(), ['chess go', 'ann bob cid', 3])
    },
  },
  {
    id: 'nested-rollback-late',
    title: 'problems that only a hook brings about are told with their path, and undo all',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      let price = 3
      const db = await shop(connectTo, (step, record) => {
        if (step === 'Offer beforeValidation') record.set({ price })
        if (step === 'Sheet beforeSave') record.set({ text: null })
      })
      const empty = await content(db)
      const offers = { create: [{ code: 'a', price: 2 }, { code: 'b' }] }
      const lamp = newOf(db, 'Product', { name: 'lamp', maker: { create: { name: 'Ann' } }, offers })
      const problems = (name: string) => ({ problems: [{ field: name }] })
      await refuses(() => lamp.save(), 'VALIDATION_FAILED', problems('offers[0].price'))
      price = 4
      lamp.set({ sheet: { create: { text: 'x' } } })
      await refuses(() => lamp.save(), 'VALIDATION_FAILED', problems('sheet.text'))
      assert.equal(await content(db), empty)
      await lamp.set({ sheet: {} }).save()
      assert.equal(await productText(db, 'lamp'), 'lamp of Ann; offers a 4, b 4')
    },
  },
  {
    id: 'nested-rollback-records',
    title: 'records that were named in a connect are as they were, whether it is saved or not',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const db = await shop(connectTo)
      const lamp = await lampOf(db)
      const offer = cast<LooseRecord>(
        await db.model('Offer').findOne({ where: { code: 'a' } }),
        'the lamp has it',
      )
      offer.set({ code: 'changed' })
      const desk = newOf(db, 'Product', { name: 'desk', makerId: lamp.makerId, offers: { connect: offer } })
      desk.set({ sheet: { create: {} } })
      await refuses(() => desk.save(), 'VALIDATION_FAILED')
      assert.deepEqual([offer.changed, offer.productId], [['code'], lamp.id])
      await desk.set({ sheet: {} }).save()
      assert.deepEqual([offer.changed, offer.productId], [['code'], lamp.id])
      assert.equal((await offer.reload()).productId, desk.id)
      assert.equal(await productText(db, 'desk'), 'desk of Ann; offers a 2')
    },
  },
])
