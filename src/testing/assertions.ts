import assert from 'node:assert/strict'
import type { ErrorCode } from '../errors/codes.ts'
import { isPrometheusError, type PrometheusError } from '../errors/error.ts'
import { cast } from '../support/cast.ts'
import type { SampleInput, SampleRecord, SampleWhere, SuiteModels, SuiteScope } from './models.ts'
import { inspect, isDeepStrictEqual } from 'node:util'

/** A record of which the types say nothing. */
export interface LooseRecord {
  readonly isNew: boolean
  readonly changed: readonly string[]
  readonly [attribute: string]: unknown
  get(name: string): unknown
  set(values: object): LooseRecord
  save(): Promise<LooseRecord>
  reload(): Promise<LooseRecord>
  destroy(): Promise<void>
}

/** A page of records of which the types say nothing. */
export interface LoosePage {
  readonly items: readonly LooseRecord[]
  readonly next: string | null
  readonly previous: string | null
}

/** A model that takes anything, as callers without types use it. */
export interface LooseModel {
  find(args?: unknown): Promise<LooseRecord[]>
  findOne(args?: unknown): Promise<LooseRecord | null>
  findById(key: unknown, args?: unknown): Promise<LooseRecord | null>
  page(args?: unknown): Promise<LoosePage>
  stream(args?: unknown): AsyncIterable<LooseRecord>
  count(where?: unknown): Promise<number>
  exists(where?: unknown): Promise<boolean>
  aggregate(args: unknown): Promise<Record<string, unknown>[]>
  create(values: unknown): Promise<LooseRecord>
  insertMany(rows: unknown): Promise<number>
  upsert(args: unknown): Promise<LooseRecord>
  updateWhere(where: unknown, changes: unknown): Promise<number>
  destroyWhere(where: unknown): Promise<number>
}

/** A database that takes anything. */
export type LooseScope = Record<keyof SuiteModels, LooseModel> & LooseQueries

interface LooseQueries {
  transaction(run: unknown, options?: unknown): Promise<unknown>
  model(name: unknown): LooseModel
  as(session: unknown): LooseScope
  system(reason: unknown): LooseScope
}

/** A connected database of models of which the types say nothing. */
export interface LooseDatabase extends LooseQueries {
  sync(): Promise<void>
  close(): Promise<void>
}

/** The database as a caller without types sees it, for what the types refuse. */
export const hostile = (db: SuiteScope): LooseScope => cast(db, 'callers without types pass anything')

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

const sortedLabels = (rows: readonly object[]): unknown[] => labels(rows).toSorted()

const agrees = (what: string, actual: unknown, expected: unknown): void =>
  assert.deepEqual({ [what]: actual }, { [what]: expected })

let marks = 0

/**
 * Checks that a filter matches exactly the samples of these labels, in every query that takes a filter, and that
 * its negation matches exactly the others. Writes to the attribute `mark`.
 */
export async function expectMatch(db: SuiteScope, where: unknown, expected: readonly unknown[]): Promise<void> {
  const filter = cast<SampleWhere>(where, 'filters are built at run time here')
  const { Sample } = db
  const wanted = expected.toSorted()
  const all = sortedLabels(await Sample.find({ plain: true }))
  agrees('find', sortedLabels(await Sample.find({ where: filter })), wanted)
  agrees('plain', sortedLabels(await Sample.find({ where: filter, plain: true })), wanted)
  agrees('select', sortedLabels(await Sample.find({ where: filter, select: { label: true } })), wanted)
  agrees('count', await Sample.count(filter), wanted.length)
  agrees('exists', await Sample.exists(filter), wanted.length > 0)
  agrees('findOne', (await Sample.findOne({ where: filter })) !== null, wanted.length > 0)
  agrees('stream', sortedLabels(await collect(Sample.stream({ where: filter, chunk: 2, plain: true }))), wanted)
  agrees('page', sortedLabels((await Sample.page({ where: filter, limit: 1000 })).items), wanted)
  agrees('aggregate', (await Sample.aggregate({ where: filter, count: true }))[0]?.count, wanted.length)
  const others = all.filter((label) => !wanted.includes(label))
  agrees('$not', sortedLabels(await Sample.find({ where: { $not: filter } })), others)
  agrees('$not of $not', sortedLabels(await Sample.find({ where: { $not: { $not: filter } } })), wanted)
  await expectUpdate(db, filter, wanted)
}

async function expectUpdate({ Sample }: SuiteScope, where: SampleWhere, wanted: readonly unknown[]): Promise<void> {
  if (Object.keys(where).length === 0) return
  const mark = ++marks
  agrees('updateWhere', await Sample.updateWhere(where, { mark }), wanted.length)
  agrees('updated', sortedLabels(await Sample.find({ where: { mark } })), wanted)
}

/** Checks the order of all samples where it is given, and that pages, streams and windows keep the order of find. */
export async function expectOrder(db: SuiteScope, sort: unknown, expected?: readonly unknown[]): Promise<void> {
  const { Sample } = hostile(db)
  const found = await Sample.find({ sort, plain: true })
  if (expected) agrees('order', labels(found), expected)
  for (const limit of [1, 2, 3]) {
    agrees(`pages of ${limit}`, (await pagesOf(Sample, { sort, limit, plain: true })).flat(), found)
  }
  agrees('stream', await collect(Sample.stream({ sort, chunk: 2, plain: true })), found)
  agrees('window', await Sample.find({ sort, plain: true, offset: 1, limit: 2 }), found.slice(1, 3))
  agrees('first', await Sample.findOne({ sort, plain: true }), found[0] ?? null)
}

/** The pages of a query, read forwards to the end, and checked to be the same read backwards. */
export async function pagesOf(model: object, args: object): Promise<readonly LooseRecord[][]> {
  const { page } = cast<LooseModel>(model, 'any model has pages')
  const read = (more: object) => page.call(model, { ...args, ...more })
  const pages: LoosePage[] = [await read({})]
  for (let next = pages[0]?.next; typeof next === 'string'; next = pages.at(-1)?.next) {
    pages.push(await read({ after: next }))
    assert.ok(pages.length <= 10_000, 'the pages do not end')
  }
  for (let index = pages.length - 1; index > 0; index--) {
    const previous = pages[index]?.previous
    assert.ok(previous, `page ${index} has no previous one`)
    agrees(`page ${index - 1} backwards`, keysOf((await read({ before: previous })).items), keysOf(pages[index - 1]?.items ?? []))
  }
  return pages.map(({ items }) => [...items])
}

const keysOf = (rows: readonly LooseRecord[]): unknown[] =>
  rows.map((row) => JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? `${value}` : value)))

/** Checks that a call is refused with one of these codes and, in part, these details; gives the error. */
export async function refuses(
  run: () => unknown,
  codes: ErrorCode | readonly ErrorCode[],
  details: Readonly<Record<string, unknown>> = {},
): Promise<PrometheusError> {
  const thrown = await outcome(run)
  const expected = [codes].flat()
  if (!isPrometheusError(thrown)) {
    const got = thrown === NOTHING ? `no error from ${run}` : describe(thrown)
    assert.fail(`expected ${expected.join(' or ')}, but got ${got}`)
  }
  assert.ok(expected.includes(thrown.code), `expected ${expected.join(' or ')}, but got ${thrown.code}: ${thrown.message}`)
  assert.ok(thrown.message.length > 10, 'the message says nothing')
  for (const [name, value] of Object.entries(details)) {
    const actual = thrown.details[name]
    assert.ok(resembles(actual, value), `details.${name} of ${thrown.code} is ${JSON.stringify(actual)}, not ${JSON.stringify(value)}: ${thrown.message}`)
  }
  return thrown
}

/** Checks something for each of several values; a failure says for which. */
export async function each<T>(values: Iterable<T>, check: (value: T) => unknown): Promise<void> {
  for (const value of values) {
    const thrown = await outcome(() => check(value))
    if (thrown !== NOTHING) assert.fail(`for ${inspect(value, { depth: 6 }).slice(0, 400)}: ${describe(thrown)}`)
  }
}

/** Checks that a call finds nothing: it gives null, or is refused as a wrong query. */
export async function findsNothing(run: () => Promise<unknown>): Promise<void> {
  const thrown = await outcome(async () => assert.equal(await run(), null, 'something was found'))
  if (thrown === NOTHING) return
  if (!isPrometheusError(thrown)) throw thrown
  assert.equal(thrown.code, 'INVALID_QUERY')
}

const NOTHING = Symbol('nothing was thrown')

async function outcome(run: () => unknown): Promise<unknown> {
  try {
    await run()
  } catch (error) {
    return error
  }
  return NOTHING
}

const describe = (thrown: unknown): string => (thrown instanceof Error ? `${thrown.stack}` : String(thrown))

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** Whether a value has at least what is expected; objects of an expected list are looked for anywhere in the list. */
function resembles(actual: unknown, expected: unknown): boolean {
  if (!isObject(expected) || !isObject(actual)) return isDeepStrictEqual(actual, expected)
  if (Array.isArray(expected) && Array.isArray(actual)) {
    if (!expected.some(isObject)) return isDeepStrictEqual(actual, expected)
    return expected.every((wanted) => actual.some((one) => resembles(one, wanted)))
  }
  return Object.entries(expected).every(([key, value]) => resembles(Reflect.get(actual, key), value))
}

/** A promise that is resolved from outside. */
export interface Deferred {
  readonly promise: Promise<void>
  resolve(): void
}

/** Makes a promise that is resolved from outside. */
export function deferred(): Deferred {
  let resolve: () => void = () => undefined
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve: () => resolve() }
}

/** Gives whatever runs beside a few turns. */
export const settle = (): Promise<void> => new Promise((done) => setTimeout(done, 5))

/**
 * Runs something in a time zone. `offset` is what the zone's clock lags behind UTC at `instant`, in minutes: proof
 * that the zone is in force, which it is only in a process of its own and not in a worker thread.
 */
export async function inZone(zone: string, instant: Date, offset: number, run: () => Promise<void>): Promise<void> {
  const before = process.env.TZ
  process.env.TZ = zone
  try {
    assert.equal(instant.getTimezoneOffset(), offset, `the time zone ${zone} is not in force`)
    await run()
  } finally {
    if (before === undefined) delete process.env.TZ
    else process.env.TZ = before
  }
}
