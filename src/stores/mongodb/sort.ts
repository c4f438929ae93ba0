import type { Document } from 'mongodb'
import type { Via } from '../../query/related-value.ts'
import type { FieldShape } from '../../schema/shape.ts'

/** One term of an order: the name under which documents have the value. */
export interface SortTerm {
  readonly name: string
  readonly field: FieldShape
  readonly via?: Via | undefined
  readonly descending: boolean
  readonly nullsFirst: boolean
}

/** MongoDB takes null for the least of all values. */
const isNatural = ({ field, via, descending, nullsFirst }: SortTerm): boolean =>
  nullsFirst !== descending || (!field.nullable && via === undefined)

const flagOf = (index: number): string => `~n${index + 1}`

/** A number that puts nulls where they belong, in ascending order. */
const flag = ({ name, nullsFirst }: SortTerm): Document => ({
  $cond: [{ $gt: [`$${name}`, null] }, nullsFirst ? 1 : 0, nullsFirst ? 0 : 1],
})

/** An order as the stage that sorts, and before it one that computes what puts nulls to their side. */
export function sortStages(terms: readonly SortTerm[]): { prepare: Document[]; sort: Document[] } {
  if (terms.length === 0) return { prepare: [], sort: [] }
  const flags: Document = {}
  const order = new Map<string, 1 | -1>()
  terms.forEach((term, index) => {
    if (!isNatural(term)) {
      flags[flagOf(index)] = flag(term)
      order.set(flagOf(index), 1)
    }
    if (!order.has(term.name)) order.set(term.name, term.descending ? -1 : 1)
  })
  return {
    prepare: Object.keys(flags).length === 0 ? [] : [{ $set: flags }],
    sort: [{ $sort: order }],
  }
}
