import assert from 'node:assert/strict'
import fc from 'fast-check'
import { describe, test } from 'vitest'
import type { LooseDatabase } from '../../src/testing/loose.ts'
import type { Attempt } from './access-attempts.ts'
import { RECORDS, show, write } from './access-attempts.ts'
import type { Somebody, TriedPolicy, World } from './access-roles.ts'
import { policy, somebody } from './access-roles.ts'
import { modelsOf, modelsUnder, outcomeOf, store, stored, worldOf } from './access-world.ts'
import { runsOn, seed, stores, withModels } from './settings.ts'

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
