import type { OrderTerm } from './compare.ts'
import type { Condition, Ordering } from './condition.ts'
import { and, NEVER, not, or, related } from './condition.ts'
import { isSingle } from './related-value.ts'

/** One value of the place in an order from which to go on: its parameter, or none where it is null. */
export interface KeysetValue {
  readonly term: OrderTerm
  /** Position of the parameter; undefined for null. */
  readonly param: number | undefined
}

/** A leaf on the field of a term or, over relations, on any related value. */
const asked = ({ via }: OrderTerm, leaf: Condition): Condition =>
  (via ?? []).reduceRight<Condition>(
    (inner, { relation, where }) => related(relation, and(where, inner)),
    leaf,
  )

/** There is a value: no related record is as good as null. */
const present = (term: OrderTerm): Condition => asked(term, { op: 'null', not: true, field: term.field })

const isNullable = ({ field, via }: OrderTerm): boolean => field.nullable || via !== undefined

/** How the value of a term compares with a parameter. Of several related values the least counts. */
function compared(term: OrderTerm, op: Ordering | 'eq', param: number): Condition {
  const some = (ask: Ordering | 'eq') => asked(term, { op: ask, not: false, field: term.field, param })
  if (term.via === undefined || isSingle(term.via)) return some(op)
  if (op === 'eq') return and(some('eq'), not(some('lt')))
  if (op === 'gt') return and(present(term), not(some('lte')))
  return op === 'gte' ? and(present(term), not(some('lt'))) : some(op)
}

function same({ term, param }: KeysetValue): Condition {
  return param === undefined ? not(present(term)) : compared(term, 'eq', param)
}

function beyond({ term, param }: KeysetValue): Condition {
  const { descending, nullsFirst } = term
  if (param === undefined) return nullsFirst ? present(term) : NEVER
  const after = compared(term, descending ? 'lt' : 'gt', param)
  return nullsFirst || !isNullable(term) ? after : or(after, not(present(term)))
}

/** What holds for every record from the place on, in the first column alone; lets an index find the place. */
function bound({ term, param }: KeysetValue): Condition[] {
  const { via, descending, nullsFirst } = term
  if (via !== undefined || param === undefined || (!nullsFirst && isNullable(term))) return []
  return [compared(term, descending ? 'lte' : 'gte', param)]
}

/** The condition of all records that come after a place in a total order. */
export function afterKeyset(place: readonly KeysetValue[]): Condition {
  const alternatives = place.map((value, i) => and(...place.slice(0, i).map(same), beyond(value)))
  const [first] = place
  return first === undefined || place.length === 1
    ? or(...alternatives)
    : and(...bound(first), or(...alternatives))
}
