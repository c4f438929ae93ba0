import { randomUUID } from 'node:crypto'
import { MongoClient } from 'mongodb'
import { mongodb } from 'prometheus-odm/mongodb'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { meeting } from '../../src/testing/timing.ts'
import type { Tested } from './fixture.ts'
import { testedServer } from './fixture.ts'
import type { Db } from './teams.ts'
import { open, refusal } from './teams.ts'

let tested: Tested
beforeAll(async () => {
  tested = await testedServer()
  console.info(`mongodb: store: tested on ${tested.name}`)
})
afterAll(() => tested.stop())

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
