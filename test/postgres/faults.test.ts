import { randomUUID } from 'node:crypto'
import { field, ref } from 'prometheus-odm'
import { postgres } from 'prometheus-odm/postgres'
import { describe, expect, test } from 'vitest'
import { meeting } from '../../src/testing/timing.ts'
import { tryFaults } from '../faults/all.ts'
import type { Models } from '../faults/ground.ts'
import { connect, defineModel, Entry, outcome } from '../faults/ground.ts'
import { engine } from './fault-engine.ts'

const ground = tryFaults(engine)
const [toInteger = '', toBigint = ''] = engine.alterations

test('transactions that have read of each other: the last to commit is told, and runs again where that is asked', async () => {
  await ground.withDatabase({}, async (db) => {
    const [one, two] = [await db.Entry.create({ mark: 'x' }), await db.Entry.create({ mark: 'y' })]
    const swap = (read: string, write: string, retries: number, met: () => Promise<void>) =>
      db.transaction(
        async (tx) => {
          const other = await tx.Entry.findById(read)
          await tx.Entry.updateWhere({ id: write }, { count: (other?.count ?? 0) + 1 })
          await met()
        },
        { isolation: 'serializable', retries },
      )
    const crossed = (retries: number, met = meeting(2)) =>
      Promise.all([outcome(swap(one.id, two.id, retries, met)), outcome(swap(two.id, one.id, retries, met))])
    expect((await crossed(0)).sort()).toEqual(['SERIALIZATION_FAILURE', 'done'])
    expect(await crossed(9)).toEqual(['done', 'done'])
  })
})

describe('a prepared statement', () => {
  test('of a transaction, whose table was altered, runs in the next one', async () => {
    await ground.withDatabase({ max: 1 }, async (db) => {
      await db.Entry.create({ mark: 'altered' })
      const read = (retries: number) =>
        db.transaction((tx) => tx.Entry.find({ where: { mark: 'altered' } }), { retries })
      await read(0)
      await ground.server.administer(toInteger)
      const outcomes = [await outcome(read(0)), await outcome(read(0))]
      await ground.server.administer(toBigint)
      expect(outcomes).toEqual(['SERIALIZATION_FAILURE', 'done'])
      expect(await outcome(read(1))).toBe('done')
    })
  })

  test('of a write, whose table was altered, runs in the transaction all the same', async () => {
    await ground.withDatabase({ max: 1 }, async (db) => {
      const id = randomUUID()
      const write = (count: number) =>
        db.transaction(async (tx) => {
          await tx.Entry.create({ mark: 'beside' })
          await tx.Entry.upsert({ by: ['id'], create: { id, mark: 'upserted', count }, update: { count } })
        })
      await write(1)
      const before = await db.Entry.count({ mark: 'beside' })
      await ground.server.administer(toInteger)
      const altered = await outcome(write(2))
      await ground.server.administer(toBigint)
      expect(altered).toBe('done')
      expect((await db.Entry.findById(id))?.count).toBe(2)
      expect(await db.Entry.count({ mark: 'beside' })).toBe(before + 1)
    })
  })

  test('that the server has forgotten runs all the same, alone and in a transaction', async () => {
    const store = postgres({ url: ground.server.url, max: 1 })
    const db = await connect<Models>({ models: { Entry }, store, sync: true })
    const forget = () => store.schema?.query('deallocate all')
    const inside = (retries: number) => db.transaction((tx) => tx.Entry.count(), { retries })
    await inside(0)
    await forget()
    expect(await outcome(db.Entry.count())).toBe('done')
    await forget()
    expect(await outcome(inside(0))).toBe('SERIALIZATION_FAILURE')
    await forget()
    expect(await outcome(inside(1))).toBe('done')
    await db.close()
  })
})

test('a password may come from a function, which is asked for each connection', async () => {
  const { hostname: host, port, username: user } = new URL(ground.server.url)
  let asked = 0
  const password = async () => {
    asked++
    return 'right'
  }
  const store = postgres({ host, port: Number(port), user, database: 'faults', password })
  const db = await connect<Models>({ models: { Entry }, store })
  await Promise.all([db.Entry.count(), db.Entry.count()])
  await db.close()
  expect(asked).toBe(2)
})

test('processes that sync at once make one set of tables', async () => {
  class Made extends defineModel({
    name: 'Made',
    schema: { id: field.id(), name: field.string({ unique: true }), entry: ref('Entry') },
  }) {}
  const models = { Entry, Made }
  const all = await Promise.all(
    Array.from({ length: 6 }, () => connect({ models, store: postgres(ground.server.url), sync: true })),
  )
  for (const db of all) await db.close()
  const names =
    "select array_agg(indexname::text order by indexname) as names from pg_indexes where tablename = 'made'"
  expect(await ground.server.administer(names)).toEqual([
    { names: ['made_entry_id_index', 'made_name_unique', 'made_pkey'] },
  ])
})
