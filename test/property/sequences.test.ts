import assert from 'node:assert/strict'
import fc from 'fast-check'
import { isPrometheusError } from 'prometheus-odm'
import { describe, test } from 'vitest'
import type { LooseScope } from '../../src/testing/loose.ts'
import { condition } from './conditions.ts'
import { naivelyMatches } from './naive-oracle.ts'
import { runsOn, seed, stores, withStore } from './settings.ts'
import { idAt, record, values } from './values.ts'

type Row = Record<string, unknown>
/** What a store is to hold, by id. */
type State = ReadonlyMap<unknown, Row>

/** One write: what it does to a store, and what that is by the rules; undefined where it must be refused. */
interface Write {
  readonly says: unknown
  run(db: LooseScope): Promise<unknown>
  apply(state: State): State | undefined
}

const fields = ['count', 'other', 'big', 'price', 'amount', 'name', 'title', 'data', 'tags'] as const
const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n }
const decimals: Readonly<Record<string, readonly [precision: number, scale: number]>> = {
  price: [12, 2],
  amount: [30, 10],
}

function addDecimals(field: string, a: unknown, b: unknown): unknown {
  const [precision, scale] = decimals[field] ?? [0, 0]
  const sum = BigInt(`${a}`.replace('.', '')) + BigInt(`${b}`.replace('.', ''))
  const digits = `${sum < 0n ? -sum : sum}`.padStart(scale + 1, '0')
  if (digits.length > precision) return undefined
  return `${sum < 0n ? '-' : ''}${digits.slice(0, digits.length - scale)}.${digits.slice(digits.length - scale)}`
}

/** The sum in a field, or undefined where the field cannot hold it. */
function add(field: string, a: unknown, b: unknown): unknown {
  if (field in decimals) return addDecimals(field, a, b)
  if (field !== 'big') return Number.isSafeInteger(Number(a) + Number(b)) ? Number(a) + Number(b) : undefined
  const sum = (a as bigint) + (b as bigint)
  return sum < INT64.min || sum > INT64.max ? undefined : sum
}

function changed(row: Row, changes: Row): Row | undefined {
  const next = { ...row }
  for (const [field, change] of Object.entries(changes)) {
    const { $inc, $field } = Object(change) as { $inc?: unknown; $field?: string }
    if ($field !== undefined) next[field] = row[$field]
    else if ($inc === undefined) next[field] = change
    else if (row[field] !== null) next[field] = add(field, row[field], $inc)
    if (next[field] === undefined) return undefined
  }
  return next
}

const insertions = (rows: readonly Row[]): Write => ({
  says: { insertMany: rows.map((row) => row.id) },
  run: ({ Sample }) => Sample.insertMany(rows),
  apply(state) {
    const next = new Map(state)
    for (const row of rows) {
      if (next.has(row.id)) return undefined
      next.set(row.id, row)
    }
    return next
  },
})

const update = (where: Row, changes: Row): Write => ({
  says: { updateWhere: [where, changes] },
  run: ({ Sample }) => Sample.updateWhere({ $and: [where, {}] }, changes),
  apply(state) {
    const next = new Map(state)
    for (const [id, row] of state) {
      if (!naivelyMatches(where, row)) continue
      const after = changed(row, changes)
      if (after === undefined) return undefined
      next.set(id, after)
    }
    return next
  },
})

const destruction = (where: Row): Write => ({
  says: { destroyWhere: where },
  run: ({ Sample }) => Sample.destroyWhere({ $and: [where, {}] }),
  apply: (state) => new Map([...state].filter(([, row]) => !naivelyMatches(where, row))),
})

const upsert = (row: Row, changes: Row): Write => ({
  says: { upsert: [row.id, changes] },
  run: ({ Sample }) => Sample.upsert({ by: ['id'], create: row, update: changes }),
  apply(state) {
    const old = state.get(row.id)
    const after = old === undefined ? row : changed(old, changes)
    return after && new Map(state).set(row.id, after)
  },
})

const UNDO = new Error('undo')

/** Writes in a transaction, each caught where it must fail; kept or undone as a whole. */
const transaction = (writes: readonly Write[], keeps: boolean): Write => ({
  says: { transaction: writes.map((one) => one.says), keeps },
  run: (db) =>
    db
      .transaction(async (tx: LooseScope) => {
        for (const write of writes) await write.run(tx).catch(refused)
        if (!keeps) throw UNDO
      })
      .catch((error: unknown) => assert.equal(error, UNDO)),
  apply: (state) => (keeps ? writes.reduce((now, write) => write.apply(now) ?? now, state) : state),
})

const refused = (error: unknown): void =>
  assert.ok(isPrometheusError(error), `not a PrometheusError: ${error}`)

const numbered = fc
  .tuple(record, fc.nat(12))
  .map(([row, index]): Row => ({ ...row, id: idAt(index), title: null }))
const increments = fc.record(
  {
    count: fc.constantFrom(1, -5, Number.MAX_SAFE_INTEGER),
    big: fc.constantFrom(1n, 2n ** 62n),
    price: fc.constantFrom('0.01', '-9999999999.99'),
    amount: fc.constant('0.0000000001'),
  },
  { requiredKeys: [] },
)
const sets = fc.record(
  { count: values.count, name: values.name, data: values.data, tags: values.tags, other: fc.constant(null) },
  { requiredKeys: [] },
)
const copies = fc.constantFrom<Row>(
  {},
  { count: { $field: 'other' } },
  { other: { $field: 'count' }, count: { $field: 'other' } },
  { title: { $field: 'name' } },
)
const changes = fc.tuple(sets, increments, copies).map(
  ([set, inc, copy]): Row => ({
    mark: null,
    ...set,
    ...Object.fromEntries(Object.entries(inc).map(([field, $inc]) => [field, { $inc }])),
    ...copy,
  }),
)

const single: fc.Arbitrary<Write> = fc.oneof(
  fc.array(numbered, { minLength: 1, maxLength: 4 }).map(insertions),
  fc.tuple(condition, changes).map(([where, change]) => update(where, change)),
  condition.map(destruction),
  fc.tuple(numbered, changes).map(([row, change]) => upsert(row, change)),
)
const write: fc.Arbitrary<Write> = fc.oneof(
  { weight: 4, arbitrary: single },
  fc
    .tuple(fc.array(single, { maxLength: 4 }), fc.boolean())
    .map(([writes, keeps]) => transaction(writes, keeps)),
)

const shown = (row: object): Row =>
  Object.fromEntries(['id', ...fields].map((field) => [field, plainly(Reflect.get(row, field))]))

/** Data without regard to prototypes, which JSON does not keep. */
function plainly(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainly)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plainly(part)]))
}

async function follow(db: LooseScope, writes: readonly Write[]): Promise<void> {
  await db.Sample.destroyWhere({ $and: [] })
  let state: State = new Map()
  for (const one of writes) {
    const next = one.apply(state)
    const failed = await one.run(db).then(
      () => false,
      (error: unknown) => {
        refused(error)
        return true
      },
    )
    assert.equal(failed, next === undefined, 'it was refused, or not, against the rules')
    state = next ?? state
    const stored = await db.Sample.find({ sort: { id: 'asc' }, plain: true })
    const expected = [...state.values()].toSorted((a, b) => (`${a.id}` < `${b.id}` ? -1 : 1))
    assert.deepEqual(stored.map(shown), expected.map(shown))
  }
}

describe('sequences of writes', () => {
  for (const name of stores) {
    test(`${name} holds after each write what the rules say`, async () => {
      await withStore(name, async (db) => {
        const sequence = fc.array(write, { minLength: 1, maxLength: 12 })
        const property = fc.asyncProperty(sequence, (writes) => follow(db, writes))
        await fc.assert(property, { seed, numRuns: runsOn(name, 150) })
      })
    })
  }
})
