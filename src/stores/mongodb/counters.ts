import type { Db } from 'mongodb'
import { PrometheusError } from '../../errors/error.ts'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'

/** Where the last numbers of automatic keys are kept, by collection. */
const COUNTERS = 'prometheus_counters'

interface Counter {
  readonly _id: string
  readonly last: bigint | number
}

/** The field whose numbers the store makes. */
export function autoKey({ key }: ModelShape): FieldShape | undefined {
  const [field] = key
  return key.length === 1 && field?.idType === 'auto' && field.ref === undefined ? field : undefined
}

const counters = (db: Db) => db.collection<Counter>(COUNTERS)

/** Makes the counter of a model beforehand, so that no two statements make it at once. */
export async function makeCounter(db: Db, model: ModelShape): Promise<void> {
  if (autoKey(model) === undefined) return
  await counters(db).updateOne({ _id: model.table }, { $setOnInsert: { last: 0n } }, { upsert: true })
}

/** Takes so many numbers; they are outside of all transactions, so that none is given twice and nobody waits. */
export async function takeNumbers(db: Db, { table, name }: ModelShape, count: number): Promise<number[]> {
  const counter = await counters(db).findOneAndUpdate(
    { _id: table },
    { $inc: { last: BigInt(count) } },
    { upsert: true, returnDocument: 'after' },
  )
  const last = Number(counter?.last)
  if (Number.isSafeInteger(last)) return Array.from({ length: count }, (_, i) => last - count + 1 + i)
  const message = `${name}: there are no more numbers for the key. Use a uuid as the key.`
  throw new PrometheusError('NUMBER_OVERFLOW', message, { model: name })
}

/** Goes past a number that was given from outside. */
export async function passNumber(db: Db, { table }: ModelShape, given: number): Promise<void> {
  await counters(db).updateOne({ _id: table }, { $max: { last: BigInt(given) } }, { upsert: true })
}
