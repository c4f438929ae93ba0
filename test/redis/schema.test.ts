import { createPrometheus } from 'prometheus-odm'
import { redis } from 'prometheus-odm/redis'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { field } from '../../src/schema/factories.ts'
import { cast } from '../../src/support/cast.ts'
import type { LooseDatabase } from '../../src/testing/loose.ts'
import type { SuiteModels } from '../../src/testing/models.ts'
import { freshPrefix, keysOf, removeKeys, url, withClient } from './server.ts'

const { defineModel, connect } = createPrometheus()

const schema = { id: field.id(), code: field.string(), kind: field.string(), until: field.datetime() }
const First = defineModel({ name: 'Thing', schema })
const Second = defineModel({
  name: 'Thing',
  schema: {
    ...schema,
    code: field.string({ unique: true }),
    kind: field.string({ index: true }),
    level: field.integer({ default: 3, index: true }),
  },
})
const Brief = defineModel({ name: 'Thing', schema, expires: '30m' })
const Timed = defineModel({ name: 'Thing', schema, expires: { at: 'until' } })

const byCode = { fields: ['code'], name: 'look_up' }
const byKind = { fields: ['kind'], name: 'look_up' }
const withIndex = (index: object) =>
  defineModel({ name: 'Thing', schema, indexes: [cast(index, 'as models have it')] })

let prefix: string
const open: { close(): Promise<void> }[] = []
beforeEach(() => {
  prefix = freshPrefix()
})
afterEach(async () => {
  for (const database of open.splice(0)) await database.close()
  await removeKeys(prefix)
})

async function opened(Thing: object, more: { sync?: boolean; scan?: number } = {}) {
  const scan = more.scan === undefined ? {} : { scan: { limit: more.scan } }
  const store = redis({ url, prefix, ...scan })
  const models = cast<SuiteModels>({ Thing }, 'the test knows its models')
  const db = await connect<SuiteModels>({ models, store, sync: more.sync ?? false })
  open.push(db)
  const loose = cast<LooseDatabase>(db, 'the test knows its models')
  return { Thing: loose.model('Thing'), sync: () => db.sync() }
}

const mismatch = expect.objectContaining({ code: 'SCHEMA_MISMATCH' })

test('a model without records needs no sync', async () => {
  const db = await opened(First)
  await db.Thing.create({ code: 'a' })
  expect(await db.Thing.count()).toBe(1)
})

test('indexes that are new take records in by sync, also those that others write meanwhile', async () => {
  const old = await opened(First)
  const rows = (from: number) =>
    Array.from({ length: 1500 }, (_, at) => ({ code: `${from + at}`, kind: `k${at % 3}` }))
  await old.Thing.insertMany(rows(0))
  const db = await opened(Second, { scan: 10 })
  await expect(db.Thing.find({ where: { code: '7' } })).rejects.toEqual(mismatch)
  await expect(db.Thing.create({ code: 'x' })).rejects.toEqual(mismatch)
  await Promise.all([db.sync(), old.Thing.insertMany(rows(2000))])
  await old.Thing.create({ code: 'late', kind: 'k9' })
  expect(await db.Thing.count({ kind: 'k0' })).toBe(1000)
  expect(await db.Thing.count({ kind: 'k9', level: 3 })).toBe(1)
  expect(await db.Thing.count({ level: 3 })).toBe(3001)
  await expect(db.Thing.create({ code: '7' })).rejects.toMatchObject({ code: 'UNIQUE_VIOLATION' })
  await expect(old.Thing.create({ code: '7' })).rejects.toMatchObject({ code: 'UNIQUE_VIOLATION' })
  await expect(opened(Second)).resolves.toBeDefined()
})

test('who does not know an index keeps it all the same, where it changes one record by its key', async () => {
  const old = await opened(First)
  const [a, b] = [await old.Thing.create({ code: 'a', kind: 'x' }), await old.Thing.create({ code: 'b' })]
  await old.Thing.updateWhere({ id: a.id }, { kind: 'y' })
  const db = await opened(Second, { sync: true })
  expect(await old.Thing.updateWhere({ id: a.id }, { kind: 'z', until: new Date(5) })).toBe(1)
  expect([await db.Thing.count({ kind: 'y' }), await db.Thing.count({ kind: 'z' })]).toEqual([0, 1])
  await expect(old.Thing.updateWhere({ id: b.id }, { code: 'a' })).rejects.toMatchObject({
    code: 'UNIQUE_VIOLATION',
    details: { model: 'Thing', fields: ['code'] },
  })
  expect(await old.Thing.updateWhere({ id: b.id, kind: null }, { code: 'c' })).toBe(1)
  expect(await db.Thing.findOne({ where: { code: 'c' } })).toMatchObject({ id: b.id })
  expect(await db.Thing.exists({ code: 'b' })).toBe(false)
})

test.each([
  ['that was there', byCode, byKind],
  ['that takes its place', byKind, byCode],
])('a change by a key keeps an index %s, and that of others', async (_, first, second) => {
  const old = await opened(withIndex(first))
  const { id } = await old.Thing.create({ code: 'a', kind: 'x' })
  const other = await opened(First)
  const fresh = await opened(withIndex(second), { sync: true })
  await other.Thing.updateWhere({ id }, { code: 'b' })
  await other.Thing.updateWhere({ id }, { kind: 'y' })
  expect(await fresh.Thing.count(second === byCode ? { code: 'b' } : { kind: 'y' })).toBe(1)
  expect(await fresh.Thing.count(second === byCode ? { code: 'a' } : { kind: 'x' })).toBe(0)
})

test('while an index takes the place of another, changes by a key take records out of both', async () => {
  const old = await opened(withIndex(byCode))
  const codes = Array.from({ length: 3000 }, (_, at) => `c${at}`)
  await old.Thing.insertMany(codes.map((code) => ({ code, kind: 'x' })))
  // The index is made in the order of the keys: these come last.
  const last = await old.Thing.find({ sort: { id: 'desc' }, limit: 100, select: { id: true } })
  const other = await opened(First)
  const fresh = await opened(withIndex(byKind))
  const changes = async () => {
    for (const thing of last) await other.Thing.updateWhere(thing, { code: 'moved' })
  }
  await Promise.all([fresh.sync(), changes()])
  const keys = await withClient(url, (client) => keysOf(prefix, client))
  expect(keys.filter((key) => key.startsWith('{thing}:i:'))).toEqual(['{thing}:i:look_up:1:x'])
})

test('a unique index that records do not fit is not made, and says so', async () => {
  const old = await opened(First)
  await old.Thing.insertMany([{ code: 'a' }, { code: 'a' }, { code: 'b' }])
  const refused = opened(Second, { sync: true })
  await expect(refused).rejects.toMatchObject({
    code: 'UNIQUE_VIOLATION',
    details: { model: 'Thing', fields: ['code'] },
  })
  await old.Thing.create({ code: 'b' })
  expect(await old.Thing.count()).toBe(4)
})

test.each([
  ['unique', true],
  ['plain', false],
])(
  'who knows a %s index that another process has replaced is told before it goes by it',
  async (_kind, unique) => {
    const old = await opened(withIndex({ ...byCode, unique }))
    const reader = await opened(withIndex({ ...byCode, unique }), { scan: 1 })
    const other = await opened(First)
    await old.Thing.insertMany([
      { code: 'a', kind: 'x' },
      { code: 'b', kind: 'y' },
    ])
    expect(await reader.Thing.count({ code: 'a' })).toBe(1)
    const fresh = await opened(withIndex({ ...byKind, unique }), { sync: true, scan: 1 })
    await expect(old.Thing.create({ code: 'c', kind: 'z' })).rejects.toEqual(mismatch)
    await expect(reader.Thing.find({ where: { code: 'a' } })).rejects.toEqual(mismatch)
    expect(await fresh.Thing.count({ kind: 'x' })).toBe(1)
    await other.Thing.create({ code: 'd', kind: 'w' })
    expect(await fresh.Thing.count({ kind: 'w' })).toBe(1)
    await old.sync()
    expect(await old.Thing.count({ code: 'd' })).toBe(1)
    await expect(fresh.Thing.find({ where: { kind: 'w' } })).rejects.toEqual(mismatch)
  },
)

test('who knows a unique index that another process has dropped is told before it writes', async () => {
  const old = await opened(withIndex({ ...byCode, unique: true }))
  await old.Thing.insertMany([
    { code: 'a', kind: 'x' },
    { code: 'b', kind: 'x' },
  ])
  await expect(opened(withIndex({ ...byKind, unique: true }), { sync: true })).rejects.toMatchObject({
    code: 'UNIQUE_VIOLATION',
  })
  await expect(old.Thing.create({ code: 'a' })).rejects.toEqual(mismatch)
  await old.sync()
  await expect(old.Thing.create({ code: 'a' })).rejects.toMatchObject({ code: 'UNIQUE_VIOLATION' })
})

test('an index that takes the place of another has nothing of it', async () => {
  const old = await opened(withIndex(byCode))
  await old.Thing.insertMany([
    { code: 'a', kind: 'b' },
    { code: 'c', kind: 'c' },
    { code: 'gone', kind: 'd' },
  ])
  const fresh = await opened(withIndex(byKind), { sync: true })
  const found = await fresh.Thing.find({ where: { kind: { $in: ['a', 'b', 'c'] } }, sort: { code: 'asc' } })
  expect(found).toMatchObject([{ code: 'a' }, { code: 'c' }])
  await fresh.Thing.destroyWhere({ kind: 'd' })
  const keys = await withClient(url, (client) => keysOf(prefix, client))
  expect(keys.filter((key) => key.startsWith('{thing}:i:'))).toEqual([
    '{thing}:i:look_up:1:b',
    '{thing}:i:look_up:1:c',
  ])
})

test('who keeps records for another time is told before it writes', async () => {
  const old = await opened(First)
  await old.Thing.create({ code: 'a' })
  await opened(Brief, { sync: true })
  await expect(old.Thing.create({ code: 'b' })).rejects.toEqual(mismatch)
})

test('records that were there get their end by sync where expiry is new, and lose it where it is no more', async () => {
  const old = await opened(First)
  await old.Thing.insertMany([
    { code: 'past', until: new Date(0) },
    { code: 'future', until: new Date(Date.UTC(2999, 0, 1)) },
    { code: 'never' },
  ])
  const waiting = await opened(Timed)
  await expect(waiting.Thing.count()).rejects.toEqual(mismatch)
  await waiting.sync()
  expect(await waiting.Thing.count()).toBe(2)
  const brief = await opened(Brief, { sync: true })
  const ends = await withClient(url, (client) => client.zrange(`{${prefix}:thing}:x`, 0, -1, 'WITHSCORES'))
  expect(ends.filter((_, at) => at % 2 === 1).every((end) => Number(end) > Date.now())).toBe(true)
  expect([await brief.Thing.count(), ends.length]).toEqual([2, 4])
  await opened(First, { sync: true })
  expect(await withClient(url, (client) => client.zcard(`{${prefix}:thing}:x`))).toBe(0)
  expect(await old.Thing.count()).toBe(2)
})

test('what has expired goes with all that led to it, by the writes that come after', async () => {
  const Visit = defineModel({
    name: 'Visit',
    schema: {
      id: field.id(),
      token: field.string({ unique: true }),
      kind: field.string({ index: true }),
      until: field.datetime(),
    },
    expires: { at: 'until' },
  })
  const db = await connect({ models: { Visit }, store: redis({ url, prefix }) })
  open.push(db)
  const past = Array.from({ length: 250 }, (_, at) => ({
    token: `${at}`,
    kind: `k${at % 4}`,
    until: new Date(1),
  }))
  await db.Visit.insertMany(past)
  expect(await db.Visit.count()).toBe(0)
  expect(await db.Visit.count({ kind: 'k1' })).toBe(0)
  const ids = await withClient(url, (client) => client.zrange(`{${prefix}:visit}:a`, 0, -1))
  expect(ids).toHaveLength(250)
  expect(await db.Visit.findById(ids[0] ?? '')).toBeNull()
  const left = () => withClient(url, (client) => client.zcard(`{${prefix}:visit}:a`))
  await db.Visit.insertMany(past.slice(200))
  expect(await left()).toBe(150)
  const kept = await db.Visit.create({ token: 'kept', kind: 'k0' })
  await db.Visit.updateWhere({ id: kept.id }, { kind: 'k1' })
  await db.Visit.destroyWhere({ id: kept.id })
  expect(await withClient(url, (client) => keysOf(prefix, client))).toEqual(['{visit}:m', '{visit}:v'])
})

test('a change by a key moves the end of a record, meets none that is over, and lets go what is', async () => {
  const brief = await opened(Brief)
  const { id } = await brief.Thing.create({ code: 'a' })
  const ends = () =>
    withClient(url, async (client) => {
      const [stamp = ''] = await client.hmget(`{${prefix}:thing}:r:${id}`, '')
      return [stamp?.split('@')[1], await client.zscore(`{${prefix}:thing}:x`, `${id}`)]
    })
  const [before] = await ends()
  await expect
    .poll(async () => {
      await brief.Thing.updateWhere({ id }, { kind: 'touched' })
      return Number((await ends())[0]) > Number(before)
    })
    .toBe(true)
  const [stamp, score] = await ends()
  expect(stamp).toBe(score)
  await withClient(url, async (client) => {
    await client.hset(`{${prefix}:thing}:r:${id}`, '', 'over@1')
    await client.zadd(`{${prefix}:thing}:x`, 1, `${id}`)
  })
  expect(await brief.Thing.updateWhere({ id }, { kind: 'late' })).toBe(0)
  expect(await withClient(url, (client) => keysOf(prefix, client))).toEqual(['{thing}:m', '{thing}:v'])
})

test('a change by a key leaves a record its own end, and moves it only where it is told to', async () => {
  const timed = await opened(Timed)
  const until = new Date(Date.UTC(2999, 0, 1))
  const { id } = await timed.Thing.create({ code: 'a', until })
  const end = () => withClient(url, (client) => client.zscore(`{${prefix}:thing}:x`, `${id}`))
  const stamp = () => withClient(url, (client) => client.hget(`{${prefix}:thing}:r:${id}`, ''))
  await timed.Thing.updateWhere({ id }, { kind: 'touched' })
  expect([Number(await end()), await stamp()]).toEqual([
    until.getTime(),
    expect.stringMatching(`@${until.getTime()}$`),
  ])
  await timed.Thing.updateWhere({ id }, { until: null })
  expect(await end()).toBeNull()
  await timed.Thing.updateWhere({ id }, { kind: 'again', until: new Date(1) })
  expect([await timed.Thing.count(), await timed.Thing.updateWhere({ id }, { kind: 'late' })]).toEqual([0, 0])
})
