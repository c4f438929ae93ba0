import assert from 'node:assert/strict'
import { cast } from '../support/cast.ts'
import type { LooseModel, LoosePage, LooseRecord } from './loose.ts'
import { hostile } from './loose.ts'
import type { SampleWhere, SuiteScope } from './models.ts'
import { collect, labels } from './samples.ts'

const sortedLabels = (rows: readonly object[]): unknown[] => labels(rows).toSorted()

const agrees = (what: string, actual: unknown, expected: unknown): void =>
  assert.deepEqual({ [what]: actual }, { [what]: expected })

let marks = 0

/**
 * Checks that a filter matches exactly the samples of these labels, in every query that takes a filter, and that
 * its negation matches exactly the others. Writes to the attribute `mark`.
 */
export async function expectMatch(
  db: SuiteScope,
  where: unknown,
  expected: readonly unknown[],
): Promise<void> {
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
  agrees(
    'stream',
    sortedLabels(await collect(Sample.stream({ where: filter, chunk: 2, plain: true }))),
    wanted,
  )
  agrees('page', sortedLabels((await Sample.page({ where: filter, limit: 1000 })).items), wanted)
  agrees('aggregate', (await Sample.aggregate({ where: filter, count: true }))[0]?.count, wanted.length)
  const others = all.filter((label) => !wanted.includes(label))
  agrees('$not', sortedLabels(await Sample.find({ where: { $not: filter } })), others)
  agrees('$not of $not', sortedLabels(await Sample.find({ where: { $not: { $not: filter } } })), wanted)
  await expectUpdate(db, filter, wanted)
}

async function expectUpdate(
  { Sample }: SuiteScope,
  where: SampleWhere,
  wanted: readonly unknown[],
): Promise<void> {
  if (Object.keys(where).length === 0) return
  const mark = ++marks
  agrees('updateWhere', await Sample.updateWhere(where, { mark }), wanted.length)
  agrees('updated', sortedLabels(await Sample.find({ where: { mark } })), wanted)
}

/** Checks the order of all samples where it is given, and that pages, streams and windows keep the order of find. */
export async function expectOrder(
  db: SuiteScope,
  sort: unknown,
  expected?: readonly unknown[],
): Promise<void> {
  const found = await expectOneOrder(hostile(db).Sample, sort)
  if (expected) agrees('order', labels(found), expected)
}

/** Checks that pages, streams and windows keep the order of find; gives what find found. */
export async function expectOneOrder(model: LooseModel, sort: unknown): Promise<LooseRecord[]> {
  const found = await model.find({ sort, plain: true })
  for (const limit of [1, 2, 3]) {
    agrees(`pages of ${limit}`, (await pagesOf(model, { sort, limit, plain: true })).flat(), found)
  }
  agrees('stream', await collect(model.stream({ sort, chunk: 2, plain: true })), found)
  agrees('window', await model.find({ sort, plain: true, offset: 1, limit: 2 }), found.slice(1, 3))
  agrees('first', await model.findOne({ sort, plain: true }), found[0] ?? null)
  return found
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
    agrees(
      `page ${index - 1} backwards`,
      keysOf((await read({ before: previous })).items),
      keysOf(pages[index - 1]?.items ?? []),
    )
  }
  return pages.map(({ items }) => [...items])
}

const keysOf = (rows: readonly LooseRecord[]): unknown[] =>
  rows.map((row) => JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? `${value}` : value)))
