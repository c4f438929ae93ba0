import type { Identity } from '../../query/compare.ts'
import type { Condition } from '../../query/condition.ts'
import { and, equals } from '../../query/condition.ts'
import { compilePredicate } from '../../query/predicate.ts'
import type { IndexShape } from '../../schema/shape.ts'
import type { Parameters, Row } from '../../store/contract.ts'
import type { Handle } from '../../store/rows/lookup.ts'
import { lookupOf } from '../../store/rows/lookup.ts'
import { keyOfValues } from '../../store/rows/row-key.ts'
import { rowFinder } from './row-finder.ts'
import type { State } from './state.ts'
import type { Table } from './table.ts'
import type { TableRules } from './table-rules.ts'

/** Gives the rows of a state that match, in no order, and stops at `enough`. */
export type Search = (state: State, parameters: Parameters, enough?: number) => Row[]

/** Finds what could match; the condition decides. */
type Candidates = (table: Table, parameters: Parameters) => Iterable<Row>
/** Finds a row by the values of a key or unique index. */
type Find = (table: Table, values: Identity) => Row | undefined

/** Fields of which one record at most has the same values. */
interface RowHandle extends Handle {
  readonly find: Find
}

const byKey: Find = (table, key) => table.get(key)
const byUnique =
  (unique: number): Find =>
  (table, values) => {
    const key = table.holder(unique, values)
    return key === undefined ? undefined : table.get(key)
  }

/** The key and the unique indexes of a table. */
function handlesOf({ model, uniques }: TableRules): RowHandle[] {
  return [
    { fields: model.key, find: byKey },
    ...uniques.map(({ fields, whereNull }, i) => ({ fields, whereNull, find: byUnique(i) })),
  ]
}

function* lookUp(table: Table, find: Find, keys: Iterable<Identity | null>): Iterable<Row> {
  for (const key of keys) {
    const row = key === null ? undefined : find(table, key)
    if (row !== undefined) yield row
  }
}

const scan: Candidates = (table) => table.rows()

function candidatesOf(rules: TableRules, where: Condition): Candidates {
  const lookup = lookupOf(handlesOf(rules), where)
  if (lookup === undefined) return scan
  const { handle, valuesOf } = lookup
  const keyOf = keyOfValues(handle.fields)
  return (table, parameters) =>
    lookUp(table, handle.find, new Set(Array.from(valuesOf(parameters), (values) => keyOf(values))))
}

/** Decides how to find what matches: by the key, by a unique index, or by looking at every row. */
export function searchOf(rules: TableRules, where: Condition): Search {
  const candidates = candidatesOf(rules, where)
  const matches = compilePredicate(where)
  return (state, parameters, enough = Number.POSITIVE_INFINITY) => {
    const found: Row[] = []
    if (enough <= 0) return found
    const related = rowFinder(state)
    for (const row of candidates(state.table(rules.model.table), parameters)) {
      if (matches(row, parameters, related) && found.push(row) >= enough) break
    }
    return found
  }
}

/** Says whether one row of a state fits. */
export function fitOf(where: Condition): (state: State, row: Row, parameters: Parameters) => boolean {
  const matches = compilePredicate(where)
  return (state, row, parameters) => matches(row, parameters, rowFinder(state))
}

/** Finds the record with the same values in the fields of a key or unique index; nulls equal none. */
export function finderOf(
  rules: TableRules,
  { fields, whereNull }: Pick<IndexShape, 'fields' | 'whereNull'>,
): (table: Table, row: Row) => Row | undefined {
  const where = and(
    ...fields.map(equals),
    ...(whereNull ? [{ op: 'null', field: whereNull, not: false } as const] : []),
  )
  const candidates = candidatesOf(rules, where)
  const matches = compilePredicate(where)
  return (table, row) => {
    const values = fields.map(({ index }) => row[index])
    if (values.includes(null)) return undefined
    for (const other of candidates(table, values)) if (matches(other, values)) return other
    return undefined
  }
}
