import type { OrderTerm } from './compare.ts'
import type { Condition } from './condition.ts'
import { and, NEVER, or } from './condition.ts'

/** One value of the place in an order from which to go on: its parameter, or none where it is null. */
export interface KeysetValue {
  readonly term: OrderTerm
  /** Position of the parameter; undefined for null. */
  readonly param: number | undefined
}

function same({ term: { field }, param }: KeysetValue): Condition {
  return param === undefined ? { op: 'null', not: false, field } : { op: 'eq', not: false, field, param }
}

function beyond({ term: { field, descending, nullsFirst }, param }: KeysetValue): Condition {
  if (param === undefined) return nullsFirst ? { op: 'null', not: true, field } : NEVER
  const after: Condition = { op: descending ? 'lt' : 'gt', not: false, field, param }
  return nullsFirst || !field.nullable ? after : or(after, { op: 'null', not: false, field })
}

/** What holds for every record from the place on, in the first column alone; lets an index find the place. */
function bound({ term: { field, descending, nullsFirst }, param }: KeysetValue): Condition[] {
  if (param === undefined || (!nullsFirst && field.nullable)) return []
  return [{ op: descending ? 'lte' : 'gte', not: false, field, param }]
}

/** The condition of all records that come after a place in a total order. */
export function afterKeyset(place: readonly KeysetValue[]): Condition {
  const alternatives = place.map((value, i) => and(...place.slice(0, i).map(same), beyond(value)))
  const [first] = place
  return first === undefined || place.length === 1
    ? or(...alternatives)
    : and(...bound(first), or(...alternatives))
}
