import assert from 'node:assert/strict'
import { slugged } from '../../mixins/slugged.ts'
import { field } from '../../schema/factories.ts'
import { modelOf } from '../loose.ts'
import { defineModel } from '../models.ts'
import { each, refuses } from '../refusals.ts'
import { group } from '../scenario.ts'

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
])
