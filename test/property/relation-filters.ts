import fc from 'fast-check'
import type { Graph, Name, Row } from './graph.ts'
import { relations } from './graph.ts'
import { naivelyMatches } from './naive-oracle.ts'

const operand = {
  name: fc.constantFrom('', 'a', 'b'),
  level: fc.constantFrom(0, 1, 2),
}

const leaf: fc.Arbitrary<Row> = fc.constantFrom('name' as const, 'level' as const).chain((field) =>
  fc.oneof(
    fc.option<unknown>(operand[field]).map((value) => ({ [field]: value })),
    fc
      .tuple(fc.constantFrom('$gt', '$lte', '$ne'), operand[field])
      .map(([operator, value]) => ({ [field]: { [operator]: value } })),
  ),
)

/** Filters on one model, so many relations deep: its fields, its relations to one and to many, nested, joined and negated. */
export function filterOn(model: Name, depth: number): fc.Arbitrary<Row> {
  if (depth === 0) return leaf
  const inside = (target: Name) => fc.oneof(fc.constant({}), filterOn(target, depth - 1))
  const one = Object.entries(relations[model].one).map(([name, [target]]) =>
    fc.option<unknown>(inside(target), { freq: 4 }).map((where) => ({ [name]: where })),
  )
  const many = Object.entries(relations[model].many).map(([name, [target]]) =>
    fc
      .uniqueArray(fc.tuple(fc.constantFrom('$some', '$none', '$every'), inside(target)), {
        minLength: 1,
        maxLength: 2,
        selector: ([quantifier]) => quantifier,
      })
      .map((entries) => ({ [name]: Object.fromEntries(entries) })),
  )
  const simple = fc.oneof(...(model === 'Membership' ? [] : [leaf]), ...one, ...many, ...many)
  return fc.oneof(
    { weight: 4, arbitrary: simple },
    { weight: 1, arbitrary: simple.map(($not) => ({ $not })) },
    { weight: 1, arbitrary: fc.tuple(simple, simple).map((filters) => ({ $or: filters })) },
    { weight: 1, arbitrary: fc.tuple(simple, simple).map(([a, b]) => ({ $and: [a, { $not: b }] })) },
  )
}

/** Whether a record matches a filter: slow, and from the rules alone. */
export function naivelyFits(graph: Graph, model: Name, where: Row): (row: Row) => boolean {
  const all = (filters: unknown) => (filters as Row[]).map((filter) => naivelyFits(graph, model, filter))
  const entry = (row: Row, [name, condition]: [string, unknown]): boolean => {
    if (name === '$and') return all(condition).every((fits) => fits(row))
    if (name === '$or') return all(condition).some((fits) => fits(row))
    if (name === '$not') return !naivelyFits(graph, model, condition as Row)(row)
    const one = relations[model].one[name]
    if (one) {
      const found = one[1](graph, row)
      return condition === null
        ? found.length === 0
        : found.some(naivelyFits(graph, one[0], condition as Row))
    }
    const many = relations[model].many[name]
    return many ? quantified(graph, many, condition as Row)(row) : naivelyMatches({ [name]: condition }, row)
  }
  return (row) => Object.entries(where).every((condition) => entry(row, condition))
}

type Many = (typeof relations)[Name]['many'][string]

function quantified(graph: Graph, [target, related]: Many, condition: Row): (row: Row) => boolean {
  return (row) =>
    Object.entries(condition).every(([quantifier, where]) => {
      const fitting = related(graph, row).filter(naivelyFits(graph, target, where as Row)).length
      if (quantifier === '$some') return fitting > 0
      return fitting === (quantifier === '$none' ? 0 : related(graph, row).length)
    })
}
