import assert from 'node:assert/strict'
import fc from 'fast-check'
import { describe, test } from 'vitest'
import { backFromJson } from '../../src/testing/sample.ts'
import { everyStore, runsOn, seed, withStore } from './settings.ts'
import { fieldNames, record } from './values.ts'

type Row = Record<string, unknown>

const pick = (row: object): Row =>
  Object.fromEntries(fieldNames.map((name) => [name, Reflect.get(row, name)]))

/** The values of a row, as far as equality of values goes: objects without a prototype are objects like any. */
const plainly = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plainly)
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof Uint8Array)
    return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plainly(part)]))
}

describe('values of every kind', () => {
  for (const name of everyStore) {
    test(`${name} gives back what was written, by every way in and out`, async () => {
      await withStore(name, async ({ Sample }) => {
        const property = fc.asyncProperty(record, record, async (first, second) => {
          const made = await Sample.create(first)
          const id = made.get('id')
          const read = async () => plainly(pick((await Sample.findOne({ where: { id }, plain: true })) ?? {}))
          assert.deepEqual(plainly(pick(made)), plainly(first), 'what create gives')
          assert.deepEqual(await read(), plainly(first), 'created')
          await made.set(second).save()
          assert.deepEqual(plainly(pick(made)), plainly(second), 'what save gives')
          assert.deepEqual(await read(), plainly(second), 'saved')
          await Sample.updateWhere({ id }, first)
          assert.deepEqual(await read(), plainly(first), 'updated')
          const json = backFromJson(JSON.parse(JSON.stringify(await Sample.findById(id))))
          assert.deepEqual(plainly(pick(json)), plainly(first), 'through JSON')
          assert.equal(await Sample.destroyWhere({ id }), 1)
        })
        await fc.assert(property, { seed, numRuns: runsOn(name, 150) })
      })
    })

    test(`${name} finds each value by itself`, async () => {
      await withStore(name, async ({ Sample }) => {
        const property = fc.asyncProperty(record, async (row) => {
          const { id } = { id: (await Sample.create(row)).get('id') }
          for (const field of fieldNames.filter((one) => !Array.isArray(row[one]) || one === 'data')) {
            for (const operators of [
              { $eq: row[field] },
              ...(field === 'data' ? [] : [{ $in: [row[field]] }]),
            ]) {
              assert.equal(await Sample.count({ id, [field]: operators }), 1, field)
              assert.equal(await Sample.count({ id, $not: { [field]: operators } }), 0, field)
            }
          }
        })
        await fc.assert(property, { seed, numRuns: runsOn(name, 40) })
      })
    })
  }
})
