import { isOrderedKind } from '../schema/kinds.ts'
import type { FieldShape } from '../schema/shape.ts'
import { isPlainObject } from '../support/plain-object.ts'
import type { OrderTerm } from './compare.ts'
import type { FilterScope } from './filter-context.ts'
import { invalidQuery, unknownField } from './query-error.ts'

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

function readTerm(scope: FilterScope, name: string, value: unknown): OrderTerm {
  const attribute = scope.attributes.get(name)
  if (attribute === undefined) throw unknownField(scope.name, name, scope.attributes.keys())
  const { shape } = attribute
  if (shape === undefined || !isOrderedKind(shape.kind))
    throw invalidQuery(scope.name, name, 'has no order, so nothing can be sorted by it')
  const { direction: given = value, nulls } = isPlainObject(value) ? value : {}
  const descending = direction(scope, name, given)
  return { field: shape, descending, nullsFirst: nullsFirst(scope, name, nulls, descending) }
}

/** Reads `sort`: an object of directions by attribute, or a list of such objects; the first counts first. */
export function readSort(scope: FilterScope, sort: unknown): OrderTerm[] {
  const parts: unknown[] = Array.isArray(sort) ? sort : [sort]
  return parts.flatMap((part) => {
    if (!isPlainObject(part))
      throw invalidQuery(scope.name, undefined, "takes a sort such as { name: 'asc' }")
    return Object.keys(part).map((name) => readTerm(scope, name, part[name]))
  })
}

/** The key of an order's shape. */
export const sortKeyText = (terms: readonly OrderTerm[]): string =>
  terms
    .map(
      ({ field, descending, nullsFirst: first }) =>
        `${field.index}${descending ? 'd' : 'a'}${first ? 'f' : 'l'}`,
    )
    .join()

/**
 * An order in which no two records are equal: it ends with the key, in the direction of the last term, so that an
 * index over the terms gives it without sorting.
 */
export function totalOrder(terms: readonly OrderTerm[], key: readonly FieldShape[]): readonly OrderTerm[] {
  const descending = terms.at(-1)?.descending ?? false
  const rest = key.filter((field) => !terms.some((term) => term.field.index === field.index))
  return [...terms, ...rest.map((field) => ({ field, descending, nullsFirst: !descending }))]
}

/** The same order from its other end. */
export const reverseOrder = (terms: readonly OrderTerm[]): readonly OrderTerm[] =>
  terms.map(({ field, descending, nullsFirst: first }) => ({
    field,
    descending: !descending,
    nullsFirst: !first,
  }))
