import { setTimeout as sleep } from 'node:timers/promises'
import { createPrometheus, field, ref } from 'prometheus-odm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Database } from './server.ts'
import { administer, freshDatabase } from './server.ts'

const { defineModel, connect } = createPrometheus()

class Seat extends defineModel({
  name: 'Seat',
  schema: {
    row: field.string({ required: true }),
    seat: field.integer({ required: true }),
    price: field.decimal({ precision: 8, scale: 2, default: '1' }),
  },
  key: ['row', 'seat'],
  changes: true,
}) {}
class Node extends defineModel({
  name: 'Node',
  schema: { id: field.id(), name: field.string(), count: field.integer({ default: 0 }), next: ref('Node') },
  changes: true,
}) {}
interface Models {
  Seat: typeof Seat
  Node: typeof Node
}

let database: Database
const open = () => connect<Models>({ models: { Seat, Node }, store: database.store(), sync: true })
let db: Awaited<ReturnType<typeof open>>
beforeEach(async () => {
  database = await freshDatabase()
  db = await open()
})
afterEach(async () => {
  await db.close()
  await database.drop()
})

const head = () => db.changes.head()

interface Told {
  readonly op: string
  readonly before: Readonly<Record<string, unknown>> | null
  readonly after: Readonly<Record<string, unknown>> | null
}

/** What was told behind a position. */
async function toldSince(after: string): Promise<readonly Told[]> {
  return (await db.changes.read({ after, limit: 1_000 })).changes
}

test('records that come to meet a condition while an update waits are not changed without being told', async () => {
  const [early, late] = ['01890000-0000-7000-8000-000000000001', '01890000-0000-7000-8000-000000000002']
  await db.Node.create({ id: late, name: 'a' })
  const before = await head()
  await administer('start transaction')
  await administer(`select * from ${database.name}.node where id = '${late}' for update`)
  const update = db.Node.updateWhere({ name: 'a' }, { count: 7 })
  await sleep(200)
  await db.Node.create({ id: early, name: 'a' })
  await administer('commit')
  expect(await update).toBe(1)
  expect((await db.Node.findById(early))?.count).toBe(0)
  expect((await toldSince(before)).map(({ op, after }) => [op, after?.id, after?.count])).toEqual([
    ['create', early, 0],
    ['update', late, 7],
  ])
})

test('an update of many by keys of several fields is all or nothing inside of a transaction', async () => {
  await db.Seat.insertMany([1, 2, 3].map((seat) => ({ row: 'a', seat })))
  await db.Seat.create({ row: 'b', seat: 3 })
  const before = await head()
  await db.transaction(async (tx) => {
    const moved = tx.Seat.updateWhere({ row: 'a' }, { row: 'b' })
    await expect(moved).rejects.toMatchObject({ code: 'UNIQUE_VIOLATION' })
    await tx.Seat.updateWhere({ row: 'a' }, { price: { $inc: '0.5' } })
  })
  expect(await db.Seat.count({ row: 'a', price: '1.50' })).toBe(3)
  const told = await toldSince(before)
  expect(told.map(({ op, before: old, after }) => [op, old?.price, after?.price])).toEqual(
    Array(3).fill(['update', '1.00', '1.50']),
  )
})

test('a key that is counted up is a destroy and a create, with the values as they are stored', async () => {
  await db.Seat.insertMany([1, 2].map((seat) => ({ row: 'a', seat })))
  const before = await head()
  await db.Seat.updateWhere({ row: 'a' }, { seat: { $inc: 10 }, price: { $inc: '1' } })
  const told = await toldSince(before)
  expect(told.map(({ op, before: old, after }) => [op, (after ?? old)?.seat, (after ?? old)?.price])).toEqual(
    [
      ['destroy', 1, '1.00'],
      ['destroy', 2, '1.00'],
      ['create', 11, '2.00'],
      ['create', 12, '2.00'],
    ],
  )
})

test('records that refer to each other are told as they were before their references went', async () => {
  const first = await db.Node.create({ name: 'first' })
  const second = await db.Node.create({ name: 'second', nextId: first.id })
  await db.Node.updateWhere({ id: first.id }, { nextId: second.id })
  const before = await head()
  expect(await db.Node.destroyWhere({ name: { $in: ['first', 'second'] } })).toBe(2)
  const told = await toldSince(before)
  expect(told.map(({ op, before: old }) => [op, old?.name, old?.nextId])).toEqual([
    ['destroy', 'first', second.id],
    ['destroy', 'second', first.id],
  ])
})
