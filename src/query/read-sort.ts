import { isOrderedKind } from '../schema/kinds.ts'
import type { FieldShape } from '../schema/shape.ts'
import { isPlainObject } from '../support/plain-object.ts'
import type { OrderTerm } from './compare.ts'
import { living } from './condition.ts'
import type { FilterAccess, FilterRelation, FilterScope } from './filter-context.ts'
import { forbiddenRead, invalidQuery, otherStore, unknownField } from './query-error.ts'
import type { Hop, RelatedValue } from './related-value.ts'

/** Both are more than anybody needs, and bound what a stranger's query can ask for. */
const DEEPEST = 10
const MOST_TERMS = 100

/** Whose records are sorted, and what may be known of them; null where code is trusted. */
interface Sorted {
  readonly scope: FilterScope
  readonly access: FilterAccess | null
}

/** A place in an order tells of a value: of each record it must be one that may be known. */
function requireReadable({ scope, access }: Sorted, name: string): void {
  if (access !== null && access.attribute(scope, name) !== true) throw forbiddenRead(scope.name, name)
}

function direction(scope: FilterScope, name: string, value: unknown): boolean {
  if (value === 'asc') return false
  if (value === 'desc') return true
  throw invalidQuery(scope.name, name, "can be sorted by 'asc' or 'desc'")
}

function nullsFirst(scope: FilterScope, name: string, nulls: unknown, descending: boolean): boolean {
  if (nulls === undefined) return !descending
  if (nulls === 'first' || nulls === 'last') return nulls === 'first'
  throw invalidQuery(scope.name, name, "can be sorted with nulls 'first' or 'last'")
}

function readTerm({ scope, access }: Sorted, name: string, value: unknown): OrderTerm {
  const attribute = scope.attributes.get(name)
  if (attribute === undefined)
    throw unknownField(scope.name, name, [...scope.attributes.keys(), ...scope.relations.keys()])
  const { shape } = attribute
  requireReadable({ scope, access }, name)
  if (shape === undefined || !isOrderedKind(shape.kind))
    throw invalidQuery(scope.name, name, 'has no order, so nothing can be sorted by it')
  const { direction: given = value, nulls, ...others } = isPlainObject(value) ? value : {}
  const [unknown] = Object.keys(others)
  if (unknown !== undefined)
    throw invalidQuery(
      scope.name,
      name,
      `takes direction and nulls for a sort, and no '${unknown.slice(0, 64)}'`,
    )
  const descending = direction(scope, name, given)
  return { field: shape, descending, nullsFirst: nullsFirst(scope, name, nulls, descending) }
}

/** The step to a related record; refused where there may be many, where they are in another store, or where not all may be known of. */
function hopOf(
  { scope, access }: Sorted,
  { name, many, sameStore, target, steps: [relation] }: FilterRelation,
): Hop {
  if (many) {
    const problem = 'leads to many records, which have no one place in an order: sort by a relation to one'
    throw invalidQuery(scope.name, name, problem)
  }
  if (!sameStore) throw otherStore(scope.name, name)
  requireReadable({ scope, access }, relation.local.name)
  if (access !== null && access.records(target) !== true) throw forbiddenRead(scope.name, name)
  return { relation, where: living(relation.target) }
}

function readRelated(
  sorted: Sorted,
  relation: FilterRelation,
  part: unknown,
  depth: number,
): readonly OrderTerm[] {
  const { scope, access } = sorted
  const { name, target } = relation
  const hop = hopOf(sorted, relation)
  if (depth === DEEPEST)
    throw invalidQuery(scope.name, name, `is sorted by more than ${DEEPEST} relations deep`)
  if (!isPlainObject(part) || Object.keys(part).length === 0)
    throw invalidQuery(
      scope.name,
      name,
      `is a relation: sort by a field of ${target.name}, such as { ${name}: { ${[...target.attributes.keys()][0]}: 'asc' } }`,
    )
  return readPart({ scope: target, access }, part, depth + 1).map((term) => ({
    ...term,
    via: [hop, ...(term.via ?? [])],
  }))
}

function readPart(sorted: Sorted, part: Readonly<Record<string, unknown>>, depth: number): OrderTerm[] {
  return Object.keys(part).flatMap((name) => {
    const relation = sorted.scope.relations.get(name)
    return relation === undefined
      ? readTerm(sorted, name, part[name])
      : readRelated(sorted, relation, part[name], depth)
  })
}

/**
 * Reads `sort`: an object of directions by attribute or, by relation to one, of such objects; or a list of them. What
 * is named first counts first.
 */
export function readSort(scope: FilterScope, sort: unknown, access: FilterAccess | null = null): OrderTerm[] {
  const parts: unknown[] = Array.isArray(sort) ? sort : [sort]
  const terms = parts.flatMap((part) => {
    if (!isPlainObject(part))
      throw invalidQuery(scope.name, undefined, "takes a sort such as { name: 'asc' }")
    return readPart({ scope, access }, part, 0)
  })
  if (terms.length > MOST_TERMS)
    throw invalidQuery(scope.name, undefined, `is sorted by at most ${MOST_TERMS} fields`)
  return terms
}

const termKey = ({ field, via, descending, nullsFirst: first }: OrderTerm): string =>
  [...(via ?? []).map(({ relation }) => relation.name), field.index].join('.') +
  (descending ? 'd' : 'a') +
  (first ? 'f' : 'l')

/** The key of an order's shape. Names of relations are identifiers, so nothing else reads like a chain of them. */
export const sortKeyText = (terms: readonly OrderTerm[]): string => terms.map(termKey).join()

/** The fields of the model itself in an order. */
export const ownFields = (terms: readonly OrderTerm[]): FieldShape[] =>
  terms.flatMap(({ field, via }) => (via === undefined ? field : []))

/** The values of related records in an order. */
export const relatedValues = (terms: readonly OrderTerm[]): RelatedValue[] =>
  terms.flatMap(({ field, via }) => (via === undefined ? [] : { field, via }))

/**
 * An order in which no two records are equal: it ends with the key, in the direction of the last term, so that an
 * index over the terms gives it without sorting.
 */
export function totalOrder(terms: readonly OrderTerm[], key: readonly FieldShape[]): readonly OrderTerm[] {
  const descending = terms.at(-1)?.descending ?? false
  const own = ownFields(terms)
  const rest = key.filter((field) => !own.some(({ index }) => index === field.index))
  return [...terms, ...rest.map((field) => ({ field, descending, nullsFirst: !descending }))]
}

/** The same order from its other end. */
export const reverseOrder = (terms: readonly OrderTerm[]): readonly OrderTerm[] =>
  terms.map((term) => ({ ...term, descending: !term.descending, nullsFirst: !term.nullsFirst }))
