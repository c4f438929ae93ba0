import assert from 'node:assert/strict'
import { cast } from '../../support/cast.ts'
import { each, refuses } from '../refusals.ts'
import { group } from '../scenario.ts'
import { content, lampOf, problemFields, shop } from './nested-models.ts'
import { id, newOf } from './relation-models.ts'

const parsed = (json: string): object => JSON.parse(json)

/** A product with a part that has a part, so many deep. */
const nest = (depth: number, makerId: unknown): object => ({
  name: `part ${depth}`,
  makerId,
  ...(depth > 0 && { parts: { create: nest(depth - 1, makerId) } }),
})

/** Problems of what nested writes were given, with their paths. */
export const nestedProblemScenarios = group('nested writes', [
  {
    id: 'nested-problems',
    title: 'problems of all records are told at once, each with its path, by validate and by save',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const db = await shop(connectTo)
      const values = {
        size: 'large',
        maker: { create: { nme: 'Ann' } },
        offers: {
          create: [{ code: 'a', price: 2 }, { price: 3 }, { code: 5, price: 'x', product: { create: {} } }],
        },
        sheet: { create: {} },
        tags: { connect: ['no key', id.ann], create: { label: 'ok', more: 1 } },
        parts: {
          create: { name: 'plug', maker: { connect: id.ann }, offers: { create: { code: 'b', price: 1 } } },
        },
      }
      const expected = [
        ...['name', 'size', 'maker.name', 'maker.nme'],
        ...['offers[1].code', 'offers[1].price', 'offers[2].code', 'offers[2].price', 'offers[2].product'],
        ...['offers[2].product.makerId', 'offers[2].product.name'],
        ...['sheet.text', 'tags.connect[0]', 'tags.connect[1]', 'tags.more'],
        ...['parts.maker', 'parts.offers.price'],
      ]
      const fields = async (run: () => unknown) => (await problemFields(run)).toSorted()
      assert.deepEqual(await fields(() => db.model('Product').create(values)), expected.toSorted())
      const lamp = newOf(db, 'Product', { ...values, name: undefined })
      assert.deepEqual(await fields(() => lamp.save()), expected.toSorted())
      assert.deepEqual(
        await fields(() => cast<() => Promise<unknown>>(lamp.validate, 'every record has it').call(lamp)),
        expected.toSorted(),
      )
      const { details } = await refuses(() => lamp.save(), 'VALIDATION_FAILED', {
        model: 'Product',
        problems: [
          { field: 'offers[1].price', code: 'invalid', message: 'must be even' },
          { field: 'maker.nme', code: 'unknown' },
        ],
      })
      assert.equal(details.problems?.length, expected.length)
      assert.equal(await db.model('Maker').count(), 0)
    },
  },
  {
    id: 'nested-unknown',
    title: 'unknown operations, attributes and relations are refused with the nearest name, at any depth',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const db = await shop(connectTo)
      const says = (field: string, hint: string) => (error: { message: string }) => {
        assert.match(error.message, new RegExp(`${field} .*did you mean '${hint}'`))
        return true
      }
      const make = (values: object) => db.model('Maker').create({ name: 'Ann', ...values })
      await assert.rejects(make({ products: { craete: {} } }), says('products.craete', 'create'))
      await assert.rejects(make({ prodcts: { create: {} } }), says('prodcts', 'products'))
      const product = { name: 'lamp', ofers: { create: [] } }
      await assert.rejects(make({ products: { create: product } }), says('products.ofers', 'offers'))
      const deep = { name: 'lamp', parts: { create: [{ name: 'x', makerId: id.ann, tags: { conect: [] } }] } }
      await assert.rejects(
        make({ products: { create: deep } }),
        says('products.parts.0..tags.conect', 'connect'),
      )
      const lamp = await lampOf(db)
      await refuses(() => lamp.set({ ofers: { create: [] } }), 'UNKNOWN_FIELD', { nearest: 'offers' })
      lamp.set({ offers: { update: { kee: 1, values: {} } } })
      await assert.rejects(lamp.save(), says('offers.update.kee', 'key'))
    },
  },
  {
    id: 'nested-prototype',
    title: '__proto__ is no operation, no attribute and no relation',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const db = await shop(connectTo)
      const bad = '{ "__proto__": { "name": "x" } }'
      const inside = (json: string) => parsed(`{ "name": "Ann", "products": ${json} }`)
      await each(
        [
          bad,
          `{ "create": ${bad} }`,
          '{ "create": { "name": "x", "__proto__": 1 } }',
          '{ "constructor": {} }',
        ],
        async (json) => {
          const fields = await problemFields(() => db.model('Maker').create(inside(json)))
          assert.ok(
            fields.some((field) => /__proto__|constructor/.test(field)),
            fields.join(),
          )
        },
      )
      await refuses(
        () => db.model('Maker').create(inside('{ "connect": { "__proto__": 1 } }')),
        'VALIDATION_FAILED',
      )
      const lamp = await lampOf(db)
      await refuses(() => lamp.set(parsed(bad)), 'UNKNOWN_FIELD')
      assert.equal(Reflect.get({}, 'name'), undefined)
    },
  },
  {
    id: 'nested-forms',
    title: 'operations in a wrong form are refused with the place and what is right',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const db = await shop(connectTo)
      const lamp = await lampOf(db)
      const other = newOf(db, 'Offer', { code: 'x' })
      const cases: readonly (readonly [object, string])[] = [
        ...[1, 'x', true, null, [], [{}], new Date(), new Map(), lamp].map(
          (value) => [{ offers: value }, 'offers'] as const,
        ),
        ...[1, null, 'x', lamp].map((create) => [{ offers: { create } }, 'offers'] as const),
        [{ offers: { create: [{}, null] } }, 'offers[1]'],
        [{ maker: { create: [{ name: 'x' }] } }, 'maker'],
        ...[null, {}, { a: 1 }, { id: 1, code: 2 }, [[]]].map(
          (connect) => [{ offers: { connect } }, 'offers.connect'] as const,
        ),
        [{ offers: { connect: [lamp] } }, 'offers.connect[0]'],
        [{ offers: { connect: other } }, 'offers.connect'],
        ...[false, 'x', { id: 1 }].map((disconnect) => [{ sheet: { disconnect } }, 'sheet'] as const),
        [{ sheet: { destroy: 1 } }, 'sheet'],
        [{ offers: { destroy: true } }, 'offers.destroy'],
        [{ offers: { update: { price: 2 } } }, 'offers.update.price'],
        [{ offers: { update: [{ key: id.ann }] } }, 'offers.update[0]'],
        [{ offers: { update: id.ann } }, 'offers.update'],
        [{ tags: { set: [null] } }, 'tags.set[0]'],
        [{ tags: { destroy: [id.ann] } }, 'tags.destroy'],
        [{ tags: { update: {} } }, 'tags.update'],
        [{ offers: { set: [] } }, 'offers.set'],
        [{ maker: { destroy: true } }, 'maker.destroy'],
      ]
      const before = await content(db)
      await each(cases, async ([changes, field]) => {
        const fields = await problemFields(() => lamp.set(changes).save())
        assert.ok(
          fields.some((one) => one.startsWith(field)),
          fields.join(),
        )
        await lamp.reload()
      })
      assert.equal(await content(db), before)
    },
  },
  {
    id: 'nested-depth',
    title: 'records stand inside of each other at most ten deep',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const db = await shop(connectTo)
      const model = db.model('Product')
      const { id: makerId } = await db.model('Maker').create({ name: 'Ann' })
      const field = Array.from({ length: 11 }, () => 'parts').join('.')
      await refuses(() => model.create(nest(11, makerId)), 'VALIDATION_FAILED', {
        problems: [{ field, code: 'depth' }],
      })
      assert.equal(await model.count(), 0)
      await model.create(nest(10, makerId))
      assert.equal(await model.count(), 11)
      const circle: Record<string, unknown> = { name: 'x' }
      circle.parts = { create: [circle] }
      await refuses(() => model.create(circle), 'VALIDATION_FAILED')
    },
  },
])
