import assert from 'node:assert/strict'
import fc from 'fast-check'
import { describe, test } from 'vitest'
import { pagesOf } from '../../src/testing/expectations.ts'
import type { LooseModel } from '../../src/testing/loose.ts'
import { collect } from '../../src/testing/samples.ts'
import { condition } from './conditions.ts'
import { naivelyMatches, order } from './naive-oracle.ts'
import { everyStore, runs, seed, withStore } from './settings.ts'
import type { FieldName } from './values.ts'
import { fieldNames, records } from './values.ts'

type Row = Record<string, unknown>
type Term = readonly [field: string, direction: 'asc' | 'desc', nulls: 'first' | 'last' | undefined]

const withoutOrder: readonly FieldName[] = [
  'data',
  'tags',
  'scores',
  'ratios',
  'bigs',
  'prices',
  'flags',
  'days',
  'moments',
]
const sortable = fieldNames.filter((name) => !withoutOrder.includes(name))

const term: fc.Arbitrary<Term> = fc.tuple(
  fc.constantFrom(...sortable, 'id'),
  fc.constantFrom('asc', 'desc'),
  fc.constantFrom(undefined, 'first', 'last'),
)
const terms = fc.uniqueArray(term, { minLength: 1, maxLength: 3, selector: ([field]) => field })

const written = (list: readonly Term[]): object[] =>
  list.map(([field, direction, nulls]) => ({
    [field]: nulls === undefined ? direction : { direction, nulls },
  }))

function compareBy([field, direction, nulls]: Term, a: Row, b: Row): number {
  const [left, right] = [a[field] ?? null, b[field] ?? null]
  if (left === null && right === null) return 0
  const nullsFirst = nulls === undefined ? direction === 'asc' : nulls === 'first'
  if (left === null || right === null) return (left === null) === nullsFirst ? -1 : 1
  return direction === 'asc' ? order(field, left, right) : -order(field, left, right)
}

function naivelySorted(rows: readonly Row[], list: readonly Term[]): readonly Row[] {
  const last: Term = ['id', list.at(-1)?.[1] ?? 'asc', undefined]
  return rows.toSorted((a, b) => {
    for (const one of [...list, last]) {
      const sign = compareBy(one, a, b)
      if (sign !== 0) return sign
    }
    return 0
  })
}

const labelsOf = (rows: readonly object[]): unknown[] => rows.map((row) => Reflect.get(row, 'label'))

interface Query {
  readonly list: readonly Term[]
  readonly where: Row
  readonly limit: number
  readonly offset: number
}

async function check(
  model: LooseModel,
  rows: readonly Row[],
  { list, where, limit, offset }: Query,
): Promise<void> {
  const sort = written(list)
  const expected = labelsOf(
    naivelySorted(
      rows.filter((row) => naivelyMatches(where, row)),
      list,
    ),
  )
  const args = { where, sort, select: { label: true } }
  assert.deepEqual(labelsOf(await model.find(args)), expected, 'find')
  assert.deepEqual(
    labelsOf(await model.find({ ...args, limit, offset })),
    expected.slice(offset, offset + limit),
    'window',
  )
  assert.deepEqual(labelsOf(await collect(model.stream({ ...args, chunk: limit }))), expected, 'stream')
  assert.deepEqual(labelsOf((await pagesOf(model, { ...args, limit })).flat()), expected, 'pages')
}

describe('random orders', () => {
  for (const name of everyStore) {
    test(`${name} sorts, pages and streams as a plain comparison does`, async () => {
      await withStore(name, async ({ Sample }) => {
        const query = fc.record({
          list: terms,
          where: condition,
          limit: fc.integer({ min: 1, max: 9 }),
          offset: fc.nat(12),
        })
        const property = fc.asyncProperty(
          records(20),
          fc.array(query, { minLength: 1, maxLength: 5 }),
          async (rows, queries) => {
            await Sample.destroyWhere({ $and: [] })
            await Sample.insertMany(rows)
            for (const one of queries) await check(Sample, rows, one)
          },
        )
        await fc.assert(property, { seed, numRuns: runs(60) })
      })
    })
  }
})
