import type { Identity } from '../../query/compare.ts'
import type { Row } from '../../store/contract.ts'
import { danglingReference } from '../../store/dangling-reference.ts'
import { stillReferred, uniqueViolation } from '../../store/rows/violations.ts'
import type { State } from './state.ts'
import type { Table } from './table.ts'
import type { TableRules } from './table-rules.ts'

/** Adds a row whose key and unique values no other row has, else throws. */
export function addUnique(table: Table, row: Row): void {
  const { model, keyOf, uniques } = table.rules
  const key = keyOf(row)
  if (table.get(key) !== undefined) throw uniqueViolation(model, model.key)
  uniques.forEach((unique, position) => {
    const values = unique.keyOf(row)
    if (values !== null && table.holder(position, values) !== undefined) {
      throw uniqueViolation(model, unique.fields, unique.name)
    }
  })
  table.rules.sequence?.pass(key)
  table.put(key, row)
}

/** Refuses references of a row to what is not there once the statement is done. */
export function checkReferences(state: State, { model, references }: TableRules, rows: readonly Row[]): void {
  for (const { field, target, keyOf } of references) {
    const targets = state.table(target)
    for (const row of rows) {
      const key = keyOf(row)
      if (key !== null && targets.get(key) === undefined) throw danglingReference(model, field)
    }
  }
}

/** Refuses that a key is gone once the statement is done while rows refer to it. */
export function checkReferrers(
  state: State,
  { model, referrers }: TableRules,
  gone: readonly Identity[],
): void {
  const own = state.table(model.table)
  for (const { from, position, reference } of referrers) {
    const table = state.table(from.model.table)
    for (const key of gone) {
      const isReferred = own.get(key) === undefined && table.referrers(position, key) > 0
      if (isReferred) throw stillReferred(model, from.model, reference.field)
    }
  }
}
