import assert from 'node:assert/strict'
import fc from 'fast-check'
import { createPrometheus, field } from 'prometheus-odm'
import { describe, test } from 'vitest'
import type { LooseDatabase, LooseModel } from '../../src/testing/loose.ts'
import { sampleSchema } from '../../src/testing/sample.ts'
import { allChanges, changesOf } from '../../src/testing/scenarios/change-models.ts'
import { refusal } from './history-writes.ts'
import { everyStore, runsOn, seed, withModels } from './settings.ts'
import { record } from './values.ts'

const { defineModel } = createPrometheus()

/** Records of a field of every kind, whose keys can be changed, and with a secret. */
const seatModels = () => ({
  Seat: defineModel({
    name: 'Seat',
    schema: {
      ...sampleSchema,
      row: field.integer({ required: true }),
      seat: field.string({ required: true, maxLength: 9 }),
      label: field.string({ unique: true }),
      token: field.string({ hidden: true }),
    },
    key: ['row', 'seat'],
    changes: true,
  }),
})

const row = fc.nat({ max: 2 })
const seat = fc.constantFrom('a', 'A', "'", '"\\', '😀')
const label = fc.constantFrom('x', 'y', 'z')
const key = fc.record({ row, seat })
const some = fc
  .tuple(record, fc.infiniteStream(fc.boolean()))
  .map(([whole, chosen]) => Object.fromEntries(Object.entries(whole).filter(() => chosen.next().value)))
const token = fc.constantFrom(null, 's1', 's2')
/** What does not depend on the order in which a store changes several records. */
const changes = fc
  .tuple(some, fc.record({ token, row, seat, label }, { requiredKeys: [] }))
  .map(([one, other]) => ({ ...one, ...other }))
const create = fc
  .tuple(some, key, fc.record({ label, token }))
  .map(([one, own, more]) => ({ ...one, ...own, ...more }))

/** A write of one statement, which every store can do. */
const step = fc.oneof(
  fc.record({ op: fc.constant('insertMany' as const), rows: fc.array(create, { maxLength: 3 }) }),
  fc.record({ op: fc.constant('updateWhere' as const), where: key, changes }),
  fc.record({ op: fc.constant('moveAll' as const), by: fc.constantFrom(1, -1) }),
  fc.record({ op: fc.constant('updateAll' as const), changes: some }),
  fc.record({ op: fc.constant('upsert' as const), byKey: fc.boolean(), create, update: changes }),
  fc.record({ op: fc.constant('destroyWhere' as const), where: fc.oneof(key, fc.record({ row })) }),
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

function write(Seat: LooseModel, one: Step): Promise<unknown> {
  switch (one.op) {
    case 'insertMany':
      return Seat.insertMany(one.rows)
    case 'updateWhere':
      return Seat.updateWhere(one.where, one.changes)
    case 'moveAll':
      return Seat.updateWhere({ row: { $gte: 0 } }, { row: { $inc: one.by } })
    case 'updateAll':
      return Seat.updateWhere({ row: { $gte: 0 } }, one.changes)
    case 'upsert':
      return Seat.upsert({
        by: one.byKey ? ['row', 'seat'] : ['label'],
        create: one.create,
        update: one.update,
      })
    default:
      return Seat.destroyWhere(one.where)
  }
}

type Content = Map<string, unknown>
const nameOf = (values: object): string =>
  JSON.stringify([Reflect.get(values, 'row'), Reflect.get(values, 'seat')])

async function content(Seat: LooseModel): Promise<Content> {
  const all = await Seat.find({ sort: { row: 'asc', seat: 'asc' } })
  return new Map(all.map((one) => [nameOf(one), JSON.parse(JSON.stringify(one))]))
}

/** Does what the changes behind a position tell; each has to begin where the one before has ended. */
async function follow(db: LooseDatabase, after: string, rows: Content): Promise<void> {
  for (const change of await allChanges(db, { after })) {
    const name = nameOf(Object(change.key))
    assert.deepEqual(rows.get(name) ?? null, change.before, `${change.op} of ${name}`)
    if (change.after === null) rows.delete(name)
    else rows.set(name, change.after)
    if (change.before === null || change.after === null) continue
    assert.equal(nameOf(change.before), nameOf(change.after))
    assert.ok(change.changed.length > 0, 'nothing has changed')
  }
}

const inOrder = (rows: Content) => [...rows].toSorted(([left], [right]) => (left < right ? -1 : 1))

describe('images of changes', () => {
  for (const name of everyStore) {
    test(`${name} tells values of every kind and keys that move as they are stored`, async () => {
      await withModels(name, seatModels(), async (db) => {
        const Seat = db.model('Seat')
        const property = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
          await Seat.destroyWhere({ row: { $ne: null } })
          const [begin, rows] = [await changesOf(db).head(), new Map()]
          for (const one of steps) await write(Seat, one).catch(refusal)
          await follow(db, begin, rows)
          assert.deepEqual(inOrder(rows), inOrder(await content(Seat)))
        })
        await fc.assert(property, { seed, numRuns: runsOn(name, 60) })
      })
    })
  }
})
