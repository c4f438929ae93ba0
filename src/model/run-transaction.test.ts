import { expect, test } from 'vitest'
import type { ErrorCode } from '../errors/codes.ts'
import { PrometheusError } from '../errors/error.ts'
import { field } from '../schema/factories.ts'
import type { Store } from '../store/contract.ts'
import { memory } from '../stores/memory/index.ts'
import { createPrometheus } from './prometheus.ts'

const { defineModel, connect } = createPrometheus()
class Item extends defineModel({ name: 'Item', schema: { id: field.id(), name: field.string() } }) {}

/** A store whose first commits fail, as those of a database may that finds out only then. */
function failing(code: ErrorCode, times: number): Store {
  const store = memory()
  const { capabilities } = store
  let left = times
  return {
    name: 'failing',
    capabilities,
    open: (shapes) => store.open(shapes),
    sync: () => store.sync(),
    prepare: (plan) => store.prepare(plan),
    async begin(options) {
      const begun = await store.begin(options)
      const commit = begun.commit.bind(begun)
      begun.commit = async () => {
        if (left-- <= 0) return commit()
        await begun.rollback()
        throw new PrometheusError(code, 'the store says so')
      }
      return begun
    },
    close: () => store.close(),
  }
}

/** What comes of a transaction, how often it ran, and what is stored. */
async function outcome(code: ErrorCode, times: number, retries: number) {
  const db = await connect({ models: { Item }, store: failing(code, times) })
  let runs = 0
  const run = async (tx: Pick<typeof db, 'Item'>) => {
    runs++
    await tx.Item.create({ name: 'a' })
    return 'stored'
  }
  const done = await db.transaction(run, { retries }).catch((error: PrometheusError) => error.code)
  return [done, runs, await db.Item.count()]
}

test('a transaction whose commit fails says so, and runs again where that may help', async () => {
  expect(await outcome('SERIALIZATION_FAILURE', 2, 2)).toEqual(['stored', 3, 1])
  expect(await outcome('SERIALIZATION_FAILURE', 2, 1)).toEqual(['SERIALIZATION_FAILURE', 2, 0])
  expect(await outcome('OUTCOME_UNKNOWN', 1, 5)).toEqual(['OUTCOME_UNKNOWN', 1, 0])
})
