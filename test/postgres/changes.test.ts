import { createPrometheus, field } from 'prometheus-odm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Schema } from './server.ts'
import { administer, freshSchema } from './server.ts'

const { defineModel, connect } = createPrometheus()

class Counter extends defineModel({
  name: 'Counter',
  schema: { id: field.id(), code: field.string({ unique: true }), count: field.integer({ default: 0 }) },
  changes: true,
}) {}
interface Models {
  Counter: typeof Counter
}

let schema: Schema
const open = () => connect<Models>({ models: { Counter }, store: schema.store({ max: 20 }), sync: true })
let db: Awaited<ReturnType<typeof open>>
beforeEach(async () => {
  schema = await freshSchema()
  db = await open()
})
afterEach(async () => {
  await db.close()
  await schema.drop()
})

/** Every change that the log tells of. */
async function told() {
  const { changes } = await db.changes.read({ limit: 1_000 })
  return changes
}

test('upserts that meet make one create, then updates, each of what the one before has left', async () => {
  for (let round = 0; round < 5; round++) {
    const code = `${round}`
    const upsert = (count: number) => db.Counter.upsert({ by: ['code'], create: { code, count } })
    await Promise.all(Array.from({ length: 12 }, (_, i) => upsert(i + 1)))
    const own = (await told()).filter(({ after }) => after?.code === code)
    expect(own.map(({ op }) => op)).toEqual(['create', ...Array(11).fill('update')])
    expect(own.slice(1).map(({ before }) => before)).toEqual(own.slice(0, -1).map(({ after }) => after))
    expect((await db.Counter.findOne({ where: { code } }))?.count).toBe(own.at(-1)?.after?.count)
  }
})

test('writers of one record at once are told one after the other, as their commits were', async () => {
  const { id } = await db.Counter.create({ code: 'x' })
  const add = (tx: Pick<typeof db, 'Counter'>) => tx.Counter.updateWhere({ id }, { count: { $inc: 1 } })
  const slowly = () =>
    db.transaction(async (tx) => {
      await tx.Counter.create({})
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20))
      await add(tx)
    })
  await Promise.all(Array.from({ length: 30 }, (_, i) => (i % 3 === 0 ? slowly() : add(db))))
  const counts = (await told()).filter(({ key }) => key === id).map(({ after }) => after?.count)
  expect(counts).toEqual(Array.from({ length: 31 }, (_, i) => i))
})

test('a reader is not held back by a transaction elsewhere that writes and stays open', async () => {
  const other = await freshSchema()
  const elsewhere = await connect<Models>({ models: { Counter }, store: other.store(), sync: true })
  await elsewhere.transaction(async (tx) => {
    await tx.Counter.create({ code: 'open' })
    await db.Counter.create({ code: 'here' })
    expect((await told()).map(({ after }) => after?.code)).toEqual(['here'])
  })
  await elsewhere.close()
  await other.drop()
})

test('a database that was restored is another history, and one that is opened again is not', async () => {
  await db.Counter.create({ code: 'a' })
  const position = await db.changes.head()
  await db.close()
  db = await open()
  expect((await db.changes.read({ after: position })).changes).toEqual([])
  await db.close()
  await administer(`update ${schema.name}.prometheus_change_log set value = 'another' where name = 'server'`)
  db = await open()
  await expect(db.changes.read({ after: position })).rejects.toMatchObject({ code: 'CHANGES_EPOCH' })
  expect(await told()).toHaveLength(1)
})
