import assert from 'node:assert/strict'
import type { ErrorCode } from '../../errors/codes.ts'
import type { LooseDatabase } from '../loose.ts'
import { each, refuses } from '../refusals.ts'
import { group } from '../scenario.ts'
import { content, lampOf, problemFields, shop } from './nested-models.ts'
import { id } from './relation-models.ts'

/** Saves changes of the lamp, each of which is refused, and checks that nothing is stored of any. */
async function refusesEach(
  db: LooseDatabase,
  cases: readonly (readonly [changes: object, code: ErrorCode, where: string])[],
): Promise<void> {
  const lamp = await lampOf(db)
  const before = await content(db)
  await each(cases, async ([changes, code, where]) => {
    lamp.set(changes)
    const pending = [lamp.changed, lamp.changedRelations]
    const { message, details } = await refuses(() => lamp.save(), code)
    assert.ok(message.includes(where), `${message} does not name ${where}`)
    assert.ok(details.path === undefined || String(details.path).startsWith(where), String(details.path))
    assert.equal(await content(db), before)
    assert.deepEqual([lamp.changed, lamp.changedRelations], pending)
    await lamp.reload()
  })
  await lamp.save()
  assert.equal(await content(db), before)
}

/** What nested writes refuse, and what they say. */
export const nestedRefusalScenarios = group('nested writes', [
  {
    id: 'nested-missing',
    title: 'a connect of what is not there is a problem with its path, on every store',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo, capabilities }) {
      const db = await shop(connectTo)
      const dangling = [
        { parts: { create: { name: 'x', makerId: id.ann } } },
        'FOREIGN_KEY_VIOLATION',
        'parts',
      ] as const
      const gone = await db.model('Tag').create({ label: 'gone' })
      await gone.destroy()
      await refusesEach(db, [
        [{ maker: { connect: id.ann } }, 'VALIDATION_FAILED', 'maker'],
        [{ offers: { connect: [id.ann] } }, 'VALIDATION_FAILED', 'offers.connect[0]'],
        [{ sheet: { disconnect: true, connect: id.ann } }, 'VALIDATION_FAILED', 'sheet'],
        [{ tags: { connect: gone } }, 'VALIDATION_FAILED', 'tags.connect'],
        [{ tags: { set: [id.ann] } }, 'VALIDATION_FAILED', 'tags.set[0]'],
        [{ tags: { set: 'no key' } }, 'VALIDATION_FAILED', 'tags.set[0]'],
        ...(capabilities.foreignKeys ? [dangling] : []),
      ])
    },
  },
  {
    id: 'nested-belongs',
    title: 'update, destroy and disconnect touch only what belongs to the record',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const db = await shop(connectTo)
      const desk = {
        name: 'desk',
        tags: { create: { label: 'other' } },
        offers: { create: { code: 'o', price: 2 } },
      }
      const part = { name: 'leg', maker: { create: { name: 'Cid' } } }
      const full = { ...desk, parts: { create: part } }
      await db.model('Maker').create({ name: 'Bob', products: { create: full } })
      const [offer, tag, leg] = await Promise.all([
        db.model('Offer').findOne(),
        db.model('Tag').findOne(),
        db.model('Product').findOne({ where: { name: 'leg' } }),
      ])
      const good = { create: { code: 'n', price: 2 } }
      await refusesEach(db, [
        [{ offers: { ...good, destroy: [offer] } }, 'NOT_FOUND', 'offers.destroy[0]'],
        [
          { offers: { ...good, update: [{ key: offer, values: { price: 4 } }] } },
          'NOT_FOUND',
          'offers.update[0]',
        ],
        [{ offers: { ...good, destroy: id.ann } }, 'NOT_FOUND', 'offers.destroy'],
        [{ size: 9, parts: { disconnect: leg } }, 'NOT_FOUND', 'parts.disconnect'],
        [{ tags: { disconnect: [tag] } }, 'NOT_FOUND', 'tags.disconnect[0]'],
        [{ tags: { disconnect: 'no key' } }, 'NOT_FOUND', 'tags.disconnect'],
      ])
      const bare = await db.model('Product').findOne({ where: { name: 'desk' } })
      await each(['destroy', 'disconnect'], (name) =>
        refuses(() => bare?.set({ sheet: { [name]: true } }).save(), 'NOT_FOUND', { path: 'sheet' }),
      )
      await refuses(() => bare?.set({ sheet: { update: { text: 'x' } } }).save(), 'NOT_FOUND')
      await bare?.reload()
      await refuses(() => bare?.set({ parent: { update: { size: 2 } } }).save(), 'NOT_FOUND', {
        path: 'parent',
      })
    },
  },
  {
    id: 'nested-conflicts',
    title: 'what cannot be done together, or not to this relation, is refused',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const db = await shop(connectTo)
      const sheet = { create: { text: 'x' } }
      await refusesEach(db, [
        [{ maker: { create: { name: 'x' }, connect: id.ann } }, 'VALIDATION_FAILED', 'maker'],
        [{ maker: { connect: id.ann }, makerId: id.ann }, 'VALIDATION_FAILED', 'maker and makerId'],
        [{ maker: { disconnect: true } }, 'VALIDATION_FAILED', 'maker'],
        [{ origin: { create: { name: 'x' } } }, 'VALIDATION_FAILED', 'origin is readonly'],
        [{ offers: { disconnect: [id.ann] } }, 'VALIDATION_FAILED', 'productId is required'],
        [{ sheet }, 'VALIDATION_FAILED', 'sheet leads to a Sheet already'],
        [{ sheet: { ...sheet, update: { text: 'y' } } }, 'VALIDATION_FAILED', 'sheet takes update alone'],
        [
          { sheet: { ...sheet, connect: id.ann, disconnect: true } },
          'VALIDATION_FAILED',
          'sheet takes at most',
        ],
        [{ sheet: { destroy: true, disconnect: true } }, 'VALIDATION_FAILED', 'sheet takes at most'],
        [{ parts: { create: { name: 'x', parentId: id.ann } } }, 'VALIDATION_FAILED', 'parts.parentId'],
        [
          { parts: { create: { name: 'x', parent: { disconnect: true } } } },
          'VALIDATION_FAILED',
          'parts.parent',
        ],
      ])
      const makerId = (await db.model('Maker').findOne())?.id
      const spare = await db.model('Sheet').create({ text: 'spare' })
      const lamp = await db.model('Product').findOne()
      await refuses(() => lamp?.set({ sheet: { connect: spare } }).save(), 'VALIDATION_FAILED')
      await each(['offers', 'parts'], async (relation) => {
        const change = { update: [{ key: spare.id, values: {} }], destroy: [spare.id] }
        const fields = await problemFields(() =>
          db.model('Product').create({ name: 'x', makerId, [relation]: change }),
        )
        assert.deepEqual(fields, [`${relation}.destroy[0]`, `${relation}.update[0]`])
      })
      const made = await db.model('Product').create({ name: 'x', makerId, origin: { connect: makerId } })
      assert.equal(made.originId, makerId)
    },
  },
  {
    id: 'nested-bulk',
    title: 'writes of many records at once, and upsert, name the relation that they do not write',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const db = await shop(connectTo)
      await lampOf(db)
      const before = await content(db)
      const nested = { products: { create: { name: 'x' } } }
      const maker = db.model('Maker')
      const problems = (field: string) => ({ problems: [{ field, code: 'relation' }] })
      await refuses(
        () => maker.insertMany([{ name: 'a' }, { name: 'b', ...nested }]),
        'VALIDATION_FAILED',
        problems('[1].products'),
      )
      await refuses(
        () => maker.updateWhere({ name: 'Ann' }, nested),
        'VALIDATION_FAILED',
        problems('products'),
      )
      const upsert = (args: object) => maker.upsert({ by: ['name'], create: { name: 'Ann' }, ...args })
      await refuses(
        () => upsert({ create: { name: 'Ann', ...nested } }),
        'VALIDATION_FAILED',
        problems('products'),
      )
      await refuses(() => upsert({ update: nested }), 'VALIDATION_FAILED', problems('products'))
      assert.equal(await content(db), before)
    },
  },
  {
    id: 'nested-gone',
    title: 'a record that is gone takes nothing along, even where nothing of its own was changed',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const db = await shop(connectTo)
      const lamp = await lampOf(db)
      const copy = await db.model('Product').findById(lamp.id)
      await lamp.set({ sheet: { destroy: true } }).save()
      await lamp.destroy()
      const before = await content(db)
      await refuses(() => copy?.set({ tags: { create: { label: 'x' } } }).save(), 'NOT_FOUND')
      await refuses(() => copy?.set({ tags: {}, maker: { update: { name: 'x' } } }).save(), 'NOT_FOUND')
      await refuses(
        () => copy?.set({ maker: {}, offers: { create: { code: 'x', price: 2 } } }).save(),
        'NOT_FOUND',
      )
      assert.equal(await content(db), before)
    },
  },
])
