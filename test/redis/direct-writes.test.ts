import { randomUUID } from 'node:crypto'
import { createPrometheus } from 'prometheus-odm'
import { softDelete, versioned } from 'prometheus-odm/mixins'
import { redis } from 'prometheus-odm/redis'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { field, ref } from '../../src/schema/factories.ts'
import { freshPrefix, keysOf, removeKeys, url, withClient } from './server.ts'
import { openShop } from './shop.ts'
import type { Wire } from './wire.ts'
import { wireTo } from './wire.ts'

// A write whose filter names the key of one record is one script, which reads and writes.
const { defineModel, connect } = createPrometheus<{ user: { id: string } | null }>()

class User extends defineModel({ name: 'User', schema: { id: field.id() } }) {}

class Note extends defineModel({
  name: 'Note',
  mixins: [versioned(), softDelete()],
  schema: { id: field.id(), author: ref('User', { index: true }), text: field.text() },
  roles: { owner: 'authorId' },
  permissions: { read: ['owner'], create: ['owner'], update: ['owner'], destroy: ['owner'] },
}) {}

class Reading extends defineModel({
  name: 'Reading',
  schema: {
    id: field.id(),
    level: field.integer({ min: -5, max: 10 }),
    big: field.integer(),
    at: field.datetime(),
    price: field.decimal({ precision: 8, scale: 2 }),
    ratio: field.number(),
    far: field.bigint(),
    on: field.boolean(),
    raw: field.bytes(),
    data: field.json(),
    tags: field.array(field.string(), { default: [] }),
    note: field.text(),
    title: field.string({ required: true, default: 'none' }),
  },
}) {}

let prefix: string
let wire: Wire
let shop: Awaited<ReturnType<typeof openShop>>
let there: typeof shop
const openReadings = () =>
  connect<{ Reading: typeof Reading }>({ models: { Reading }, store: redis({ url, prefix }) })
let db: Awaited<ReturnType<typeof openReadings>>
beforeEach(async () => {
  prefix = freshPrefix()
  wire = await wireTo(url)
  shop = await openShop(prefix, { url: wire.url })
  there = await openShop(prefix)
  db = await openReadings()
})
afterEach(async () => {
  for (const one of [shop, there, db]) await one.close()
  wire.close()
  await removeKeys(prefix)
})

const times = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at))

test.each<[what: string, write: (id: string) => Promise<unknown>]>([
  ['an update', (id) => shop.Item.updateWhere({ id }, { color: 'red' })],
  ['an update of what no index goes by', (id) => shop.Item.updateWhere({ id }, { count: 5 })],
  ['an update to null', (id) => shop.Item.updateWhere({ id }, { color: null })],
  ['an increment', (id) => shop.Item.updateWhere({ id }, { count: { $inc: 1 } })],
  ['an update that asks for more', (id) => shop.Item.updateWhere({ id, kind: 'k' }, { count: 2 })],
  ['a removal', (id) => shop.Item.destroyWhere({ id })],
])('%s by a key asks the server once', async (_, write) => {
  const [first, second] = [await shop.Item.create({ code: 'a' }), await shop.Item.create({ code: 'b' })]
  // From then on the server knows the script.
  await write(first.id)
  expect(await wire.during(() => write(second.id))).toEqual(['evalsha'])
})

test('records of a session are saved and destroyed by one question, and none of another author is', async () => {
  const notes = await connect<{ Note: typeof Note; User: typeof User }>({
    models: { Note, User },
    store: redis({ url: wire.url, prefix }),
  })
  const of = (id: string) => notes.as({ user: { id } }).Note
  const [a, b] = [randomUUID(), randomUUID()]
  const [first, note] = [await of(a).create({ authorId: a }), await of(a).create({ authorId: a })]
  await first.set({ text: 'the server knows the script' }).save()
  const old = await of(a).findById(note.id)
  expect(await wire.during(() => note.set({ text: 'new' }).save())).toEqual(['evalsha'])
  await expect(old?.set({ text: 'late' }).save()).rejects.toMatchObject({ code: 'STALE_VERSION' })
  expect(await of(b).updateWhere({ id: note.id }, { text: 'theirs' })).toBe(0)
  expect(await of(b).destroyWhere({ id: note.id })).toBe(0)
  expect(await wire.during(() => note.destroy())).toEqual(['evalsha'])
  expect(await of(a).updateWhere({ id: note.id }, { text: 'gone' })).toBe(0)
  await notes.close()
})

test('fifty increments at once make fifty, and none is tried again', async () => {
  const { id } = await shop.Item.create({ code: 'a' })
  const increment = () => shop.Item.updateWhere({ id }, { count: { $inc: 1 } })
  await increment()
  const asked = await wire.during(() =>
    Promise.all([
      ...times(25, increment),
      ...times(25, () => there.Item.updateWhere({ id }, { count: { $inc: 1 } })),
    ]),
  )
  expect(asked).toEqual(times(25, () => 'evalsha'))
  expect((await there.Item.findById(id))?.count).toBe(51)
})

test('increments by the key and by other ways are all counted', async () => {
  const { id } = await shop.Item.create({ code: 'a' })
  await Promise.all([
    ...times(20, () => shop.Item.updateWhere({ id }, { count: { $inc: 1 } })),
    ...times(20, () => there.Item.updateWhere({ code: 'a' }, { count: { $inc: 1 } })),
  ])
  expect((await there.Item.findById(id))?.count).toBe(40)
})

test.each([
  ['no index goes by', { count: 1 }],
  ['an index goes by', { kind: 'k' }],
])('who has read a record before a change of what %s sees that it was written', async (_, change) => {
  const { id } = await shop.Item.create({ code: 'a' })
  const stamps = () =>
    withClient(url, async (client) => [
      await client.hget(`{${prefix}:item}:r:${id}`, ''),
      await client.get(`{${prefix}:item}:v`),
    ])
  const seen = new Set<unknown>(await stamps())
  for (let round = 0; round < 3; round++) {
    expect(await shop.Item.updateWhere({ id }, change)).toBe(1)
    const [stamp, version] = await stamps()
    expect([stamp, seen.has(stamp)]).toEqual([version, false])
    seen.add(stamp)
  }
})

test('of an update and a removal of one record either is first, and nothing of it is left', async () => {
  for (let round = 0; round < 30; round++) {
    const { id } = await shop.Item.create({ code: 'a', kind: 'old', count: 1 })
    const update = () =>
      there.Item.updateWhere({ id }, round % 2 ? { kind: 'new', code: 'b' } : { color: 'red' })
    const [changed, gone] = await Promise.all([update(), shop.Item.destroyWhere({ id })])
    expect([0, 1]).toContain(changed)
    expect(gone).toBe(1)
  }
  const left = await withClient(url, (client) => keysOf(prefix, client))
  expect(left.filter((key) => key.startsWith('{item}'))).toEqual(['{item}:m', '{item}:v'])
})

test('a record that is gone is neither changed nor made again', async () => {
  const { id } = await shop.Item.create({ code: 'a' })
  await shop.Item.destroyWhere({ id })
  for (const change of [{ color: 'red' }, { kind: 'new' }, { count: { $inc: 1 } }])
    expect(await shop.Item.updateWhere({ id }, change)).toBe(0)
  expect(await shop.Item.destroyWhere({ id })).toBe(0)
  expect(await shop.Item.count()).toBe(0)
})

test('indexes and unique values go along, and a value that is taken is refused', async () => {
  const { id } = await shop.Item.create({ code: 'a', kind: 'old' })
  await there.Item.create({ code: 'b' })
  await shop.Item.updateWhere({ id }, { kind: 'new', code: 'c', color: 'red', size: 1 })
  expect([await there.Item.count({ kind: 'old' }), await there.Item.count({ kind: 'new' })]).toEqual([0, 1])
  expect(await there.Item.count({ color: 'red', size: 1 })).toBe(1)
  await expect(there.Item.updateWhere({ id }, { code: 'b' })).rejects.toMatchObject({
    code: 'UNIQUE_VIOLATION',
    details: { model: 'Item', fields: ['code'] },
  })
  await there.Item.create({ code: 'a' })
  expect(await shop.Item.updateWhere({ id }, { kind: null })).toBe(1)
  expect(await there.Item.count({ kind: 'new' })).toBe(0)
  expect((await there.Item.findById(id))?.code).toBe('c')
})

const full = () => ({
  level: 3,
  big: 5,
  at: new Date(1_700_000_000_123),
  price: '12.50',
  ratio: 0.1,
  far: 2n ** 62n,
  on: false,
  raw: new Uint8Array([1, 2, 255]),
  data: { b: [1, 'x', null], a: 1 },
  tags: ['a', 'b,c'],
  title: '=é',
})

test.each<[what: string, where: object, fits: boolean]>([
  ['an integer', { level: 3 }, true],
  ['another integer', { level: 30 }, false],
  ['a time', { at: new Date(1_700_000_000_123) }, true],
  ['another time', { at: new Date(1_700_000_000_124) }, false],
  ['a decimal in another form', { price: '12.5' }, true],
  ['a number', { ratio: 0.1 }, true],
  ['a bigint', { far: 2n ** 62n }, true],
  ['a truth', { on: false }, true],
  ['no truth', { on: true }, false],
  ['bytes', { raw: new Uint8Array([1, 2, 255]) }, true],
  ['other bytes', { raw: new Uint8Array([1, 2]) }, false],
  ['JSON in another order', { data: { $eq: { a: 1, b: [1, 'x', null] } } }, true],
  ['other JSON', { data: { $eq: { a: '1', b: [1, 'x', null] } } }, false],
  ['text', { title: '=é' }, true],
  ['other text', { title: 'é' }, false],
  ['null', { note: null }, true],
  ['null where something is', { title: null }, false],
  ['something where null is', { note: '' }, false],
  ['no null', { title: { $ne: null } }, true],
  ['two values of one field', { $and: [{ big: 5 }, { big: 6 }] }, false],
  ['two keys', { $and: [{ id: 'nobody' }] }, false],
  ['all of them', { level: 3, on: false, note: null, price: '12.50' }, true],
])('what is asked beside the key is the same as in a read: %s', async (_, where, fits) => {
  const { id } = await db.Reading.create(full())
  expect(await db.Reading.count({ $and: [{ id }, where] })).toBe(fits ? 1 : 0)
  const both = { $and: [{ id }, where] }
  for (const change of [{ note: null }, { big: { $inc: 0 } }, { ratio: 0.1 }])
    expect(await db.Reading.updateWhere(both, change)).toBe(fits ? 1 : 0)
  expect(await db.Reading.findById(id, { plain: true })).toEqual({ id, note: null, ...full() })
  expect(await db.Reading.destroyWhere(both)).toBe(fits ? 1 : 0)
})

test('every kind of value is written as it was given', async () => {
  const { id } = await db.Reading.create({})
  const { title, tags, ...rest } = full()
  for (const [name, value] of Object.entries({ ...rest, title, tags }))
    expect(await db.Reading.updateWhere({ id }, { [name]: value })).toBe(1)
  expect(await db.Reading.findById(id, { plain: true })).toEqual({ id, note: null, ...full() })
  const none = Object.fromEntries(Object.keys(rest).map((name) => [name, null]))
  expect(await db.Reading.updateWhere({ id }, none)).toBe(1)
  expect(await db.Reading.findById(id, { plain: true })).toEqual({ id, note: null, ...none, title, tags })
})

test('a sum that does not fit changes nothing, and null stays null', async () => {
  const { id } = await db.Reading.create({ level: 3, big: Number.MAX_SAFE_INTEGER, ratio: 1.5 })
  const refused = expect.objectContaining({ code: 'NUMBER_OVERFLOW' })
  for (const [name, by] of [
    ['level', 8],
    ['level', -9],
    ['big', 1],
    ['big', Number.MAX_SAFE_INTEGER],
  ] as const) {
    const change = { note: 'changed', [name]: { $inc: by } }
    await expect(db.Reading.updateWhere({ id }, change)).rejects.toEqual(refused)
    expect(await db.Reading.updateWhere({ id: 'nobody' }, change)).toBe(0)
  }
  expect(await db.Reading.findById(id)).toMatchObject({ level: 3, big: Number.MAX_SAFE_INTEGER, note: null })
  await db.Reading.updateWhere({ id }, { level: { $inc: -8 }, big: { $inc: -Number.MAX_SAFE_INTEGER } })
  await db.Reading.updateWhere({ id }, { big: { $inc: -Number.MAX_SAFE_INTEGER }, ratio: { $inc: 0.25 } })
  const after = { level: -5, big: -Number.MAX_SAFE_INTEGER, ratio: 1.75 }
  expect(await db.Reading.findById(id)).toMatchObject(after)
  await db.Reading.updateWhere({ id }, { level: null })
  expect(await db.Reading.updateWhere({ id }, { level: { $inc: 1 } })).toBe(1)
  expect((await db.Reading.findById(id))?.level).toBeNull()
})
