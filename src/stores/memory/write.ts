import type { FieldShape } from '../../schema/shape.ts'
import type { ChangeOp } from '../../store/change-log.ts'
import type {
  Assignment,
  DestroyPlan,
  InsertPlan,
  Parameters,
  Row,
  UpdatePlan,
  UpsertPlan,
} from '../../store/contract.ts'
import { changerOf } from '../../store/rows/assignments.ts'
import { checkNulls, rowMaker } from '../../store/rows/new-row.ts'
import { finderOf, fitOf, searchOf } from './candidates.ts'
import { addUnique, checkReferences, checkReferrers } from './checks.ts'
import type { State } from './state.ts'
import type { TableRules } from './table-rules.ts'

/** Changes a state, all or (by throwing) nothing that counts: the state is a layer of the statement's own. */
export type Write<Input, Result> = (state: State, input: Input) => Result

/** Makes full rows of given values, with the next number of the key where it is left out. */
function numberedRows({ model, sequence }: TableRules, fields: readonly FieldShape[]): (values: Row) => Row {
  const make = rowMaker(model, fields)
  const keyIndex = model.key[0]?.index ?? 0
  return (values) => {
    const row = make(values)
    if (sequence !== undefined) row[keyIndex] ??= sequence.next()
    return Object.freeze(row)
  }
}

function insertRows(state: State, rules: TableRules, rows: readonly Row[]): void {
  const table = state.changes(rules.model.table)
  for (const row of rows) {
    checkNulls(rules.model, row, rules.model.fields)
    addUnique(table, row)
  }
  checkReferences(state, rules, rows)
  if (rules.recorder !== undefined) state.record(rows.map(rules.recorder.created))
}

/** Inserts rows and gives their keys where the store generates them. */
export function insertOf(
  { model, fields, returnsKey }: InsertPlan,
  rules: TableRules,
): Write<readonly Row[], unknown[]> {
  const make = numberedRows(rules, fields)
  const key = model.key[0]?.index ?? 0
  return (state, given) => {
    const rows = given.map(make)
    insertRows(state, rules, rows)
    return returnsKey ? rows.map((row) => row[key]) : []
  }
}

/** Puts new rows in the place of old ones: all old ones go first, so that values can be exchanged between rows. */
function replaceRows(
  state: State,
  rules: TableRules,
  pairs: readonly (readonly [old: Row, row: Row])[],
): void {
  const table = state.changes(rules.model.table)
  const gone = pairs.map(([old]) => rules.keyOf(old))
  for (const key of gone) table.remove(key)
  for (const [, row] of pairs) addUnique(table, row)
  checkReferences(
    state,
    rules,
    pairs.map(([, row]) => row),
  )
  checkReferrers(state, rules, gone)
}

type Change = Write<{ readonly rows: readonly Row[]; readonly parameters: Parameters }, Row[]>

function changeOf(rules: TableRules, set: readonly Assignment[], op: ChangeOp = 'update'): Change {
  const bind = changerOf(rules.model, set)
  const fields = set.map(({ field }) => field)
  const recorded = rules.recorder?.updating(op, fields)
  return (state, { rows, parameters }) => {
    const change = bind(parameters)
    const pairs = rows.map((old) => [old, change(old)] as const)
    for (const [, row] of pairs) checkNulls(rules.model, row, fields)
    replaceRows(state, rules, pairs)
    const after = pairs.map(([, row]) => row)
    if (recorded !== undefined) state.record(recorded(rows, after))
    return after
  }
}

/** Changes the rows that match and says how many they are. */
export function updateOf({ set, where, op }: UpdatePlan, rules: TableRules): Write<Parameters, number> {
  const search = searchOf(rules, where)
  const change = changeOf(rules, set, op)
  return (state, parameters) => {
    const rows = search(state, parameters)
    return change(state, { rows, parameters }).length
  }
}

/** Removes the rows that match and says how many they are. */
export function destroyOf({ model, where }: DestroyPlan, rules: TableRules): Write<Parameters, number> {
  const search = searchOf(rules, where)
  return (state, parameters) => {
    const rows = search(state, parameters)
    const gone = rows.map(rules.keyOf)
    const table = state.changes(model.table)
    for (const key of gone) table.remove(key)
    checkReferrers(state, rules, gone)
    if (rules.recorder !== undefined) state.record(rows.map(rules.recorder.destroyed))
    return gone.length
  }
}

/** Changes the row with the same target values or, where there is none, inserts one; gives the row as it is then. */
export function upsertOf(
  { model, fields, target, set, where }: UpsertPlan,
  rules: TableRules,
): Write<Parameters, Row[]> {
  const make = numberedRows(rules, fields)
  const find = finderOf(rules, target)
  const change = changeOf(rules, set)
  const fits = fitOf(where)
  return (state, parameters) => {
    const row = make(parameters)
    const old = find(state.table(model.table), row)
    if (old !== undefined)
      return fits(state, old, parameters) ? change(state, { rows: [old], parameters }) : []
    insertRows(state, rules, [row])
    return [row]
  }
}
