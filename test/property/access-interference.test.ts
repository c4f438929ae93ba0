import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, test } from 'vitest'
import type { LooseDatabase, LooseModel } from '../../src/testing/loose.ts'
import type { Row, Somebody, TriedPolicy, World } from './access-roles.ts'
import { policy, somebody } from './access-roles.ts'
import { docAt, docValues, modelsOf, modelsUnder, outcomeOf, store, stored, worldOf } from './access-world.ts'
import { runsOn, seed, stores, withModels } from './settings.ts'

const RECORDS = 12
const HIDDEN = 6
const show = (value: unknown) => inspect(value, { depth: 9, breakLength: 140, maxArrayLength: 30 })

interface Difference {
  /** What documents of the world become where they cannot be seen, in turn. */
  readonly values: readonly Row[]
  readonly secrets: readonly (string | null)[]
}

/** The same world with other data wherever a session may not look: other invisible documents, and more; other hidden values. */
function unseenChange(
  tried: TriedPolicy,
  session: Somebody,
  world: World,
  { values, secrets }: Difference,
): World {
  const sees = (doc: Row) => tried.allows('read', session, doc, world)
  const docs = world.docs.map((doc, i) => {
    const other = { ...doc, ...values[i % values.length] }
    if (!sees(doc)) return sees(other) ? doc : other
    const secret = { ...doc, secret: secrets[i % secrets.length] ?? null }
    const isHidden = !tried.shows(session, doc, world) && !tried.shows(session, secret, world)
    return isHidden && sees(secret) ? secret : doc
  })
  const more = values.map((value, i) => docAt(RECORDS + i, value)).filter((doc) => !sees(doc))
  return { ...world, docs: [...docs, ...more] }
}

const field = fc.constantFrom('label', 'ownerId', 'status', 'level', 'secret', 'note', 'groupId')
const leaf = fc.oneof(
  fc.record({ secret: fc.constantFrom('a', 'b', null, { $ne: 'a' }, { $gt: 'a' }) }),
  fc.record({ level: fc.constantFrom(1, null, { $gte: 2 }, { $in: [0, 3] }) }),
  fc.record({ ownerId: fc.constantFrom('u1', null, { $ne: 'u2' }) }),
  fc.record({ status: fc.constantFrom('open', { $icontains: 'O' }) }),
  fc.record({ memberIds: fc.constantFrom({ $has: 'u1' }) }),
  fc.record({ group: fc.constantFrom({ open: true }, null, { docs: { $some: { level: 1 } } }) }),
)
const where = fc.oneof(
  leaf,
  leaf.map(($not) => ({ $not })),
  fc.tuple(leaf, leaf).map(($or) => ({ $or })),
)
const sort = fc.tuple(field, fc.constantFrom('asc', 'desc')).map(([name, way]) => ({ [name]: way }))
const args = fc.record(
  { where, sort, limit: fc.integer({ min: 0, max: 5 }), offset: fc.integer({ min: 0, max: 3 }) },
  { requiredKeys: [] },
)
const within = fc.record({ where, sort, limit: fc.integer({ min: 1, max: 3 }) }, { requiredKeys: [] })
const quantified = fc
  .tuple(fc.constantFrom('$some', '$none', '$every'), leaf)
  .map(([quantifier, filter]) => ({ docs: { [quantifier]: filter } }))

type Call = (models: { readonly Doc: LooseModel; readonly Group: LooseModel }) => Promise<unknown>

const json = (value: unknown) => JSON.parse(JSON.stringify(value ?? null))

async function streamed(model: LooseModel, given: object): Promise<unknown[]> {
  const found: unknown[] = []
  for await (const one of model.stream(given)) found.push(json(one))
  return found
}

/** A random read. */
const read: fc.Arbitrary<Call> = fc.oneof(
  args.map(
    (given): Call =>
      ({ Doc }) =>
        Doc.find(given),
  ),
  args.map(
    (given): Call =>
      ({ Doc }) =>
        Doc.find({ ...given, plain: true }),
  ),
  args.map(
    (given): Call =>
      ({ Doc }) =>
        Doc.find({ ...given, select: { label: true, secret: true } }),
  ),
  args.map(
    ({ where: filter, sort: order }): Call =>
      ({ Doc }) =>
        Doc.page({ limit: 2, ...(filter && { where: filter }), ...(order && { sort: order }) }),
  ),
  args.map(
    ({ where: filter, sort: order }): Call =>
      ({ Doc }) =>
        streamed(Doc, { chunk: 2, ...(filter && { where: filter }), ...(order && { sort: order }) }),
  ),
  where.map(
    (filter): Call =>
      ({ Doc }) =>
        Doc.count(filter),
  ),
  where.map(
    (filter): Call =>
      ({ Doc }) =>
        Doc.exists(filter),
  ),
  fc.tuple(where, field).map(
    ([filter, by]): Call =>
      ({ Doc }) =>
        Doc.aggregate({
          where: filter,
          by: [by],
          count: true,
          sum: ['level'],
          max: ['level'],
          sort: { [by]: 'asc' },
        }),
  ),
  fc.nat(RECORDS + HIDDEN).map(
    (i): Call =>
      ({ Doc }) =>
        Doc.findById(docAt(i, {}).id),
  ),
  quantified.map(
    (filter): Call =>
      ({ Group }) =>
        Group.find({ where: filter, sort: { name: 'asc' } }),
  ),
  within.map(
    (docs): Call =>
      ({ Group }) =>
        Group.find({ include: { docs }, sort: { name: 'asc' } }),
  ),
  within.map(
    (docs): Call =>
      ({ Doc }) =>
        Doc.find({ include: { group: { include: { docs } } }, sort: { label: 'asc' } }),
  ),
  sort.map(
    (order): Call =>
      ({ Doc }) =>
        Doc.find({ sort: { group: order } }),
  ),
)

/** A random write of many, whose number tells how many there are. */
const write: fc.Arbitrary<Call> = fc.oneof(
  where.map(
    (filter): Call =>
      ({ Doc }) =>
        Doc.updateWhere(filter, { note: 'w' }),
  ),
  where.map(
    (filter): Call =>
      ({ Doc }) =>
        Doc.updateWhere(filter, { note: { $field: 'secret' } }),
  ),
  where.map(
    (filter): Call =>
      ({ Doc }) =>
        Doc.destroyWhere(filter),
  ),
  fc.nat(RECORDS + HIDDEN).map(
    (i): Call =>
      async ({ Doc }) => {
        const doc = await Doc.findById(docAt(i, {}).id)
        return doc?.set({ note: 'w' }).save()
      },
  ),
)

async function answers(db: LooseDatabase, session: Somebody, calls: readonly Call[]): Promise<unknown[]> {
  const models = modelsOf(db.as(session.user === null ? null : session))
  const said: unknown[] = []
  for (const call of calls) said.push(await outcomeOf(async () => json(await call(models))))
  return said
}

/** What a session can see of what is stored. */
async function visible(db: LooseDatabase, tried: TriedPolicy, session: Somebody): Promise<unknown> {
  const world = await stored(db)
  return world.docs
    .filter((doc) => tried.allows('read', session, doc, world))
    .map((doc) => (tried.shows(session, doc, world) ? doc : { ...doc, secret: 'hidden' }))
}

describe('what a session may not see changes nothing that it is told', () => {
  for (const name of stores) {
    test(`${name}`, { timeout: 3_600_000 }, async () => {
      let asked = 0
      let differed = 0
      const check = async (
        tried: TriedPolicy,
        session: Somebody,
        world: World,
        difference: Difference,
        reads: Call[],
        writes: Call[],
      ) => {
        const other = unseenChange(tried, session, world, difference)
        if (show(other) !== show(world)) differed++
        await withModels(name, modelsUnder(tried), async (db) => {
          db.on('error', () => undefined) // Some roles fail, and say so.
          const said: unknown[] = []
          for (const one of [world, other]) {
            await store(db, one)
            const read = await answers(db, session, reads)
            said.push([read, await answers(db, session, writes), await visible(db, tried, session)])
          }
          const where = `${show(session)} under ${show(tried)}`
          assert.equal(show(said[1]), show(said[0]), `${where}\n${show(world.docs)}\n${show(other.docs)}`)
        })
        asked += reads.length
      }
      const difference = fc.record({
        values: fc.array(docValues, { minLength: HIDDEN, maxLength: HIDDEN }),
        secrets: fc.array(fc.constantFrom('a', 'b', null), { minLength: 3, maxLength: 3 }),
      })
      const reads = fc.array(read, { minLength: 8, maxLength: 8 })
      const writes = fc.array(write, { minLength: 2, maxLength: 2 })
      const property = fc.asyncProperty(policy, somebody, worldOf(RECORDS), difference, reads, writes, check)
      await fc.assert(property, { seed, numRuns: runsOn(name, 400), endOnFailure: true })
      assert.ok(asked >= runsOn(name, 400) * 8, `only ${asked} reads were compared`)
      assert.ok(differed > runsOn(name, 400) / 4, `only ${differed} worlds differed`)
    })
  }
})
