import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, test } from 'vitest'
import type { LooseDatabase, LooseModel } from '../../src/testing/loose.ts'
import type { Row, Somebody, TriedPolicy, World } from './access-roles.ts'
import { policy, somebody } from './access-roles.ts'
import { modelsOf, modelsUnder, store, worldOf } from './access-world.ts'
import { runsOn, seed, stores, withModels } from './settings.ts'

const RECORDS = 50
const all = { $not: { label: '' } }
const labels = (rows: readonly object[]) => rows.map((row) => Reflect.get(row, 'label')).toSorted()

/** One session, under one policy, and what there is. */
interface Case {
  readonly db: LooseDatabase
  readonly tried: TriedPolicy
  readonly session: Somebody
  readonly world: World
}

function expected({ tried, session, world }: Case, action: 'read' | 'update' | 'destroy'): readonly Row[] {
  return world.docs.filter((doc) => tried.allows(action, session, doc, world))
}

async function walked(Doc: LooseModel, limit: number): Promise<Row[]> {
  const found: Row[] = []
  for (let after: string | null = null; ; ) {
    const page = await Doc.page({ sort: { level: 'desc' }, limit, after })
    found.push(...page.items)
    if (page.next === null) return found
    after = page.next
  }
}

/** Lists, counts, pages, streams and single reads say the same: what the rules say. */
async function checkReads(tried: Case, limit: number): Promise<void> {
  const { Doc, Group } = modelsOf(tried.db.as(tried.session.user === null ? null : tried.session))
  const rows = expected(tried, 'read')
  const found = await Doc.find({})
  assert.deepEqual(labels(found), labels(rows))
  assert.deepEqual(labels(await Doc.find({ where: all, plain: true, limit: RECORDS })), labels(rows))
  assert.equal(await Doc.count(), rows.length)
  assert.equal(await Doc.exists(), rows.length > 0)
  assert.deepEqual(await Doc.aggregate({ count: true }), [{ count: rows.length }])
  assert.deepEqual(labels(await walked(Doc, limit)), labels(rows))
  const streamed: object[] = []
  for await (const doc of Doc.stream({ chunk: limit })) streamed.push(doc)
  assert.deepEqual(labels(streamed), labels(rows))
  const seen = new Set(rows.map(({ id }) => id))
  for (const { id } of tried.world.docs.slice(0, 10))
    assert.equal((await Doc.findById(id)) !== null, seen.has(id))
  for (const range of [{}, { limit: 100 }]) {
    const groups = await Group.find({ include: { docs: true }, ...range })
    const within = groups.flatMap(({ docs }) => docs as object[])
    assert.deepEqual(labels(within), labels(rows.filter(({ groupId }) => groupId !== null)))
  }
  const some = await Group.count({ docs: { $some: {} } })
  assert.equal(some, new Set(rows.flatMap(({ groupId }) => groupId ?? [])).size)
}

/** A field of some records is read, and known of, in those alone. */
async function checkSecret(tried: Case): Promise<void> {
  const { session, world } = tried
  const { Doc } = modelsOf(tried.db.as(session.user === null ? null : session))
  const shown = (row: Row) => tried.tried.shows(session, row, world)
  const rows = expected(tried, 'read')
  for (const doc of await Doc.find({ plain: true })) {
    const row = rows.find(({ id }) => id === doc.id) as Row
    assert.equal('secret' in doc, shown(row))
    if ('secret' in doc) assert.equal(doc.secret, row.secret)
  }
  const asked = await Doc.find({ where: { secret: 'a' } }).catch((error) => error.code)
  if (asked === 'FORBIDDEN') return assert.ok(!rows.some(shown))
  assert.deepEqual(labels(asked), labels(rows.filter((row) => row.secret === 'a' && shown(row))))
}

/** What may be done is told of single records as it is of many. */
async function checkAnswers(tried: Case): Promise<void> {
  const { Doc } = modelsOf(tried.db.as(tried.session.user === null ? null : tried.session))
  for (const action of ['read', 'update', 'destroy'] as const) {
    const allowed = expected(tried, action).map(({ id }) => id)
    for (const { id } of tried.world.docs.slice(0, 4))
      assert.equal(await Doc.can(action, { record: id }), allowed.includes(id) ? 'yes' : 'no')
    const general = await Doc.can(action)
    assert.ok(general !== 'no' || allowed.length === 0)
    assert.ok(general !== 'yes' || allowed.length === tried.world.docs.length)
  }
}

class Undone extends Error {}

/** Runs something whose writes are undone. */
async function undone(db: LooseDatabase, session: Somebody, run: (Doc: LooseModel) => Promise<void>) {
  const scope = db.as(session.user === null ? null : session)
  const attempt = scope.transaction(async (tx: LooseDatabase) => {
    await run(tx.model('Doc'))
    throw new Undone()
  })
  await attempt.catch((error) => {
    if (!(error instanceof Undone)) throw error
  })
}

/** Bulk writes and those of single records reach what the rules say. */
async function checkWrites(tried: Case): Promise<void> {
  const { db, session } = tried
  const changed = expected(tried, 'update')
  const gone = expected(tried, 'destroy')
  await undone(db, session, async (Doc) => {
    assert.equal(await Doc.updateWhere(all, { note: 'new' }), changed.length)
  })
  await undone(db, session, async (Doc) => {
    assert.equal(await Doc.destroyWhere(all), gone.length)
  })
  await undone(db, session, async (Doc) => {
    for (const doc of (await Doc.find({ sort: { label: 'asc' } })).slice(0, 5)) {
      const may = changed.some(({ id }) => id === doc.id)
      const code = await doc
        .set({ note: 'other' })
        .save()
        .then(
          () => null,
          (error) => error.code,
        )
      assert.equal(code, may ? null : 'FORBIDDEN')
    }
  })
}

const show = (value: unknown) => inspect(value, { depth: 8, breakLength: 140, maxArrayLength: 20 })

describe('filters and single records say the same of random policies: what the rules say', () => {
  for (const name of stores) {
    test(`${name}`, { timeout: 3_600_000 }, async () => {
      let policies = 0
      const check = async (tried: TriedPolicy, sessions: Somebody[], world: World, limit: number) => {
        await withModels(name, modelsUnder(tried), async (db) => {
          db.on('error', () => undefined) // Some roles fail, and say so.
          await store(db, world)
          for (const session of sessions) {
            const one = { db, tried, session, world }
            try {
              await checkReads(one, limit)
              await checkSecret(one)
              await checkAnswers(one)
              await checkWrites(one)
            } catch (error) {
              throw new Error(`${show(session)} under ${show(tried)}`, { cause: error })
            }
          }
        })
        // One each to read, update, destroy, and read a field.
        policies += 4
      }
      const limit = fc.integer({ min: 1, max: 30 })
      const sessions = fc.array(somebody, { minLength: 3, maxLength: 3 })
      const property = fc.asyncProperty(policy, sessions, worldOf(RECORDS), limit, check)
      await fc.assert(property, { seed, numRuns: runsOn(name, 500), endOnFailure: true })
      assert.ok(policies >= runsOn(name, 500) * 4, `only ${policies} policies were checked`)
    })
  }
})
