import type { Comparator } from './compare.ts'
import { comparatorOf } from './compare.ts'
import type { FindRows } from './predicate.ts'
import { compilePredicate } from './predicate.ts'
import type { Hop, RelatedValue } from './related-value.ts'

type Row = readonly unknown[]

const isNull = (value: unknown): boolean => value === null || value === undefined

/** The related records of a row. */
function finderOf({ relation: { target, local, foreign }, where }: Hop, findRows: FindRows) {
  const fits = compilePredicate(where)
  return (row: Row): readonly Row[] => {
    const value = row[local.index]
    return isNull(value) ? [] : [...findRows(target, foreign, value)].filter((one) => fits(one, [], findRows))
  }
}

function least(values: readonly unknown[], compare: Comparator): unknown {
  let [found = null] = values
  for (const value of values) {
    if (isNull(found) || (!isNull(value) && compare(value, found) < 0)) found = value
  }
  return found
}

/** Reads a related value of full rows, the JavaScript meaning of {@link RelatedValue}. */
export function valueReader({ field, via }: RelatedValue, findRows: FindRows): (row: Row) => unknown {
  const finders = via.map((hop) => finderOf(hop, findRows))
  const compare = comparatorOf(field)
  return (row) => {
    const rows = finders.reduce<readonly Row[]>((reached, find) => reached.flatMap(find), [row])
    return least(
      rows.map((reached) => reached[field.index]),
      compare,
    )
  }
}
