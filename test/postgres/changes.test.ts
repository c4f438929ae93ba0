import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CounterDatabase } from './changes-at-once.ts'
import { changesAtOnce, openCounters, told } from './changes-at-once.ts'
import type { Schema } from './server.ts'
import { administer, freshSchema } from './server.ts'

let schema: Schema
const open = () => openCounters(schema.store({ max: 20 }))
let db: CounterDatabase
beforeEach(async () => {
  schema = await freshSchema()
  db = await open()
})
afterEach(async () => {
  await db.close()
  await schema.drop()
})

changesAtOnce(() => db)

test('a reader is not held back by a transaction elsewhere that writes and stays open', async () => {
  const other = await freshSchema()
  const elsewhere = await openCounters(other.store())
  await elsewhere.transaction(async (tx) => {
    await tx.Counter.create({ code: 'open' })
    await db.Counter.create({ code: 'here' })
    expect((await told(db)).map(({ after }) => after?.code)).toEqual(['here'])
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
  expect(await told(db)).toHaveLength(1)
})
