import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, test } from 'vitest'
import type { LooseDatabase, LooseRecord } from '../../src/testing/loose.ts'
import type { Somebody, TriedPolicy, World } from './access-roles.ts'
import { policy, somebody } from './access-roles.ts'
import { docAt, docValues, modelsOf, modelsUnder, outcomeOf, store, stored, worldOf } from './access-world.ts'
import { runsOn, seed, stores, withModels } from './settings.ts'

const RECORDS = 10
const show = (value: unknown) => inspect(value, { depth: 9, breakLength: 140, maxArrayLength: 30 })

type Models = ReturnType<typeof modelsOf>

/** A write that somebody tries; an update is one that may change no relation. */
interface Attempt {
  readonly said: string
  readonly isUpdate: boolean
  run(models: Models): Promise<unknown>
}

const label = fc.nat(RECORDS + 4).map((i) => `doc ${i}`)
const known = fc.nat(RECORDS - 1).map((i) => docAt(i, {}).id)
const some = fc.record({ level: fc.constantFrom(0, 1, { $gte: 2 }) })

/** Some of the values that a document has. */
const part = fc.record(
  {
    ownerId: fc.constantFrom('u1', 'u2', null),
    memberIds: fc.constantFrom(['u1'], ['u2', 'u3'], []),
    status: fc.constantFrom('open', 'shut'),
    level: fc.constantFrom<unknown>(1, 3, { $inc: 1 }, { $field: 'level' }, 'wrong'),
    groupId: docValues.map(({ groupId }) => groupId),
    secret: fc.constantFrom('a', 'b'),
    note: fc.constantFrom('x', 'y'),
  },
  { requiredKeys: [] },
)
const fresh = fc.tuple(label, part, fc.boolean()).map(([name, values, isNested]) => ({
  label: `new ${name}`,
  ...values,
  ...(isNested && values.groupId === undefined && { group: { create: { name: 'made', bossId: 'u1' } } }),
}))

async function withRecord(
  record: LooseRecord | null,
  run: (record: LooseRecord) => unknown,
): Promise<unknown> {
  return record === null ? null : run(record)
}

const attempt = <T>(
  said: string,
  isUpdate: boolean,
  values: fc.Arbitrary<T>,
  run: (models: Models, values: T) => Promise<unknown>,
): fc.Arbitrary<Attempt> =>
  values.map((value) => ({ said: `${said} ${show(value)}`, isUpdate, run: (models) => run(models, value) }))

/** A random write. */
const write: fc.Arbitrary<Attempt> = fc.oneof(
  attempt('create', false, fresh, ({ Doc }, values) => Doc.create(values)),
  attempt('insertMany', false, fc.array(fresh, { maxLength: 3 }), ({ Doc }, rows) => Doc.insertMany(rows)),
  attempt('updateWhere', true, fc.tuple(some, part), ({ Doc }, [filter, values]) =>
    Doc.updateWhere(filter, values),
  ),
  attempt('save', true, fc.tuple(known, part), async ({ Doc }, [id, values]) =>
    withRecord(await Doc.findById(id), (doc) => doc.set(values).save()),
  ),
  attempt('save nested', true, fc.tuple(known, part, fc.boolean()), async ({ Doc }, [id, values, isOpen]) =>
    withRecord(await Doc.findById(id), (doc) =>
      doc.set({ note: values.note, group: { update: { open: isOpen, bossId: values.ownerId } } }).save(),
    ),
  ),
  attempt('connect', true, fc.tuple(known, docValues), async ({ Doc }, [id, { groupId }]) =>
    withRecord(await Doc.findById(id), (doc) => doc.set({ group: { connect: groupId } }).save()),
  ),
  attempt('take into a group', true, fc.tuple(known, docValues), async ({ Group }, [id, { groupId }]) =>
    withRecord(await Group.findById(groupId ?? ''), (group) => group.set({ docs: { connect: [id] } }).save()),
  ),
  attempt('upsert', false, fc.tuple(known, part), ({ Doc }, [id, values]) =>
    Doc.upsert({ by: ['id'], create: { id, label: 'upserted', ...values } }),
  ),
  attempt('change a boss', true, docValues, async ({ Group }, { groupId, ownerId }) =>
    withRecord(await Group.findById(groupId ?? ''), (group) => group.set({ bossId: ownerId }).save()),
  ),
  attempt('change members', true, docValues, ({ Member }, { ownerId, groupId }) =>
    Member.updateWhere({ userId: 'u1' }, { userId: ownerId, groupId }),
  ),
  attempt('rename members', true, docValues, ({ Member }) =>
    Member.updateWhere({ userId: 'u1' }, { rank: 0 }),
  ),
  attempt('destroy', false, known, async ({ Doc }, id) =>
    withRecord(await Doc.findById(id), (doc) => doc.destroy()),
  ),
  attempt('destroyWhere', false, some, ({ Doc }, filter) => Doc.destroyWhere(filter)),
)

/** Who holds which relation role on which document. */
function holders(tried: TriedPolicy, sessions: readonly Somebody[], world: World): string {
  const asked = tried.relations.filter(({ written }) => !('having' in Object(written)))
  return show(
    sessions.map((session) =>
      asked.map((role) => world.docs.map((doc) => [doc.id, role.holds(session, doc, world)])),
    ),
  )
}

describe('random writes of random sessions', () => {
  for (const name of stores) {
    test(`${name}: a refused one changes nothing, and no update changes whose a record is`, {
      timeout: 3_600_000,
    }, async () => {
      const ends = { refused: 0, accepted: 0 }
      const one = async (
        db: LooseDatabase,
        tried: TriedPolicy,
        sessions: readonly Somebody[],
        tries: Attempt,
      ) => {
        const [session] = sessions as [Somebody]
        const before = await stored(db)
        const models = modelsOf(db.as(session.user === null ? null : session))
        const outcome = (await outcomeOf(() => tries.run(models))) as { readonly code?: string }
        const after = await stored(db)
        const where = `${tries.said} by ${show(session)} under ${show(tried)}: ${show(outcome)}`
        if (outcome.code !== undefined) assert.equal(show(after), show(before), where)
        else if (tries.isUpdate)
          assert.equal(holders(tried, sessions, after), holders(tried, sessions, before), where)
        ends[outcome.code === undefined ? 'accepted' : 'refused']++
      }
      const check = async (tried: TriedPolicy, sessions: Somebody[], world: World, tries: Attempt[]) => {
        await withModels(name, modelsUnder(tried), async (db) => {
          db.on('error', () => undefined) // Some roles fail, and say so.
          await store(db, world)
          for (const attempt of tries) await one(db, tried, sessions, attempt)
        })
      }
      const sessions = fc.array(somebody, { minLength: 3, maxLength: 3 })
      const tries = fc.array(write, { minLength: 8, maxLength: 8 })
      const property = fc.asyncProperty(policy, sessions, worldOf(RECORDS), tries, check)
      await fc.assert(property, { seed, numRuns: runsOn(name, 250), endOnFailure: true })
      assert.ok(Math.min(ends.refused, ends.accepted) > runsOn(name, 250), show(ends))
    })
  }
})
