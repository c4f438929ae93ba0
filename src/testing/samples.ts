import assert from 'node:assert/strict'
import { cast } from '../support/cast.ts'
import type { SampleInput, SampleRecord, SuiteScope } from './models.ts'

/** The `label` of each row. */
export const labels = (rows: readonly object[]): unknown[] => rows.map((row) => Reflect.get(row, 'label'))

/** Stores samples by label: the first by `create`, the others by `insertMany`, so that both ways are used. */
export async function seed(db: SuiteScope, rows: Readonly<Record<string, SampleInput>>): Promise<void> {
  const [first, ...others] = Object.entries(rows).map(([label, row]) => ({ ...row, label }))
  if (first) await db.Sample.create(first)
  await db.Sample.insertMany(others)
}

/** Stores samples that hold JSON, by label. */
export async function seedData(db: SuiteScope, values: Readonly<Record<string, unknown>>): Promise<void> {
  const rows = Object.entries(values).map(([label, data]) => [label, { data }])
  await seed(db, cast(Object.fromEntries(rows), 'each row holds JSON data'))
}

/** The one sample of a label. */
export async function only(db: SuiteScope, label: string): Promise<SampleRecord> {
  const [record, ...more] = await db.Sample.find({ where: { label } })
  assert.ok(record && more.length === 0, `there is not one sample '${label}'`)
  return record
}

/** Everything that an async iterable gives. */
export async function collect<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const row of rows) all.push(row)
  return all
}
