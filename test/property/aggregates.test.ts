import assert from 'node:assert/strict'
import fc from 'fast-check'
import { describe, test } from 'vitest'
import { condition } from './conditions.ts'
import { naivelyMatches, order } from './naive-oracle.ts'
import { everyStore, runs, seed, withStore } from './settings.ts'
import { records } from './values.ts'

type Row = Record<string, unknown>

const scales: Readonly<Record<string, number>> = { price: 2, cents: 2, amount: 10 }
const exact = ['big', 'price', 'cents', 'amount'] as const
const extremes = [
  'name',
  'count',
  'big',
  'ratio',
  'price',
  'amount',
  'day',
  'moment',
  'clock',
  'blob',
] as const
const groups = ['status', 'active', 'email', 'price'] as const

const present = (rows: readonly Row[], field: string): unknown[] =>
  rows.map((row) => row[field]).filter((value) => value !== null)

const scaled = (value: unknown): bigint => BigInt(`${value}`.replace('.', ''))

function written(sum: bigint, scale: number): string {
  const digits = `${sum < 0n ? -sum : sum}`.padStart(scale + 1, '0')
  return `${sum < 0n ? '-' : ''}${digits.slice(0, digits.length - scale)}.${digits.slice(digits.length - scale)}`
}

function naiveSum(rows: readonly Row[], field: string): unknown {
  const values = present(rows, field)
  if (values.length === 0) return null
  const sum = values.reduce<bigint>((all, value) => all + scaled(value), 0n)
  const scale = scales[field]
  return scale === undefined ? sum : written(sum, scale)
}

const naiveExtreme = (rows: readonly Row[], field: string, sign: 1 | -1): unknown =>
  present(rows, field).reduce<unknown>(
    (best, value) => (best === null || order(field, value, best) * sign > 0 ? value : best),
    null,
  )

const figures = (fields: readonly string[], of: (field: string) => unknown): Row =>
  Object.fromEntries(fields.map((field) => [field, of(field)]))

const naiveFigures = (rows: readonly Row[]): Row => ({
  count: rows.length,
  sum: figures(exact, (field) => naiveSum(rows, field)),
  min: figures(extremes, (field) => naiveExtreme(rows, field, -1)),
  max: figures(extremes, (field) => naiveExtreme(rows, field, 1)),
})

function naivelyGrouped(rows: readonly Row[], by: readonly string[]): Row[] {
  const found = new Map<string, Row[]>()
  for (const row of rows) {
    const key = JSON.stringify(by.map((field) => row[field]))
    found.set(key, [...(found.get(key) ?? []), row])
  }
  return [...found.values()].map((members) => ({
    ...Object.fromEntries(by.map((field) => [field, members[0]?.[field]])),
    ...naiveFigures(members),
  }))
}

const byText = (rows: readonly object[], by: readonly string[]): object[] =>
  rows.toSorted((a, b) => {
    const key = (row: object) => JSON.stringify(by.map((field) => Reflect.get(row, field)))
    return key(a) < key(b) ? -1 : 1
  })

describe('random aggregates', () => {
  for (const name of everyStore) {
    test(`${name} counts, sums and groups as plain arithmetic does`, async () => {
      await withStore(name, async ({ Sample }) => {
        const by = fc.uniqueArray(fc.constantFrom(...groups), { maxLength: 2 })
        const property = fc.asyncProperty(records(25), condition, by, async (rows, where, fields) => {
          await Sample.destroyWhere({ $and: [] })
          await Sample.insertMany(rows)
          const matched = rows.filter((row) => naivelyMatches(where, row))
          const terms = { where, count: true, sum: exact, min: extremes, max: extremes }
          assert.deepEqual(await Sample.aggregate(terms), [naiveFigures(matched)])
          if (fields.length === 0) return
          const grouped = await Sample.aggregate({ ...terms, by: fields })
          assert.deepEqual(byText(grouped, fields), byText(naivelyGrouped(matched, fields), fields))
        })
        await fc.assert(property, { seed, numRuns: runs(150) })
      })
    })
  }
})
