import assert from 'node:assert/strict'
import type { SluggedOptions } from '../../mixins/slugged.ts'
import { slugged } from '../../mixins/slugged.ts'
import { softDelete } from '../../mixins/soft-delete.ts'
import { field, ref } from '../../schema/factories.ts'
import { cast } from '../../support/cast.ts'
import { modelOf } from '../loose.ts'
import { defineModel } from '../models.ts'
import { each, refuses } from '../refusals.ts'
import { group } from '../scenario.ts'
import { kept } from './soft-delete-models.ts'

const brandModel = (within?: readonly string[]) =>
  defineModel({
    name: 'Brand',
    schema: { id: field.id(), name: field.string({ required: true }), country: field.string() },
    mixins: [slugged({ from: 'name', ...(within && { within }) })],
  })

const names = [
  ['Crème Brûlée & Söhne', 'creme-brulee-sohne'],
  ['  Straße 7!  ', 'strasse-7'],
  ['Éclair', 'eclair'],
  ['東京 ダワー', '東京-ダワー'],
  ['***', 'untitled'],
  ['a'.repeat(300), 'a'.repeat(100)],
] as const

/** The mixin that makes parts of addresses. */
export const sluggedScenarios = group('slugged', [
  {
    id: 'slugged',
    title: 'a slug is made of small letters and digits, without accents',
    alone: true,
    async run({ connectTo }) {
      const Brand = modelOf(await connectTo({ Brand: brandModel() }), 'Brand')
      await each(names, async ([name, slug]) => {
        assert.equal((await Brand.create({ name: name.slice(0, 255) })).slug, slug)
      })
    },
  },
  {
    id: 'slugged-taken',
    title: 'a slug that is taken gets a number, and one that is given is kept',
    alone: true,
    async run({ connectTo }) {
      const Brand = modelOf(await connectTo({ Brand: brandModel() }), 'Brand')
      const slugs: unknown[] = []
      for (const name of ['Apple', 'apple', 'APPLE!']) slugs.push((await Brand.create({ name })).slug)
      assert.deepEqual(slugs, ['apple', 'apple-2', 'apple-3'])
      assert.equal((await Brand.create({ name: 'Apple', slug: 'mine' })).slug, 'mine')
      await refuses(() => Brand.create({ name: 'Apple', slug: 'apple' }), 'UNIQUE_VIOLATION', {
        fields: ['slug'],
      })
      await refuses(() => Brand.create({ name: 'Apple', slug: 'Not A Slug' }), 'VALIDATION_FAILED')
    },
  },
  {
    id: 'slugged-stays',
    title: 'a slug stays when its source changes, so that addresses do',
    alone: true,
    async run({ connectTo }) {
      const Brand = modelOf(await connectTo({ Brand: brandModel() }), 'Brand')
      const brand = await Brand.create({ name: 'Old' })
      await brand.set({ name: 'New' }).save()
      assert.equal(brand.slug, 'old')
    },
  },
  {
    id: 'slugged-within',
    title: 'slugs may repeat where they are unique within other attributes',
    alone: true,
    async run({ connectTo }) {
      const Brand = modelOf(await connectTo({ Brand: brandModel(['country']) }), 'Brand')
      const slugs: unknown[] = []
      for (const country of ['de', 'fr', 'de'])
        slugs.push((await Brand.create({ name: 'Apple', country })).slug)
      assert.deepEqual(slugs, ['apple', 'apple', 'apple-2'])
    },
  },
  {
    id: 'slugged-bulk',
    title: 'insertMany makes slugs too, and refuses those that are taken',
    alone: true,
    async run({ connectTo }) {
      const Brand = modelOf(await connectTo({ Brand: brandModel() }), 'Brand')
      await Brand.insertMany([{ name: 'Ä' }, { name: 'B b' }])
      assert.deepEqual(
        (await Brand.find({ sort: { slug: 'asc' } })).map(({ slug }) => slug),
        ['a', 'b-b'],
      )
      await refuses(() => Brand.insertMany([{ name: 'A' }]), 'UNIQUE_VIOLATION')
    },
  },
  {
    id: 'slugged-scripts',
    title: 'a slug keeps the letters of every script as they are written, and finds by what is typed',
    alone: true,
    async run({ connectTo }) {
      const Brand = modelOf(await connectTo({ Brand: brandModel() }), 'Brand')
      const written = ['佐々木', 'ガス', '한국', 'हिन्दी', 'чайник', 'ดี', 'עברית']
      await each(written, async (name) => {
        await Brand.create({ name: name.normalize('NFD') })
        assert.equal(await Brand.count({ slug: name }), 1)
      })
      assert.equal((await Brand.create({ name: 'Ελλάδα ΤΈΛΟΣ' })).slug, 'ελλαδα-τελος')
      assert.equal((await Brand.create({ name: 'İstanbul ﬁne ①' })).slug, 'istanbul-fine-1')
    },
  },
  {
    id: 'slugged-many',
    title: 'many of one name, of one letter and at once get numbers, the longest names too',
    alone: true,
    async run({ connectTo }) {
      const Brand = modelOf(await connectTo({ Brand: brandModel() }), 'Brand')
      await Brand.insertMany([
        { name: 'x', slug: 'a' },
        ...Array.from({ length: 80 }, (_, i) => ({ name: 'x', slug: `a-${i + 2}` })),
        { name: 'x', slug: 'a-pple' },
      ])
      assert.equal((await Brand.create({ name: 'A' })).slug, 'a-82')
      await Brand.destroyWhere({ slug: 'a-7' })
      assert.equal((await Brand.create({ name: 'A' })).slug, 'a-7')
      const long = 'b'.repeat(200)
      for (const end of ['', '-2', '-3'])
        assert.equal((await Brand.create({ name: long })).slug, `${long.slice(0, 100)}${end}`)
    },
  },
  {
    id: 'slugged-at-once',
    title: 'creates of one name at once get slugs of their own',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const Brand = modelOf(await connectTo({ Brand: brandModel() }), 'Brand')
      const brands = await Promise.all([1, 2, 3, 4].map(() => Brand.create({ name: 'Apple' })))
      assert.deepEqual(brands.map(({ slug }) => slug).sort(), ['apple', 'apple-2', 'apple-3', 'apple-4'])
    },
  },
  {
    id: 'slugged-deleted',
    title: 'the slug of a destroyed record is free, and taken when that is restored',
    alone: true,
    async run({ connectTo }) {
      const Brand = defineModel({
        name: 'Brand',
        schema: { id: field.id(), name: field.string() },
        mixins: [slugged({ from: 'name' }), softDelete()],
      })
      const model = modelOf(await connectTo({ Brand }), 'Brand')
      const first = kept(await model.create({ name: 'Apple' }))
      await first.destroy()
      assert.equal((await model.create({ name: 'Apple' })).slug, 'apple')
      await refuses(() => first.restore(), 'UNIQUE_VIOLATION', { fields: ['slug'] })
      await kept(first.set({ slug: 'apple-of-old' })).restore()
      assert.equal(await model.count(), 2)
    },
  },
  {
    id: 'slugged-of-hooks',
    title: 'a slug is made of what hooks make of its source, and within a record that is created along',
    needs: ['transactions', 'savepoints'],
    alone: true,
    async run({ connectTo }) {
      const Shop = defineModel({ name: 'Shop', schema: { id: field.id(), name: field.string() } })
      const Item = defineModel({
        name: 'Item',
        schema: { id: field.id(), name: field.string(), shop: ref('Shop') },
        mixins: [slugged({ from: 'name', within: ['shopId'] })],
        hooks: {
          beforeValidation() {
            this.set({ name: this.name?.replace('draft: ', '') ?? null })
          },
        },
      })
      const db = await connectTo({ Shop, Item })
      const shop = await modelOf(db, 'Shop').create({ name: 'a' })
      const make = async (values: object) =>
        (await modelOf(db, 'Item').create({ name: 'draft: One', ...values })).slug
      assert.equal(await make({ shopId: shop.id }), 'one')
      assert.equal(await make({ shop: { connect: shop.id } }), 'one-2')
      assert.equal(await make({ shop: { create: { name: 'b' } } }), 'one')
    },
  },
  {
    id: 'slugged-defined',
    title: 'a source that the model does not have is refused, and so is none',
    alone: true,
    async run() {
      const of = (options: unknown) => () =>
        defineModel({
          name: 'Brand',
          schema: { id: field.id(), name: field.string() },
          mixins: [slugged(cast<SluggedOptions>(options, 'callers without types pass anything'))],
        })
      await refuses(of({ from: 'nam' }), 'UNKNOWN_NAME', { nearest: 'name' })
      await refuses(of({ from: 'name', within: ['country'] }), 'UNKNOWN_NAME')
      await each([undefined, {}, { from: 3 }], (options) => refuses(of(options), 'INVALID_MODEL'))
    },
  },
])
