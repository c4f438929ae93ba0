import { randomUUID } from 'node:crypto'
import { MongoClient } from 'mongodb'
import { createPrometheus, field, hasMany, ref } from 'prometheus-odm'
import { mongodb } from 'prometheus-odm/mongodb'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { meeting } from '../../src/testing/timing.ts'
import type { Tested } from './fixture.ts'
import { testedServer } from './fixture.ts'
import { Failure, writeConflict } from './server/failure.ts'
import type { TestServer } from './server/index.ts'
import { startServer } from './server/index.ts'

const { defineModel, connect } = createPrometheus()

class Team extends defineModel({
  name: 'Team',
  schema: {
    id: field.id(),
    name: field.string(),
    open: field.boolean(),
    items: hasMany('Item', { by: 'team' }),
  },
}) {}
class Item extends defineModel({
  name: 'Item',
  schema: {
    id: field.id(),
    code: field.string({ unique: true }),
    count: field.integer(),
    ratio: field.number(),
    data: field.json(),
    team: ref('Team'),
  },
}) {}
interface Models {
  Team: typeof Team
  Item: typeof Item
}
const models = { Team, Item }
const refusal = (code: string, more: object = {}) => expect.objectContaining({ code, ...more })

let tested: Tested
beforeAll(async () => {
  tested = await testedServer()
  console.info(`mongodb: store: tested on ${tested.name}`)
})
afterAll(() => tested.stop())

const open = (url: string, database: string) =>
  connect<Models>({ models, store: mongodb({ url, database, serverTimeout: 5000 }), sync: true })
type Db = Awaited<ReturnType<typeof open>>

describe('the store', () => {
  let db: Db
  let database: string
  let client: MongoClient
  beforeEach(async () => {
    database = `prometheus_${randomUUID().slice(0, 13)}`
    db = await open(tested.url, database)
    client = new MongoClient(tested.url)
  })
  afterEach(async () => {
    await db.close()
    await client.db(database).dropDatabase()
    await client.close()
  })
  const raw = (name: string) => client.db(database).collection<{ _id: string; [name: string]: unknown }>(name)

  test('keeps a key as the _id, leaves null out, and types each value', async () => {
    const { id } = await db.Item.create({ code: 'a', count: 5, ratio: 1 })
    const found = await raw('item').findOne({ _id: id }, { promoteValues: false })
    expect(Object.keys(found ?? {}).sort()).toEqual(['_id', 'code', 'count', 'ratio'])
    expect([found?.count, found?.ratio].map((value) => (value as { _bsontype: string })._bsontype)).toEqual([
      'Long',
      'Double',
    ])
  })

  test('gives arrays in JSON back whatever they are called, also out of an undone savepoint', async () => {
    const data = JSON.parse('[{"__proto__": [{}], "constructor": [{"toString": [{"a": 1}]}]}]')
    const item = await db.Item.create({ code: 'a', ratio: 1, data })
    await db.transaction(async (tx) => {
      const undone = tx.transaction(async (savepoint) => {
        await savepoint.Item.updateWhere({ code: 'a' }, { ratio: 2, data: null })
        throw new Error('undo')
      })
      await expect(undone).rejects.toThrow('undo')
    })
    const found = await db.Item.findById(item.id)
    expect(JSON.stringify(found?.data)).toBe(JSON.stringify(data))
    expect((await raw('item').findOne({}, { promoteValues: false }))?.ratio).toMatchObject({
      _bsontype: 'Double',
    })
  })

  test('lets in no array where a scalar belongs, nor an unknown type', async () => {
    await expect(raw('item').insertOne({ _id: 'x', code: ['a', 'b'] })).rejects.toMatchObject({ code: 121 })
    await raw('item').insertOne({ _id: 'x', code: 'a', more: 1 })
    expect(await db.Item.count({ code: 'a' })).toBe(1)
  })

  test('is synced twice without a change', async () => {
    const state = async () => [
      await client.db(database).listCollections().toArray(),
      await raw('item').indexes(),
    ]
    const before = JSON.stringify(await state())
    await db.sync()
    expect(JSON.stringify(await state())).toBe(before)
  })

  test('undoes a write of many that fails in the middle', async () => {
    await db.Item.insertMany(['a', 'b', 'c'].map((code, count) => ({ code, count })))
    await expect(db.Item.updateWhere({ count: { $gte: 0 } }, { code: 'same' })).rejects.toEqual(
      refusal('UNIQUE_VIOLATION'),
    )
    await expect(db.Item.insertMany([{ code: 'd' }, { code: 'a' }])).rejects.toEqual(
      refusal('UNIQUE_VIOLATION'),
    )
    expect((await db.Item.find({ sort: { code: 'asc' } })).map((item) => item.code)).toEqual(['a', 'b', 'c'])
  })

  test('keeps what a write has asked of related records until the write is committed', async () => {
    const team = await db.Team.create({ name: 't', open: true })
    await db.Item.insertMany([{ code: 'a', count: 0, teamId: team.id }])
    const outcome = db.transaction(async (tx) => {
      expect(await tx.Item.updateWhere({ team: { open: true } }, { count: 1 })).toBe(1)
      const other = await open(tested.url, database)
      await expect(
        other.transaction((tx2) => tx2.Team.updateWhere({ name: 't' }, { open: false })),
      ).rejects.toEqual(refusal('SERIALIZATION_FAILURE'))
      await other.close()
    })
    await outcome
    expect((await db.Item.findOne())?.count).toBe(1)
  })

  test('lets two transactions that each lock what the other reads not both commit', async () => {
    await db.Item.insertMany([
      { code: 'a', count: 1 },
      { code: 'b', count: 1 },
    ])
    const other = await open(tested.url, database)
    const met = meeting(2)
    const leave = (from: Db, code: string) =>
      from
        .transaction(async (tx) => {
          const rows = await tx.Item.find({ where: { count: 1 }, lock: 'update' })
          await met()
          if (rows.length > 1) await tx.Item.updateWhere({ code }, { count: 0 })
        })
        .finally(met)
    const done = await Promise.allSettled([leave(db, 'a'), leave(other, 'b')])
    expect(done.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await db.Item.count({ count: 1 })).toBe(1)
    await other.close()
  })

  test('writes and runs transactions where the URL prefers to read elsewhere', async () => {
    const url = new URL(tested.url)
    url.searchParams.set('readPreference', 'secondaryPreferred')
    const other = await open(url.href, database)
    await other.Item.insertMany([
      { code: 'a', count: 1 },
      { code: 'b', count: 1 },
    ])
    expect(await other.Item.updateWhere({ count: 1 }, { count: 2 })).toBe(2)
    expect(await other.transaction((tx) => tx.Item.count({ count: 2 }))).toBe(2)
    await other.close()
  })

  test('is not to be used when it is closed', async () => {
    const store = mongodb({ url: tested.url, database })
    expect(() => store.begin({})).toThrow(refusal('NOT_CONNECTED'))
    await db.close()
    await expect(db.Item.count()).rejects.toEqual(refusal('NOT_CONNECTED'))
  })
})

describe('what fails', () => {
  let server: TestServer
  let db: Db
  beforeEach(async () => {
    server = await startServer()
    db = await open(server.url, 'faults')
  })
  afterEach(async () => {
    await db.close()
    await server.stop()
  })

  test('a statement that meets a transaction is tried again', async () => {
    await db.Item.insertMany([{ code: 'a' }, { code: 'b' }])
    server.failNext('update', writeConflict())
    expect(await db.Item.updateWhere({ code: { $ne: null } }, { count: 1 })).toBe(2)
  })

  test('a transaction that meets another one is over, and is run again where that is asked', async () => {
    await db.Item.create({ code: 'a' })
    const change = (retries: number) => {
      server.failNext('update', writeConflict())
      return db.transaction((tx) => tx.Item.updateWhere({ code: 'a' }, { count: 1 }), { retries })
    }
    await expect(change(0)).rejects.toEqual(refusal('SERIALIZATION_FAILURE', { retryable: true }))
    expect(await change(1)).toBe(1)
    server.failNext('update', writeConflict())
    const caught = db.transaction(async (tx) => {
      await tx.Item.updateWhere({ code: 'a' }, { count: 2 }).catch(() => undefined)
      await tx.Item.count()
    })
    await expect(caught).rejects.toEqual(refusal('TX_CLOSED'))
    expect((await db.Item.findOne())?.count).toBe(1)
  })

  test('a commit whose answer was lost is asked for again; one that met another transaction is not', async () => {
    const lost = new Failure(64, 'WriteConcernFailed', 'lost', { labels: ['UnknownTransactionCommitResult'] })
    for (let i = 0; i < 3; i++) server.failNext('commitTransaction', lost)
    await db.Item.insertMany([{ code: 'a' }, { code: 'b' }]).catch(() => undefined)
    expect(server.commands.get('commitTransaction')).toBeGreaterThan(2)
    server.failNext('commitTransaction', writeConflict())
    await expect(db.transaction((tx) => tx.Item.create({ code: 'c' }))).rejects.toEqual(
      refusal('SERIALIZATION_FAILURE'),
    )
    expect(await db.Item.count({ code: 'c' })).toBe(0)
  })

  test.each([
    [50, 'TIMEOUT'],
    [13, 'FORBIDDEN'],
    [9999, 'STORE_ERROR'],
  ])('an error of code %i is %s', async (code, expected) => {
    server.failNext('aggregate', new Failure(code, 'Any', 'a message'))
    await expect(db.Item.count()).rejects.toEqual(refusal(expected))
    expect(await db.Item.count()).toBe(0)
  })

  test('a server that is not there is a failed connection, and so is one that has gone', async () => {
    const limited = (url: string) => mongodb({ url, database: 'x', serverTimeout: 200 })
    await expect(connect<Models>({ models, store: limited('mongodb://127.0.0.1:1/') })).rejects.toEqual(
      refusal('CONNECTION_FAILED'),
    )
    const other = await connect<Models>({ models, store: limited(server.url), sync: true })
    await server.stop()
    await expect(other.Item.count()).rejects.toEqual(refusal('CONNECTION_FAILED', { retryable: true }))
    await other.close()
  })

  test('a statement for which the server takes too long is a timeout, where there is a limit', async () => {
    const store = mongodb({ url: server.url, database: 'faults', statementTimeout: 200 })
    const limited = await connect<Models>({ models, store })
    server.delayNext('aggregate', 1500)
    await expect(limited.Item.count()).rejects.toEqual(refusal('TIMEOUT'))
    expect(await limited.Item.count()).toBe(0)
    await limited.close()
  })

  test('the pool says what is open, used and waited for, and what was lost', async () => {
    const store = mongodb({ url: server.url, database: 'faults', poolSize: 1, serverTimeout: 200 })
    const small = await connect<Models>({ models, store })
    const figures = () => small.pools()[0]
    const name = `127.0.0.1:${server.port}/faults`
    expect(figures()).toMatchObject({ store: 'mongodb', name, max: 1, open: 1, idle: 1, used: 0, opened: 1 })
    server.delayNext('aggregate', 300)
    const both = Promise.all([small.Item.count(), small.Item.count()])
    await expect.poll(figures).toMatchObject({ open: 1, idle: 0, used: 1, waiting: 1 })
    expect(figures()?.longestWait).toBeGreaterThan(0)
    await both
    expect(figures()).toMatchObject({ open: 1, idle: 1, used: 0, waiting: 0, longestWait: 0, lost: 0 })
    await server.stop()
    await expect(small.Item.count()).rejects.toEqual(refusal('CONNECTION_FAILED'))
    expect(figures()).toMatchObject({ open: 0, used: 0, connecting: 0, waiting: 0, lost: 1 })
    await small.close()
  })

  test('a server without transactions is refused', async () => {
    const alone = await startServer({ isAlone: true })
    await expect(open(alone.url, 'x')).rejects.toEqual(
      refusal('UNSUPPORTED', { details: { capability: 'transactions' } }),
    )
    await alone.stop()
  })

  test.each([
    ['names that documents cannot have', { a: field.string({ column: 'a.b' }) }],
    ['another `_id` than the key', { a: field.string({ column: '_id' }) }],
    ['unique arrays', { a: field.array(field.string(), { unique: true }) }],
    ['unique JSON', { a: field.json({ unique: true }) }],
  ])('%s are refused', async (_what, schema) => {
    const Odd = defineModel({ name: 'Odd', schema: { id: field.id(), ...(schema as object) } })
    const store = mongodb({ url: server.url, database: 'odd' })
    await expect(connect({ models: { Odd }, store } as never)).rejects.toEqual(refusal('UNSUPPORTED'))
  })
})
