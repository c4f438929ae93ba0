import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, test } from 'vitest'
import type { LooseModel } from '../../src/testing/loose.ts'
import { condition, search, searched } from './conditions.ts'
import { naivelyMatches } from './naive-oracle.ts'
import { matches } from './package-oracle.ts'
import { everyStore, runs, seed, withStore } from './settings.ts'
import { records } from './values.ts'

type Row = Record<string, unknown>

const RECORDS = 50
const CONDITIONS = 40
const show = (value: unknown): string => inspect(value, { depth: 12, maxArrayLength: 40, breakLength: 160 })

const labelsOf = (rows: readonly object[]): unknown[] =>
  rows.map((row) => Reflect.get(row, 'label')).toSorted()
const labelsWhere = (rows: readonly Row[], holds: (row: Row) => boolean): unknown[] =>
  labelsOf(rows.filter(holds))

interface Difference {
  readonly who: string
  readonly where: unknown
  readonly said: readonly unknown[]
  readonly expected: readonly unknown[]
}

/** Fails with the first record on which two disagree, in full. */
function refuseDifference(rows: readonly Row[], { who, where, said, expected }: Difference): void {
  if (show(said) === show(expected)) return
  const label = [...said, ...expected].find((one) => said.includes(one) !== expected.includes(one))
  const row = rows.find((one) => one.label === label)
  assert.fail(
    `${who} says ${said.includes(label)}, and the rules say ${expected.includes(label)}\nof  ${show(where)}\non  ${show(row)}`,
  )
}

async function checkFind(model: LooseModel, rows: readonly Row[], where: Row): Promise<void> {
  const expected = labelsWhere(rows, (row) => naivelyMatches(where, row))
  const said = labelsOf(await model.find({ where, select: { label: true } }))
  refuseDifference(rows, { who: 'the store', where, said, expected })
  const negated = labelsOf(await model.find({ where: { $not: where }, select: { label: true } }))
  const others = labelsWhere(rows, (row) => !naivelyMatches(where, row))
  refuseDifference(rows, { who: 'the store', where: { $not: where }, said: negated, expected: others })
  assert.equal(await model.count(where), expected.length)
}

describe('random conditions over all fields, nulls and negation', () => {
  for (const name of everyStore) {
    test(`${name} finds what the rules say`, async () => {
      let checked = 0
      await withStore(name, async ({ Sample }) => {
        const check = async (rows: Row[], conditions: Row[]) => {
          await Sample.destroyWhere({ $and: [] })
          await Sample.insertMany(rows)
          for (const where of conditions) await checkFind(Sample, rows, where)
          checked += conditions.length
        }
        const conditions = fc.array(condition, { minLength: CONDITIONS, maxLength: CONDITIONS })
        await fc.assert(fc.asyncProperty(records(RECORDS), conditions, check), { seed, numRuns: runs(50) })
      })
      assert.ok(checked >= runs(50) * CONDITIONS, `only ${checked} conditions were checked`)
    })
  }

  for (const name of everyStore.filter((one) => !['mysql', 'mongodb'].includes(one))) {
    test(`${name} finds the words that the rules say`, async () => {
      let found = 0
      await withStore(name, async ({ Sample }) => {
        const check = async (texts: object[], conditions: Row[]) => {
          await Sample.destroyWhere({ $and: [] })
          const rows: Row[] = texts.map((row, index) => ({ ...row, label: `${index}` }))
          await Sample.insertMany(rows)
          for (const where of conditions) {
            await checkFind(Sample, rows, where)
            found += labelsWhere(rows, matches(where)).length
          }
        }
        const some = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 20, maxLength: 20 })
        const property = fc.asyncProperty(some(searched), some(search), check)
        await fc.assert(property, { seed, numRuns: runs(20) })
      })
      assert.ok(found > runs(20) * 20, `only ${found} records were found`)
    })
  }

  test('the oracle of the package says what the rules say', () => {
    const check = (rows: Row[], conditions: Row[]) => {
      for (const where of conditions) {
        const expected = labelsWhere(rows, (row) => naivelyMatches(where, row))
        refuseDifference(rows, {
          who: 'the oracle',
          where,
          said: labelsWhere(rows, matches(where)),
          expected,
        })
      }
    }
    const conditions = fc.array(condition, { minLength: CONDITIONS, maxLength: CONDITIONS })
    fc.assert(fc.property(records(RECORDS), conditions, check), { seed, numRuns: runs(50) })
  })

  test('conditions are neither always true nor always false', () => {
    const rows = fc.sample(records(RECORDS), { seed, numRuns: 1 })[0] ?? []
    const shares = fc
      .sample(condition, { seed, numRuns: 500 })
      .map((where) => labelsWhere(rows, matches(where)).length)
    const telling = shares.filter((share) => share > 0 && share < RECORDS).length
    assert.ok(telling > 150, `only ${telling} of 500 conditions tell records apart`)
  })
})
