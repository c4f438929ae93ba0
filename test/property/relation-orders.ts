import fc from 'fast-check'
import type { Graph, Name, Row } from './graph.ts'
import { relations } from './graph.ts'
import { order } from './naive-oracle.ts'

/** One part of an order: the relations to one that lead to a record, and what of it counts. */
interface Term {
  readonly path: readonly string[]
  readonly field: string
  readonly direction: 'asc' | 'desc'
  readonly nulls: 'first' | 'last' | undefined
}

function pathsFrom(model: Name, depth: number): readonly (readonly string[])[] {
  if (depth === 0) return [[]]
  const onward = Object.entries(relations[model].one).flatMap(([name, [target]]) =>
    pathsFrom(target, depth - 1).map((path) => [name, ...path]),
  )
  return [[], ...onward]
}

/** Orders of a model's records by themselves and by what relations to one lead to, three deep. */
export const orderOf = (model: Name): fc.Arbitrary<readonly Term[]> =>
  fc.array(
    fc.record({
      path: fc.constantFrom(...pathsFrom(model, 3)),
      field: fc.constantFrom('name', 'level', 'id'),
      direction: fc.constantFrom('asc', 'desc'),
      nulls: fc.constantFrom(undefined, 'first', 'last'),
    }),
    { minLength: 1, maxLength: 3 },
  )

/** An order as it is written. */
export const written = (terms: readonly Term[]): object[] =>
  terms.map(({ path, field, direction, nulls }) =>
    path.reduceRight<object>((inner, name) => ({ [name]: inner }), {
      [field]: nulls === undefined ? direction : { direction, nulls },
    }),
  )

/** All records of one model. */
interface Records {
  readonly graph: Graph
  readonly model: Name
}

function relatedValue(records: Records, row: Row, { path, field }: Term): unknown {
  const { graph } = records
  let [model, rows]: [Name, readonly Row[]] = [records.model, [row]]
  for (const name of path) {
    const [target, related] = relations[model].one[name] as (typeof relations)[Name]['one'][string]
    ;[model, rows] = [target, rows.flatMap((one) => related(graph, one))]
  }
  const values = rows.map((one) => one[field]).filter((value) => value !== null)
  return values.toSorted((a, b) => order(field, a, b))[0] ?? null
}

function comparison(records: Records, term: Term): (a: Row, b: Row) => number {
  const { field, direction, nulls } = term
  const nullsFirst = nulls === undefined ? direction === 'asc' : nulls === 'first'
  return (a, b) => {
    const [left, right] = [relatedValue(records, a, term), relatedValue(records, b, term)]
    if (left === null && right === null) return 0
    if (left === null || right === null) return (left === null) === nullsFirst ? -1 : 1
    return direction === 'asc' ? order(field, left, right) : -order(field, left, right)
  }
}

/** How two records of a model are ordered: slow, and from the rules alone. Ties go by the key. */
export function naiveOrder(records: Records, terms: readonly Term[]): (a: Row, b: Row) => number {
  const last: Term = { path: [], field: 'id', direction: terms.at(-1)?.direction ?? 'asc', nulls: undefined }
  const comparisons = [...terms, last].map((term) => comparison(records, term))
  return (a, b) => {
    for (const compare of comparisons) {
      const sign = compare(a, b)
      if (sign !== 0) return sign
    }
    return 0
  }
}
