import { createPrometheus } from 'prometheus-odm'
import type { RedisOptions } from 'prometheus-odm/redis'
import { redis } from 'prometheus-odm/redis'
import { field, hasMany, ref } from '../../src/schema/factories.ts'
import { url } from './server.ts'

const { defineModel, connect } = createPrometheus()

class Shop extends defineModel({
  name: 'Shop',
  schema: { id: field.id(), name: field.string({ unique: true }), items: hasMany('Item', { by: 'shop' }) },
}) {}

class Item extends defineModel({
  name: 'Item',
  schema: {
    id: field.id(),
    code: field.string({ unique: true }),
    slot: field.integer({ unique: true }),
    kind: field.string({ index: true }),
    color: field.string(),
    size: field.integer(),
    count: field.integer({ default: 0 }),
    shop: ref('Shop'),
  },
  indexes: [{ fields: ['color', 'size'] }],
}) {}

class Ticket extends defineModel({
  name: 'Ticket',
  schema: { id: field.id({ type: 'auto' }), title: field.string(), code: field.string({ unique: true }) },
}) {}

interface Models {
  Shop: typeof Shop
  Item: typeof Item
  Ticket: typeof Ticket
}

/** A small shop under a prefix of keys. */
export const openShop = (prefix: string, options: RedisOptions = {}) =>
  connect<Models>({
    models: { Shop, Item, Ticket },
    store: redis({ url, prefix, ...options }),
  })
