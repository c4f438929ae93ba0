import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { rowClaims } from 'prometheus-odm/permissions'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LooseDatabase, LooseModel } from '../../../src/testing/loose.ts'
import type { Row, Somebody, TriedPolicy, World } from '../../property/access-roles.ts'
import { policy, somebody } from '../../property/access-roles.ts'
import { docAt, docValues, modelsUnder, store, worldOf } from '../../property/access-world.ts'
import type { Raw, Secured } from './secured.ts'
import { createRoles, dropRoles, securedSchema } from './secured.ts'

const RECORDS = 20
const RUNS = process.env.PROMETHEUS_LONG === '1' ? 1000 : 40
const seed = Number(process.env.PROMETHEUS_SEED ?? Math.floor(Math.random() * 2 ** 31))
const all = { $not: { label: '' } }

/** Who may read what rules ask of; rules see it all the same. */
const hidden = {
  create: ['administrator'],
  read: ['administrator'],
  update: ['administrator'],
  destroy: ['administrator'],
}

const isFunction = (role: unknown): boolean => 'check' in Object(role)
const kept = policy.filter(({ roles }) => !Object.values(roles).some(isFunction))
/** A role by which records are created for oneself; it may do nothing else, so that the rest of a policy stays as it is. */
const makers = fc.constantFrom(
  {},
  { maker: { key: 'ownerId' } },
  { maker: { key: 'ownerId', in: ({ user }: { user: { ids?: unknown } }) => user.ids } },
)
const creators = fc.uniqueArray(
  fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom('user', 'maker') },
    { weight: 1, arbitrary: fc.constantFrom('one', 'two', 'three', 'staff', 'administrator') },
  ),
  { minLength: 1, maxLength: 3 },
)

/** A policy with who may create. */
type Tried = Pick<TriedPolicy, 'roles' | 'permissions' | 'secret' | 'allows'>
const tried: fc.Arbitrary<Tried> = fc.tuple(kept, makers, creators).map(([given, maker, all]) => ({
  ...given,
  roles: { ...given.roles, ...maker },
  permissions: {
    ...given.permissions,
    create: all.filter((name) => name !== 'maker' || 'maker' in maker),
  },
}))

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

const labels = (rows: readonly object[]) => rows.map((row) => Reflect.get(row, 'label')).toSorted()

interface Case {
  readonly db: LooseDatabase
  readonly mine: LooseModel
  readonly raw: Raw
  readonly told: Readonly<Record<string, string>>
  expected(action: 'read' | 'update' | 'destroy'): readonly Row[]
}

class Undone extends Error {}

/** What a call of the library comes to, whose writes are undone. */
async function undone(db: LooseDatabase, session: unknown, run: (Doc: LooseModel) => Promise<unknown>) {
  let result: unknown
  try {
    await db.as(session).transaction(async (tx: LooseDatabase) => {
      result = await run(tx.model('Doc')).catch((error) => error.code)
      throw new Undone()
    })
  } catch (error) {
    if (!(error instanceof Undone)) throw error
  }
  return result
}

async function checkReads({ mine, raw, told, expected }: Case): Promise<void> {
  const rows = labels(expected('read'))
  assert.deepEqual(labels(await mine.find({})), rows, 'the library reads what the rules say')
  assert.deepEqual(
    labels((await raw.run(told, 'select label from doc')).rows),
    rows,
    'a statement past it reads the same',
  )
  assert.equal(await mine.count(all), rows.length)
}

async function checkWrites({ db, raw, told, expected }: Case, session: unknown): Promise<void> {
  const changed = expected('update').length
  const gone = expected('destroy').length
  assert.equal(await undone(db, session, (Doc) => Doc.updateWhere(all, { note: 'new' })), changed)
  assert.equal((await raw.run(told, "update doc set note = 'new'")).count, changed)
  assert.equal(await undone(db, session, (Doc) => Doc.destroyWhere(all)), gone)
  assert.equal((await raw.run(told, 'delete from doc')).count, gone)
}

const text = (value: unknown) => (value === null ? 'null' : `'${value}'`)

/** A new record is created by a statement past the library where the library creates it, and refused where it is refused. */
async function checkCreate({ db, raw, told }: Case, session: unknown, row: Row): Promise<void> {
  const { id, label, ownerId, memberIds, status, level } = row
  const values = { label, ownerId, memberIds, status, level }
  const created = await undone(db, session, async (Doc) => {
    await Doc.create(values)
    return 'created'
  })
  const { code = 'created' } = await raw.run(
    told,
    `insert into doc (id, label, owner_id, member_ids, status, level) values ('${id}', '${label}', ${text(ownerId)},
      '{${memberIds}}', ${text(status)}, ${level})`,
  )
  const names: Record<string, string> = { '42501': 'FORBIDDEN' }
  assert.equal(names[code] ?? code, created)
}

const show = (value: unknown) => inspect(value, { depth: 8, breakLength: 140, maxArrayLength: 20 })
let checked = 0

async function checkAll(one: Tried, sessions: Somebody[], world: World, news: readonly Row[]): Promise<void> {
  const models = modelsUnder(one, hidden)
  await secured.secure(models)
  const db = await secured.connect(models, secured.store())
  db.on('error', () => undefined)
  try {
    await store(db, world)
    for (const session of sessions) {
      const given = session.user === null ? null : session
      const mine = db.as(given).model('Doc')
      const told = { 'prometheus.session': rowClaims(mine as never) }
      const expected: Case['expected'] = (action) =>
        world.docs.filter((doc) => one.allows(action, session, doc, world))
      const about: Case = { db, mine, raw: secured.raw, told, expected }
      try {
        await checkReads(about)
        await checkWrites(about, given)
        for (const [i, row] of news.entries()) await checkCreate(about, given, docAt(RECORDS + i, row))
        checked++
      } catch (error) {
        throw new Error(`${show(session)} told ${show(told)} under ${show(one)}`, { cause: error })
      }
    }
  } finally {
    await db.close()
  }
}

test(`the database keeps random policies as the library does (PROMETHEUS_SEED=${seed})`, {
  timeout: 3_600_000,
}, async () => {
  const sessions = fc.array(somebody, { minLength: 3, maxLength: 3 })
  const news = fc.array(docValues, { minLength: 4, maxLength: 4 })
  const property = fc.asyncProperty(tried, sessions, worldOf(RECORDS), news, checkAll)
  await fc.assert(property, { seed, numRuns: RUNS, endOnFailure: true })
  expect(checked).toBeGreaterThanOrEqual(RUNS * 3)
})
