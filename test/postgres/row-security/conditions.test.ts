import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { createPrometheus } from 'prometheus-odm'
import { rowClaims } from 'prometheus-odm/permissions'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sampleSchema } from '../../../src/testing/sample.ts'
import { condition, search } from '../../property/conditions.ts'
import { records } from '../../property/values.ts'
import type { Secured } from './secured.ts'
import { createRoles, dropRoles, securedSchema } from './secured.ts'

const RECORDS = 30
const RUNS = process.env.PROMETHEUS_LONG === '1' ? 2000 : 60
const seed = Number(process.env.PROMETHEUS_SEED ?? Math.floor(Math.random() * 2 ** 31))
const { defineModel } = createPrometheus()

/** A model whose records may be read that fit a filter: one that stands in the rule, or one whose values a session gives. */
function sampleUnder(filter: object, isGiven: boolean) {
  const role = { where: isGiven ? () => filter : filter }
  return {
    Sample: defineModel({
      name: 'Sample',
      schema: sampleSchema,
      roles: { fitting: role as never },
      permissions: { create: ['user'], read: ['fitting' as never] },
    }),
  }
}

let secured: Secured

beforeAll(async () => {
  await createRoles()
  secured = await securedSchema(sampleUnder({}, false))
})

afterAll(async () => {
  await secured.drop()
  await dropRoles()
})

const labels = (rows: readonly object[]) => rows.map((row) => Reflect.get(row, 'label')).toSorted()
const ann = { user: { id: 'ann' } }
const found = { some: 0, none: 0 }

async function check(filter: object, isGiven: boolean): Promise<void> {
  const models = sampleUnder(filter, isGiven)
  await secured.secure(models)
  const db = await secured.connect(models, secured.store())
  db.on('error', () => undefined)
  try {
    const Sample = db.as(ann).model('Sample')
    const expected = labels(await Sample.find({ select: { label: true }, plain: true }))
    const settings = { 'prometheus.session': rowClaims(Sample as never) }
    const { rows, code } = await secured.raw.run(settings, 'select label from sample')
    const where = `${isGiven ? 'given' : 'written'}: ${inspect(filter, { depth: 9 })}`
    assert.equal(code, undefined, where)
    assert.deepEqual(labels(rows), expected, where)
    // The library's own statement asks the same beside the rules: without them it finds no more.
    const trusted = db.system('without rules').model('Sample')
    if (!isGiven) assert.equal(await trusted.count(filter), expected.length, where)
    found[expected.length === 0 ? 'none' : 'some']++
  } finally {
    await db.close()
  }
}

test(`rules on every kind of field mean what they say (PROMETHEUS_SEED=${seed})`, {
  timeout: 3_600_000,
}, async () => {
  const [rows = []] = fc.sample(records(RECORDS), { seed, numRuns: 1 })
  await secured.secure(sampleUnder({}, false))
  const db = await secured.connect(sampleUnder({}, false), secured.store())
  await db.system('setting up').model('Sample').insertMany(rows)
  await db.close()
  const property = fc.asyncProperty(
    fc.oneof({ weight: 8, arbitrary: condition }, search),
    fc.boolean(),
    check,
  )
  await fc.assert(property, { seed, numRuns: RUNS, endOnFailure: true })
  expect(Math.min(found.some, found.none)).toBeGreaterThan(0)
})
