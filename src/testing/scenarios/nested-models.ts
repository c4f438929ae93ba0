import assert from 'node:assert/strict'
import { field, hasMany, hasOne, manyToMany, ref } from '../../schema/factories.ts'
import { cast } from '../../support/cast.ts'
import type { LooseDatabase, LooseRecord } from '../loose.ts'
import { defineMixin, defineModel } from '../models.ts'
import { refuses } from '../refusals.ts'
import type { ConnectTo } from './relation-models.ts'

/** What hooks are told: the model's name with the hook's, and the record. */
export type OnHook = (step: string, record: LooseRecord) => unknown

const hookNames = [
  'beforeValidation',
  'beforeSave',
  'beforeCreate',
  'afterCreate',
  'afterSave',
  'beforeDestroy',
]

function hooked(model: string, run: OnHook) {
  const entries = hookNames.map((hook) => [
    hook,
    function (this: unknown) {
      return run(`${model} ${hook}`, cast<LooseRecord>(this, 'hooks are called on records'))
    },
  ])
  return defineMixin({ hooks: Object.fromEntries(entries) })
}

/** Models with a relation of each kind, required refs, unique values, a validator and a key of two refs. */
export function shopModels(run?: OnHook) {
  const mixins = (model: string) => cast<[]>(run === undefined ? [] : [hooked(model, run)], 'no fields')
  class Maker extends defineModel({
    name: 'Maker',
    schema: {
      id: field.id(),
      name: field.string({ required: true, unique: true }),
      products: hasMany('Product', { by: 'maker' }),
    },
    mixins: mixins('Maker'),
  }) {}
  class Product extends defineModel({
    name: 'Product',
    schema: {
      id: field.id(),
      name: field.string({ required: true }),
      size: field.integer({ default: 1 }),
      note: field.string({ virtual: true }),
      maker: ref('Maker', { required: true }),
      origin: ref('Maker', { readonly: true }),
      parent: ref('Product'),
      parts: hasMany('Product', { by: 'parent' }),
      offers: hasMany('Offer', { by: 'product' }),
      sheet: hasOne('Sheet', { by: 'product' }),
      tags: manyToMany('Tag', { through: 'ProductTag' }),
    },
    mixins: mixins('Product'),
  }) {}
  class Offer extends defineModel({
    name: 'Offer',
    schema: {
      id: field.id(),
      code: field.string({ required: true, unique: true }),
      price: field.integer({ required: true, validate: (price) => price % 2 === 0 || 'must be even' }),
      product: ref('Product', { required: true, onDelete: 'cascade' }),
    },
    mixins: mixins('Offer'),
  }) {}
  class Sheet extends defineModel({
    name: 'Sheet',
    schema: { id: field.id(), text: field.string({ required: true }), product: ref('Product') },
    mixins: mixins('Sheet'),
  }) {}
  class Tag extends defineModel({
    name: 'Tag',
    schema: { id: field.id(), label: field.string({ required: true, unique: true }) },
    mixins: mixins('Tag'),
  }) {}
  class ProductTag extends defineModel({
    name: 'ProductTag',
    schema: {
      product: ref('Product', { required: true, onDelete: 'cascade' }),
      tag: ref('Tag', { required: true }),
    },
    key: ['productId', 'tagId'],
    mixins: mixins('ProductTag'),
  }) {}
  return { Maker, Product, Offer, Sheet, Tag, ProductTag }
}

/** A connected shop. */
export const shop = (connectTo: ConnectTo, run?: OnHook): Promise<LooseDatabase> => connectTo(shopModels(run))

/** All that is stored, record by record. */
export async function content(db: LooseDatabase): Promise<string> {
  const names = ['Maker', 'Product', 'Offer', 'Sheet', 'Tag', 'ProductTag']
  const rows = await Promise.all(names.map((name) => db.model(name).find({ plain: true })))
  const sorted = rows.map((list) => list.map((row) => JSON.stringify(row)).sort())
  return JSON.stringify(sorted, null, 1)
}

const named = { sort: { name: 'asc' }, select: { name: true } }
const tree = {
  select: { name: true },
  include: {
    maker: named,
    parts: named,
    offers: { sort: { code: 'asc' }, select: { code: true, price: true } },
    sheet: { select: { text: true } },
    tags: { sort: { label: 'asc' }, select: { label: true } },
  },
}

/** A product by its name, with the names of what belongs to it: `lamp of Ann: parts plug, offers a 2 b 4, …`. */
export async function productText(db: LooseDatabase, name: string): Promise<string> {
  const [found, second] = await db.model('Product').find({ where: { name }, ...tree })
  assert.ok(found !== undefined && second === undefined, `there is not one product ${name}`)
  const list = (relation: string, attributes: readonly string[]) => {
    const rows = [found[relation] ?? []].flat() as LooseRecord[]
    return rows.map((row) => attributes.map((attribute) => row[attribute]).join(' ')).join(', ')
  }
  const parts = [
    ['parts', list('parts', ['name'])],
    ['offers', list('offers', ['code', 'price'])],
    ['sheet', list('sheet', ['text'])],
    ['tags', list('tags', ['label'])],
  ].filter(([, text]) => text !== '')
  return [`${name} of ${list('maker', ['name'])}`, ...parts.map((part) => part.join(' '))].join('; ')
}

/** The lamp that most scenarios begin with, by Ann: two offers, a sheet and two tags. */
export const lampValues = {
  name: 'lamp',
  maker: { create: { name: 'Ann' } },
  offers: {
    create: [
      { code: 'a', price: 2 },
      { code: 'b', price: 4 },
    ],
  },
  sheet: { create: { text: 'bright' } },
  tags: { create: [{ label: 'new' }, { label: 'red' }] },
} as const

/** The lamp, stored. */
export const lampOf = (db: LooseDatabase): Promise<LooseRecord> => db.model('Product').create(lampValues)

export const LAMP = 'lamp of Ann; offers a 2, b 4; sheet bright; tags new, red'

/** The fields of a refusal's problems, in order. */
export async function problemFields(run: () => unknown): Promise<string[]> {
  const { details } = await refuses(run, 'VALIDATION_FAILED')
  return (details.problems ?? []).map(({ field }) => field)
}
