import type { Store } from 'prometheus-odm'
import { createPrometheus, field } from 'prometheus-odm'
import { expect, test } from 'vitest'

const { defineModel, connect } = createPrometheus()

export class Counter extends defineModel({
  name: 'Counter',
  schema: { id: field.id(), code: field.string({ unique: true }), count: field.integer({ default: 0 }) },
  changes: true,
}) {}
export interface Models {
  Counter: typeof Counter
}

/** A database of a model whose changes are recorded, with its tables made. */
export const openCounters = (store: Store) => connect<Models>({ models: { Counter }, store, sync: true })

export type CounterDatabase = Awaited<ReturnType<typeof openCounters>>

/** Every change that the log tells of. */
export async function told(db: CounterDatabase) {
  const { changes } = await db.changes.read({ limit: 1_000 })
  return changes
}

/** Registers what the log of a server tells of writers at once; each test asks for the database. */
export function changesAtOnce(open: () => CounterDatabase): void {
  test('upserts that meet make one create, then updates, each of what the one before has left', async () => {
    const db = open()
    for (let round = 0; round < 5; round++) {
      const code = `${round}`
      const upsert = (count: number) => db.Counter.upsert({ by: ['code'], create: { code, count } })
      await Promise.all(Array.from({ length: 12 }, (_, i) => upsert(i + 1)))
      const own = (await told(db)).filter(({ after }) => after?.code === code)
      expect(own.map(({ op }) => op)).toEqual(['create', ...Array(11).fill('update')])
      expect(own.slice(1).map(({ before }) => before)).toEqual(own.slice(0, -1).map(({ after }) => after))
      expect((await db.Counter.findOne({ where: { code } }))?.count).toBe(own.at(-1)?.after?.count)
    }
  })

  test('writers of one record at once are told one after the other, as their commits were', async () => {
    const db = open()
    const { id } = await db.Counter.create({ code: 'x' })
    const add = (tx: Pick<CounterDatabase, 'Counter'>) =>
      tx.Counter.updateWhere({ id }, { count: { $inc: 1 } })
    const slowly = () =>
      db.transaction(async (tx) => {
        await tx.Counter.create({})
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 20))
        await add(tx)
      })
    await Promise.all(Array.from({ length: 30 }, (_, i) => (i % 3 === 0 ? slowly() : add(db))))
    const counts = (await told(db)).filter(({ key }) => key === id).map(({ after }) => after?.count)
    expect(counts).toEqual(Array.from({ length: 31 }, (_, i) => i))
  })
}
