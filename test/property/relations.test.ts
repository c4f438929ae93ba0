import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, test } from 'vitest'
import { pagesOf } from '../../src/testing/expectations.ts'
import { collect } from '../../src/testing/samples.ts'
import type { Graph, Name, Row } from './graph.ts'
import { fill, graphs, models, relations } from './graph.ts'
import { filterOn, naivelyFits } from './relation-filters.ts'
import { naiveOrder, orderOf, written } from './relation-orders.ts'
import { everyStore, runs, runsOn, seed, stores, withModels } from './settings.ts'

const personFilter = filterOn('Person', 3)
const idsOf = (rows: readonly object[]): unknown[] => rows.map((row) => Reflect.get(row, 'id'))
const show = (value: unknown): string => inspect(value, { depth: 20, breakLength: 160 })

describe('random filters on relations', () => {
  for (const name of everyStore) {
    test(`${name} finds what the rules say, over one, many and the records between, nested and negated`, async () => {
      let telling = 0
      await withModels(name, models, async (db) => {
        const person = db.model('Person')
        const filters = fc.array(personFilter, { minLength: 20, maxLength: 20 })
        const property = fc.asyncProperty(graphs, filters, async (graph, conditions) => {
          await fill(db, graph)
          for (const where of conditions) {
            const expected = graph.Person.filter(naivelyFits(graph, 'Person', where))
            const found = await person.find({ where, sort: { id: 'asc' }, plain: true })
            assert.deepEqual(idsOf(found), idsOf(expected), show(where))
            const others = graph.Person.length - expected.length
            assert.equal(await person.count({ $not: where }), others, show(where))
            if (expected.length > 0 && others > 0) telling++
          }
        })
        await fc.assert(property, { seed, numRuns: runs(60) })
      })
      assert.ok(telling > runs(60) * 4, `only ${telling} filters tell people apart`)
    })
  }
})

describe('random orders by relations', () => {
  for (const name of stores) {
    test(`${name} sorts, pages and streams by related records as a plain comparison does`, async () => {
      await withModels(name, models, async (db) => {
        const person = db.model('Person')
        const query = fc.record({
          order: orderOf('Person'),
          where: personFilter,
          limit: fc.integer({ min: 1, max: 4 }),
        })
        const queries = fc.array(query, { minLength: 5, maxLength: 5 })
        const property = fc.asyncProperty(graphs, queries, async (graph, asked) => {
          await fill(db, graph)
          for (const { order, where, limit } of asked) {
            const people = graph.Person.filter(naivelyFits(graph, 'Person', where))
            const expected = idsOf(people.toSorted(naiveOrder({ graph, model: 'Person' }, order)))
            const args = { where, sort: written(order), select: { id: true } }
            assert.deepEqual(idsOf(await person.find(args)), expected, show(args))
            assert.deepEqual(
              idsOf(await person.find({ ...args, offset: 1, limit })),
              expected.slice(1, 1 + limit),
            )
            assert.deepEqual(
              idsOf(await collect(person.stream({ ...args, chunk: limit }))),
              expected,
              show(args),
            )
            assert.deepEqual(idsOf((await pagesOf(person, { ...args, limit })).flat()), expected, show(args))
          }
        })
        await fc.assert(property, { seed, numRuns: runsOn(name, 60) })
      })
    })
  }
})

/** One relation to many, to be read along: which of the related records, in which order, from where to where. */
const includeOf = (relation: string, target: Name) =>
  fc
    .record({
      where: fc.option(filterOn(target, 2), { nil: undefined }),
      order: orderOf(target),
      limit: fc.option(fc.nat(3), { nil: undefined }),
      offset: fc.option(fc.nat(2), { nil: undefined }),
    })
    .map((args) => ({ relation, target, args }))
type Asked = ReturnType<typeof includeOf> extends fc.Arbitrary<infer T> ? T : never

function expectedOf(graph: Graph, person: Row, { relation, target, args }: Asked): unknown[] {
  const { where = {}, order, limit, offset = 0 } = args
  const [, related] = relations.Person.many[relation] as (typeof relations)[Name]['many'][string]
  const fitting = related(graph, person).filter(naivelyFits(graph, target, where))
  const sorted = fitting.toSorted(naiveOrder({ graph, model: target }, order))
  return idsOf(sorted.slice(offset, limit === undefined ? undefined : offset + limit))
}

describe('random includes of many', () => {
  for (const name of everyStore) {
    test(`${name} gives each parent the records that fit, in order, within its limit`, async () => {
      await withModels(name, models, async (db) => {
        const include = fc.oneof(includeOf('reports', 'Person'), includeOf('groups', 'Group'))
        const includes = fc.array(include, { minLength: 8, maxLength: 8 })
        const property = fc.asyncProperty(graphs, includes, async (graph, asked) => {
          await fill(db, graph)
          for (const one of asked) {
            const { order, ...rest } = one.args
            const given = Object.entries(rest).filter(([, value]) => value !== undefined)
            const args = { ...Object.fromEntries(given), sort: written(order), select: { id: true } }
            const query = { sort: { id: 'asc' }, select: { id: true }, include: { [one.relation]: args } }
            const expected = graph.Person.map((person) => expectedOf(graph, person, one))
            // Of few records a store may include them in the same statement.
            for (const range of [{}, { limit: 100 }]) {
              const found = await db.model('Person').find({ ...query, ...range })
              const ids = found.map((person) => idsOf(person[one.relation] as Row[]))
              assert.deepEqual(ids, expected, show({ ...query, ...range }))
            }
          }
        })
        await fc.assert(property, { seed, numRuns: runs(60) })
      })
    })
  }
})
