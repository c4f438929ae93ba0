import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshPrefix, removeKeys, url, withClient } from './server.ts'
import { openShop } from './shop.ts'

// Fewer records may be looked at than there are: what is found all the same is found by a key or an index.
const prefix = freshPrefix()
const COUNT = 30
let db: Awaited<ReturnType<typeof openShop>>
let ids: string[]
let shopId: string
beforeAll(async () => {
  db = await openShop(prefix, { scan: { limit: 10 } })
  shopId = (await db.Shop.create({ name: 'shop' })).id
  const rows = Array.from({ length: COUNT }, (_, at) => ({
    code: `c${at}`,
    kind: `k${at % 3}`,
    color: at % 2 ? 'red' : null,
    size: at % 5,
    ...(at < 3 && { shopId }),
  }))
  for (const row of rows) await db.Item.create(row)
  ids = []
  for await (const item of db.Item.stream({ chunk: 4, plain: true, select: { id: true } })) ids.push(item.id)
})
afterAll(async () => {
  await db.close()
  await removeKeys(prefix)
})

const refused = expect.objectContaining({
  code: 'SCAN_LIMIT',
  details: { model: 'Item', limit: 10 },
  message: expect.stringMatching(/^Item: no key or index leads to what is asked, and more than 10 records/),
})

test('a stream by the key reads a model of any size, in order', () => {
  expect(ids).toHaveLength(COUNT)
  expect(ids).toEqual(ids.toSorted())
})

test.each<[way: string, where: () => object, count: number]>([
  ['the key', () => ({ id: ids[7] }), 1],
  ['keys in a list', () => ({ id: { $in: [...ids.slice(0, 12), 'nobody', ids[0]] } }), 12],
  ['a unique value', () => ({ code: 'c3' }), 1],
  ['unique values in a list', () => ({ code: { $in: ['c3', 'c4', 'none'] } }), 2],
  ['an index', () => ({ kind: 'k1' }), 10],
  ['an index with a list, and more', () => ({ kind: { $in: ['k0', 'k1'] }, size: 2 }), 4],
  ['an index of two fields', () => ({ color: 'red', size: 1 }), 3],
  ['a ref', () => ({ shopId }), 3],
  ['an empty list', () => ({ id: { $in: [] } }), 0],
  ['a key after which to begin', () => ({ id: { $gt: ids[COUNT - 6] }, color: 'red' }), 3],
])('is found by %s', async (_, where, count) => {
  expect(await db.Item.find({ where: where(), sort: { size: 'asc' } })).toHaveLength(count)
  expect(await db.Item.count(where())).toBe(count)
})

test('relations go by the index of their ref, both ways', async () => {
  const [shop] = await db.Shop.find({ include: { items: true } })
  expect(shop?.items).toHaveLength(3)
  expect(await db.Item.count({ shopId, shop: { name: 'shop' } })).toBe(3)
  expect(await db.Shop.count({ items: { $some: { size: 2 } } })).toBe(1)
})

test.each<[what: string, where: object]>([
  ['a field without an index', { size: 1 }],
  ['one field of an index of two', { color: 'red' }],
  ['what is not', { kind: { $ne: 'k1' } }],
  ['null', { kind: null }],
  ['one or another', { $or: [{ kind: 'k1' }, { size: 1 }] }],
])('%s is looked for in all records, and refused beyond the limit', async (_, where) => {
  await expect(db.Item.find({ where })).rejects.toEqual(refused)
  await expect(db.Item.count(where)).rejects.toEqual(refused)
  await expect(db.Item.updateWhere(where, { count: 1 })).rejects.toEqual(refused)
  await expect(db.Item.destroyWhere(where)).rejects.toEqual(refused)
})

test('an order of all records is refused beyond the limit, and that of the key is not', async () => {
  await expect(db.Item.find({ sort: { size: 'asc' }, limit: 1 })).rejects.toEqual(refused)
  expect((await db.Item.find({ sort: { id: 'asc' }, limit: 3, offset: 2 })).map(({ id }) => id)).toEqual(
    ids.slice(2, 5),
  )
  const first = await db.Item.page({ sort: { id: 'asc' }, limit: 8 })
  const second = await db.Item.page({ sort: { id: 'asc' }, limit: 8, after: first.next ?? '' })
  expect(second.items.map(({ id }) => id)).toEqual(ids.slice(8, 16))
  await expect(db.Item.find({ where: { size: 77 }, limit: 1 })).rejects.toEqual(refused)
})

test('all records are counted without looking at them', async () => {
  expect(await db.Item.count()).toBe(COUNT)
})

test.each<[what: string, where: () => object, index: string]>([
  ['one value', () => ({ kind: 'k2' }), 'item_kind_index:2:k2'],
  ['values in a list', () => ({ kind: { $in: ['k1', 'k2', 'k2', 'none'] } }), 'item_kind_index:2:k2'],
  ['two fields', () => ({ size: 1, color: 'red' }), 'item_color_size_index:3:red1:1'],
])('the records of %s of an index are counted without looking at them', async (_, where, index) => {
  const set = `{${prefix}:item}:i:${index}`
  const real = (await db.Item.find({ where: where() })).length
  await withClient(url, (client) => client.zadd(set, 0, 'not a record'))
  expect(await db.Item.count(where())).toBe(real + 1)
  expect(await db.Item.count({ $and: [where(), { count: 0 }] })).toBe(real)
  await withClient(url, (client) => client.zrem(set, 'not a record'))
})

test('a record that changes leaves the index of its old value for that of the new one', async () => {
  await db.Item.updateWhere({ code: 'c3' }, { kind: 'moved' })
  expect((await db.Item.find({ where: { kind: 'moved' } })).map(({ code }) => code)).toEqual(['c3'])
  expect(await db.Item.count({ kind: 'k0' })).toBe(9)
  await db.Item.updateWhere({ code: 'c3' }, { kind: 'k0' })
  expect(await db.Item.count({ kind: 'k0' })).toBe(10)
})
