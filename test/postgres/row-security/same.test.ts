import assert from 'node:assert/strict'
import fc from 'fast-check'
import { createPrometheus } from 'prometheus-odm'
import { memory } from 'prometheus-odm/memory'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LooseDatabase } from '../../../src/testing/loose.ts'
import type { SuiteModels } from '../../../src/testing/models.ts'
import type { Attempt } from '../../property/access-attempts.ts'
import { RECORDS, show, write } from '../../property/access-attempts.ts'
import type { Row, Somebody, TriedPolicy, World } from '../../property/access-roles.ts'
import { policy, somebody } from '../../property/access-roles.ts'
import { modelsOf, modelsUnder, outcomeOf, store, stored, worldOf } from '../../property/access-world.ts'
import type { Secured } from './secured.ts'
import { createRoles, dropRoles, securedSchema } from './secured.ts'

const RUNS = process.env.PROMETHEUS_LONG === '1' ? 1000 : 25
const seed = Number(process.env.PROMETHEUS_SEED ?? Math.floor(Math.random() * 2 ** 31))
const kept = policy.filter(({ roles }) => !Object.values(roles).some((role) => 'check' in Object(role)))

let secured: Secured

beforeAll(async () => {
  await createRoles()
  const open = { create: ['user'], read: ['anyone'] }
  secured = await securedSchema(modelsUnder({ roles: {}, permissions: open, secret: { read: ['anyone'] } }))
})

afterAll(async () => {
  await secured.drop()
  await dropRoles()
})

/** All that is stored, but for the keys that were made meanwhile. */
async function contents(db: LooseDatabase, { docs, groups }: World): Promise<unknown> {
  const now = await stored(db)
  const known = new Set([...docs, ...groups].map(({ id }) => id))
  const kept = (id: unknown) => (id === null || known.has(id) ? id : 'new')
  const rows = (list: readonly Row[]) =>
    list.map((row) => show({ ...row, id: kept(row.id), groupId: kept(row.groupId ?? null) })).toSorted()
  return { docs: rows(now.docs), groups: rows(now.groups), members: now.members }
}

const ends = { refused: 0, accepted: 0 }

async function compare(
  databases: readonly [LooseDatabase, LooseDatabase],
  session: Somebody,
  tries: readonly Attempt[],
  world: World,
): Promise<void> {
  for (const attempt of tries) {
    const [plain, ruled] = await Promise.all(
      databases.map(async (db) => {
        const models = modelsOf(db.as(session.user === null ? null : session))
        const { code } = (await outcomeOf(() => attempt.run(models))) as { readonly code?: string }
        return { code, contents: await contents(db, world) }
      }),
    )
    assert.deepEqual(ruled, plain, attempt.said)
    ends[plain?.code === undefined ? 'accepted' : 'refused']++
  }
}

async function check(tried: TriedPolicy, session: Somebody, world: World, tries: Attempt[]): Promise<void> {
  const models = modelsUnder(tried)
  await secured.secure(models)
  const ruled = await secured.connect(models, secured.store())
  const { connect } = createPrometheus()
  const plain = (await connect({ models: models as never as SuiteModels, store: memory() })) as unknown as {
    close(): Promise<void>
  } & LooseDatabase
  try {
    for (const db of [plain, ruled]) {
      db.on('error', () => undefined)
      await store(db, world)
    }
    await compare([plain, ruled], session, tries, world)
  } catch (error) {
    throw new Error(`${show(session)} under ${show(tried)}`, { cause: error })
  } finally {
    await ruled.close()
    await plain.close()
  }
}

test(`writes come to the same where the database keeps rules, and where it does not (PROMETHEUS_SEED=${seed})`, {
  timeout: 3_600_000,
}, async () => {
  const tries = fc.array(write, { minLength: 8, maxLength: 8 })
  const property = fc.asyncProperty(kept, somebody, worldOf(RECORDS), tries, check)
  await fc.assert(property, { seed, numRuns: RUNS, endOnFailure: true })
  expect(Math.min(ends.refused, ends.accepted)).toBeGreaterThan(RUNS)
})
