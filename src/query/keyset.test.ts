import { describe, expect, test } from 'vitest'
import type { FieldShape } from '../schema/shape.ts'
import type { OrderTerm } from './compare.ts'
import { sortComparator } from './compare.ts'
import type { KeysetValue } from './keyset.ts'
import { afterKeyset } from './keyset.ts'
import { compilePredicate } from './predicate.ts'

const fieldAt = (index: number, nullable: boolean): FieldShape => ({
  index,
  name: `f${index}`,
  column: `f${index}`,
  kind: 'integer',
  nullable,
})

const both = [false, true]
const values = [null, 1, 2]
const rows = values.flatMap((a) => values.flatMap((b) => [1, 2].map((key) => [a, b, key])))

const orders: OrderTerm[][] = both.flatMap((firstDown) =>
  both.flatMap((firstNulls) =>
    both.flatMap((secondDown) =>
      both.map((secondNulls) => [
        { field: fieldAt(0, true), descending: firstDown, nullsFirst: firstNulls },
        { field: fieldAt(1, true), descending: secondDown, nullsFirst: secondNulls },
        { field: fieldAt(2, false), descending: firstDown !== secondDown, nullsFirst: false },
      ]),
    ),
  ),
)

const show = (order: readonly OrderTerm[]): string =>
  order
    .map(
      ({ descending, nullsFirst }) => `${descending ? 'desc' : 'asc'} nulls ${nullsFirst ? 'first' : 'last'}`,
    )
    .join()

/** The rows that come after a place, in the store's order of rows. */
function rowsAfter(order: readonly OrderTerm[], place: readonly unknown[]) {
  const keyset: KeysetValue[] = order.map((term, i) => ({ term, param: place[i] === null ? undefined : i }))
  const isAfter = compilePredicate(afterKeyset(keyset))
  return rows.filter((row) => isAfter(row, place))
}

describe('afterKeyset', () => {
  test.each(orders.map((order) => [show(order), order] as const))(
    'finds what follows in %s',
    (_title, order) => {
      const compare = sortComparator(order)
      for (const place of rows)
        expect(rowsAfter(order, place), `after ${place}`).toEqual(
          rows.filter((row) => compare(row, place) > 0),
        )
    },
  )

  test('holds for nothing after the last, in an order of one field', () => {
    const term = { field: fieldAt(2, false), descending: false, nullsFirst: false }
    expect(rows.filter((row) => compilePredicate(afterKeyset([{ term, param: 0 }]))(row, [2]))).toEqual([])
  })

  test('bounds the first column by itself, so that an index finds the place', () => {
    const [order] = orders
    const keyset = (order ?? []).map((term, param) => ({ term: { ...term, nullsFirst: true }, param }))
    expect(afterKeyset(keyset)).toMatchObject({ op: 'and', items: [{ op: 'gte', param: 0 }, { op: 'or' }] })
  })
})
