import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { isPrometheusError } from 'prometheus-odm'
import { describe, test } from 'vitest'
import type { LooseDatabase, LooseRecord } from '../../src/testing/loose.ts'
import type { Content } from './naive-writes.ts'
import { naivelyWritten } from './naive-writes.ts'
import type { Failure } from './nested-models.ts'
import { Injected, nestedModels } from './nested-models.ts'
import type { NestedWrite } from './nested-values.ts'
import { nestedWrite } from './nested-values.ts'
import { runsOn, seed, stores, withModels } from './settings.ts'
import { idAt } from './values.ts'

const NAMES = ['Node', 'Badge', 'Tag', 'Link'] as const
const everything = { $and: [] }

/** All that is stored, each table in order. */
async function dump(db: LooseDatabase): Promise<string> {
  const tables = await Promise.all(NAMES.map((name) => db.model(name).find({ plain: true })))
  return inspect(
    tables.map((rows) => rows.map((row) => JSON.stringify(row)).sort()),
    { depth: 5, maxArrayLength: null },
  )
}

/** The same of what the naive reading says. */
function dumpOf({ nodes, badges, tags, links }: Content): string {
  const rows = [
    [...nodes.values()].map(({ id, name, size, parentId }) => ({ id, name, size, parentId })),
    [...badges.values()].map(({ id, name, nodeId }) => ({ id, name, nodeId })),
    [...tags.values()].map(({ id, name }) => ({ id, name })),
    [...links].map((link) => ({ nodeId: link.split(' ')[0], tagId: link.split(' ')[1] })),
  ]
  return inspect(
    rows.map((table) => table.map((row) => JSON.stringify(row)).sort()),
    { depth: 5, maxArrayLength: null },
  )
}

const stateOf = ({ isNew, changed, changedRelations, name, parentId }: LooseRecord) => ({
  ...{ isNew, changed, changedRelations, name, parentId },
})

/** Runs one write; gives the error. A record whose save fails is as it was. */
async function run(db: LooseDatabase, write: NestedWrite): Promise<unknown> {
  const Node = db.model('Node') as unknown as new (values: object) => LooseRecord
  const record = 'create' in write ? new Node(write.create) : await db.model('Node').findById(write.key)
  if (record === null) return undefined
  if ('changes' in write) record.set(write.changes)
  const before = stateOf(record)
  try {
    await record.save()
    assert.deepEqual([record.isNew, record.changed, record.changedRelations], [false, [], []])
    return undefined
  } catch (error) {
    assert.deepEqual(stateOf(record), before)
    return error
  }
}

/** A write, and the hook that throws in it, if any. */
const step = fc.record({ write: nestedWrite, at: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 15 })) })
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

interface Tally {
  kept: number
  refused: number
  injected: number
}

/** What is there before the first write: nodes 0 to 4 under each other, of which 1 has a badge and 0 and 1 have tags. */
const BEGINNING: Content = {
  nodes: rowsOf([null, 0, 0, 1, null], (parent, i) => ({
    ...{ id: idAt(i), name: `node ${i}`, size: i, parentId: parent === null ? null : idAt(parent) },
  })),
  badges: rowsOf([1, null], (node, i) => ({
    ...{ id: idAt(i), name: `badge ${i}`, nodeId: node === null ? null : idAt(node) },
  })),
  tags: rowsOf([0, 1, 2], (_, i) => ({ id: idAt(i), name: `tag ${i}` })),
  links: new Set([`${idAt(0)} ${idAt(0)}`, `${idAt(0)} ${idAt(1)}`, `${idAt(1)} ${idAt(1)}`]),
}

function rowsOf<T>(of: readonly T[], row: (value: T, i: number) => Record<string, unknown>) {
  return new Map(of.map((value, i) => [idAt(i), row(value, i)]))
}

async function begin(db: LooseDatabase): Promise<void> {
  await db.model('Link').destroyWhere(everything)
  await db.model('Badge').destroyWhere(everything)
  await db.model('Tag').destroyWhere(everything)
  await db.model('Node').updateWhere(everything, { parentId: null })
  await db.model('Node').destroyWhere(everything)
  await db.model('Node').insertMany([...BEGINNING.nodes.values()])
  await db.model('Badge').insertMany([...BEGINNING.badges.values()])
  await db.model('Tag').insertMany([...BEGINNING.tags.values()])
  const links = [...BEGINNING.links].map((link) => link.split(' '))
  await db.model('Link').insertMany(links.map(([nodeId, tagId]) => ({ nodeId, tagId })))
}

async function follow(
  db: LooseDatabase,
  failure: Failure,
  steps: readonly Step[],
  tally: Tally,
): Promise<void> {
  await begin(db)
  let content = BEGINNING
  for (const { write, at } of steps) {
    const next = naivelyWritten(content, write)
    Object.assign(failure, { at, calls: 0, fired: false })
    const error = await run(db, write)
    if (failure.fired) assert.ok(error instanceof Injected, `the hook threw, and the write gave ${error}`)
    else if (error !== undefined)
      assert.ok(isPrometheusError(error), `not a PrometheusError: ${inspect(error)}`)
    if (!failure.fired)
      assert.equal(error === undefined, next !== undefined, `against the rules: ${inspect(error)}`)
    tally[failure.fired ? 'injected' : error === undefined ? 'kept' : 'refused']++
    content = error === undefined && next !== undefined ? next : content
    assert.equal(await dump(db), dumpOf(content))
  }
}

describe('nested writes are done as a whole or not at all', () => {
  for (const name of stores) {
    test(`${name} holds what the rules say after each, and what it held before where one fails`, async () => {
      const failure: Failure = { at: 0, calls: 0, fired: false }
      const tally: Tally = { kept: 0, refused: 0, injected: 0 }
      await withModels(name, nestedModels(failure), async (db) => {
        const steps = fc.array(step, { minLength: 1, maxLength: 8 })
        const property = fc.asyncProperty(steps, (given) => follow(db, failure, given, tally))
        await fc.assert(property, { seed, numRuns: runsOn(name, 150) })
      })
      const least = runsOn(name, 150) / 3
      assert.ok(
        Object.values(tally).every((count) => count > least),
        `too few of each: ${inspect(tally)}`,
      )
    })
  }
})
