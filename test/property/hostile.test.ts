import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { isPrometheusError } from 'prometheus-odm'
import { describe, test } from 'vitest'
import type { LooseScope } from '../../src/testing/loose.ts'
import { collect } from '../../src/testing/samples.ts'
import { condition } from './conditions.ts'
import { junk, spoilt } from './junk.ts'
import { naivelyMatches } from './naive-oracle.ts'
import { runsOn, seed, stores, withStore } from './settings.ts'
import { fieldNames, idAt, record, records } from './values.ts'

type Row = Record<string, unknown>

const show = (value: unknown): string => inspect(value, { depth: 12, breakLength: 160 })

/** Whether it went through; what it threw is a PrometheusError or the property fails. */
async function wentThrough<T>(
  what: unknown,
  run: () => Promise<T>,
): Promise<{ readonly result: T } | undefined> {
  try {
    return { result: await run() }
  } catch (error) {
    const isOurs = isPrometheusError(error) && error.code !== 'INTERNAL' && error.code !== 'STORE_ERROR'
    assert.ok(isOurs, `${show(what)} gave ${error instanceof Error ? error.stack : show(error)}`)
    return undefined
  }
}

const isPlain = (value: unknown): value is Row =>
  typeof value === 'object' &&
  value !== null &&
  [Object.prototype, null].includes(Object.getPrototypeOf(value))

/** Whether any part of a filter is nothing that a filter may hold. */
function holdsNonsense(value: unknown): boolean {
  if (value === undefined || typeof value === 'symbol' || typeof value === 'function') return true
  if (typeof value === 'number') return !Number.isFinite(value)
  if (value instanceof Date) return Number.isNaN(value.getTime())
  if (value instanceof Uint8Array || typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) return Array.from(value).some(holdsNonsense)
  return !isPlain(value) || Object.values(value).some(holdsNonsense)
}

/** Whether a key beside the operators is no attribute, outside of JSON. */
const namesUnknown = (where: Row): boolean =>
  Object.entries(where).some(([key, value]) => {
    if (key === '$and' || key === '$or')
      return Array.isArray(value) && value.some((one) => isPlain(one) && namesUnknown(one))
    if (key === '$not') return isPlain(value) && namesUnknown(value)
    return ![...fieldNames, 'id', 'label', 'mark', 'title', 'file'].includes(key)
  })

/** Whether keys are compared somewhere, which a value of any type may be: it is just not found. */
function isLenient(where: unknown): boolean {
  if (Array.isArray(where)) return Array.from(where).some(isLenient)
  return isPlain(where) && (Object.hasOwn(where, 'id') || Object.values(where).some(isLenient))
}

async function reads({ Sample }: LooseScope, rows: readonly Row[], where: unknown): Promise<void> {
  const found = await wentThrough(where, () => Sample.find({ where, plain: true }))
  const counted = await wentThrough(where, () => Sample.count(where))
  if (where === undefined) return
  assert.equal(found?.result.length, counted?.result, `find and count disagree on ${show(where)}`)
  if (found === undefined) return
  assert.ok(isPlain(where), `${show(where)} went through`)
  assert.ok(!namesUnknown(where), `an unknown name went through: ${show(where)}`)
  if (isLenient(where)) return
  assert.ok(!holdsNonsense(where), `nonsense went through: ${show(where)}`)
  const expected = rows.filter((row) => naivelyMatches(where, row)).length
  assert.equal(found.result.length, expected, `another meaning than the rules: ${show(where)}`)
}

const protect = (): (() => void) => {
  const before = show([
    Object.getOwnPropertyNames(Object.prototype),
    Object.getOwnPropertyNames(Array.prototype),
  ])
  return () => {
    assert.equal(
      show([Object.getOwnPropertyNames(Object.prototype), Object.getOwnPropertyNames(Array.prototype)]),
      before,
      'a prototype was touched',
    )
    assert.equal(Object({}).polluted, undefined)
  }
}

const rows = (fc.sample(records(8), { seed: 7, numRuns: 1 })[0] ?? []) as Row[]

const sort = [{ count: 'asc' }, { price: { direction: 'desc', nulls: 'last' } }]
const changes = { count: { $inc: 1 }, other: { $field: 'count' }, name: 'x', data: { a: [1] }, tags: ['x'] }
const reading = { where: condition, sort: fc.constant(sort), limit: fc.nat(4) }
const select = fc.constant({ label: true, count: true })

/** Arguments that are right for each read, before they are spoilt. */
const rightReads: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  find: fc.record({ ...reading, select, offset: fc.nat(3), plain: fc.constant(true) }),
  findOne: fc.record({ ...reading, lock: fc.constant('update') }),
  page: fc.record({ ...reading, select, after: fc.constant('WyIwYWYiXQ') }),
  stream: fc.record({ ...reading, chunk: fc.integer({ min: 1, max: 3 }) }),
  count: condition,
  exists: condition,
  findById: fc.nat(9).map(idAt),
  aggregate: fc.record({
    where: condition,
    by: fc.constant(['status', 'active']),
    count: fc.constant(true),
    sum: fc.constant(['price', 'big']),
    avg: fc.constant(['count', 'amount']),
    min: fc.constant(['moment', 'name']),
    sort: fc.constant({ status: 'desc', active: 'asc' }),
    limit: fc.nat(3),
  }),
  model: fc.constant('Sample'),
  related: fc.constant({
    where: { name: { $ne: null }, items: { $some: { label: 'x', shop: { name: 'a' } } } },
    include: {
      items: { where: { label: { $ne: 'y' } }, sort: { label: 'desc' }, limit: 1, include: { shop: true } },
    },
    sort: { name: 'asc' },
  }),
}

/** Arguments that are right for each write, before they are spoilt. */
const rightWrites: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  create: record,
  insertMany: fc.array(record, { minLength: 1, maxLength: 2 }),
  changes: fc.constant(changes),
  upsert: record.map((row) => ({ by: ['id'], create: { id: idAt(3), ...row }, update: changes })),
  set: fc.constant(changes),
  destroyWhere: condition,
}

const read = (db: LooseScope, method: string, args: unknown): Promise<unknown> => {
  const { Sample } = db
  if (method === 'stream') return collect(Sample.stream(args))
  if (method === 'related') return db.Shop.find(args)
  if (method === 'model') return db.model(args).count()
  return (Reflect.get(Sample, method) as (args: unknown) => Promise<unknown>).call(Sample, args)
}

async function write({ Sample }: LooseScope, method: string, value: unknown): Promise<unknown> {
  if (method === 'changes') return Sample.updateWhere({ label: '0' }, value)
  if (method === 'set') return (await Sample.findById(idAt(0)))?.set(value as object).save()
  if (method !== 'destroyWhere')
    return (Reflect.get(Sample, method) as typeof Sample.create).call(Sample, value)
  const found = await wentThrough(value, () => Sample.count(value))
  const removed = await wentThrough(value, () => Sample.destroyWhere(value))
  assert.ok(
    removed === undefined || removed.result === found?.result,
    `destroyed other records than were found: ${show(value)}`,
  )
  return removed?.result
}

const anyOf = (
  right: Readonly<Record<string, fc.Arbitrary<unknown>>>,
): fc.Arbitrary<readonly [string, unknown]> =>
  fc.constantFrom(...Object.keys(right)).chain((method) => {
    const nearly = spoilt(right[method] ?? junk)
    return fc.tuple(fc.constant(method), fc.oneof({ weight: 3, arbitrary: nearly }, junk))
  })

async function onRows(name: string, run: (db: LooseScope) => Promise<void>): Promise<void> {
  await withStore(name, async (db) => {
    await db.Sample.insertMany(rows)
    const shop = await db.Shop.create({ name: 'a' })
    await db.Item.insertMany([{ label: 'x', shopId: shop.get('id') }, { label: 'y' }])
    const check = protect()
    await run(db)
    assert.equal(await db.Sample.count(), rows.length)
    check()
  })
}

describe('hostile input', () => {
  for (const name of stores) {
    test(`${name}: filters of junk are refused, or mean what they say`, () =>
      onRows(name, async (db) => {
        const filters = fc.oneof({ weight: 3, arbitrary: spoilt(condition) }, junk)
        const property = fc.asyncProperty(filters, (where) => reads(db, rows, where))
        await fc.assert(property, { seed, numRuns: runsOn(name, 1500) })
      }))

    test(`${name}: arguments of junk are refused and change nothing`, () =>
      onRows(name, async (db) => {
        const property = fc.asyncProperty(anyOf(rightReads), async ([method, args]) => {
          await wentThrough([method, args], async () => read(db, method, args))
        })
        await fc.assert(property, { seed, numRuns: runsOn(name, 2000) })
      }))

    test(`${name}: writes of junk are refused, or write what they say`, () =>
      onRows(name, async (db) => {
        const undo = new Error('undo')
        const property = fc.asyncProperty(anyOf(rightWrites), async ([method, value]) => {
          const run = async (tx: LooseScope) => {
            await wentThrough([method, value], async () => write(tx, method, value))
            assert.ok((await tx.Sample.count()) <= rows.length + 4)
            throw undo
          }
          await db.transaction(run).catch((error: unknown) => assert.equal(error, undo, show(error)))
        })
        await fc.assert(property, { seed, numRuns: runsOn(name, 2000) })
      }))
  }
})
