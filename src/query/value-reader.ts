import type { Comparator, Identity } from './compare.ts'
import { comparatorOf, identityOf } from './compare.ts'
import type { RowsOf } from './predicate.ts'
import { compilePredicate } from './predicate.ts'
import type { Hop, RelatedValue } from './related-value.ts'

type Row = readonly unknown[]
type Find = (row: Row) => readonly Row[]

const NONE: readonly Row[] = []
const isNull = (value: unknown): boolean => value === null || value === undefined

/** Finds the related records of a row: all of the target are looked at once. */
function finderOf({ relation: { target, local, foreign }, where }: Hop, rowsOf: RowsOf): Find {
  const identity = identityOf(foreign)
  const fits = compilePredicate(where)
  const found = new Map<Identity, Row[]>()
  for (const row of rowsOf(target)) {
    const value = row[foreign.index]
    if (isNull(value) || !fits(row, [], rowsOf)) continue
    const others = found.get(identity(value))
    if (others === undefined) found.set(identity(value), [row])
    else others.push(row)
  }
  return (row) => {
    const value = row[local.index]
    return isNull(value) ? NONE : (found.get(identity(value)) ?? NONE)
  }
}

function least(values: readonly unknown[], compare: Comparator): unknown {
  let [found = null] = values
  for (const value of values) {
    if (isNull(found) || (!isNull(value) && compare(value, found) < 0)) found = value
  }
  return found
}

/** Reads a related value of full rows, from the rows that are there now: the JavaScript meaning of {@link RelatedValue}. */
export function valueReader({ field, via }: RelatedValue, rowsOf: RowsOf): (row: Row) => unknown {
  const finders = via.map((hop) => finderOf(hop, rowsOf))
  const compare = comparatorOf(field)
  return (row) => {
    const rows = finders.reduce<readonly Row[]>((reached, find) => reached.flatMap(find), [row])
    return least(
      rows.map((reached) => reached[field.index]),
      compare,
    )
  }
}
