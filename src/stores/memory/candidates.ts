import type { Identity } from '../../query/compare.ts'
import type { Condition, EqualLeaf, InLeaf, Leaf } from '../../query/condition.ts'
import { and, equals } from '../../query/condition.ts'
import { compilePredicate } from '../../query/predicate.ts'
import type { FieldShape, IndexShape } from '../../schema/shape.ts'
import type { Parameters, Row } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { rowFinder } from './row-finder.ts'
import type { KeyOf } from './row-key.ts'
import { keyOfValues } from './row-key.ts'
import type { State } from './state.ts'
import type { Table } from './table.ts'
import type { TableRules } from './table-rules.ts'

/** Gives the rows of a state that match, in no order, and stops at `enough`. */
export type Search = (state: State, parameters: Parameters, enough?: number) => Row[]

/** Finds what could match; the condition decides. */
type Candidates = (table: Table, parameters: Parameters) => Iterable<Row>
/** Finds a row by the values of a key or unique index. */
type Lookup = (table: Table, values: Identity) => Row | undefined

/** Fields of which one record at most has the same values. */
interface Handle {
  readonly fields: readonly FieldShape[]
  readonly find: Lookup
  /** Of an index that has only the rows in which this field is null. */
  readonly whereNull?: FieldShape | undefined
}

const byKey: Lookup = (table, key) => table.get(key)
const byUnique =
  (unique: number): Lookup =>
  (table, values) => {
    const key = table.holder(unique, values)
    return key === undefined ? undefined : table.get(key)
  }

/** The key and the unique indexes of a table. */
function handlesOf({ model, uniques }: TableRules): Handle[] {
  return [
    { fields: model.key, find: byKey },
    ...uniques.map(({ fields, whereNull }, i) => ({ fields, whereNull, find: byUnique(i) })),
  ]
}

/** Whether a handle has all that a condition asks for: an index of some rows only has no others. */
const covers = ({ whereNull }: Handle, where: Condition): boolean =>
  whereNull === undefined ||
  requirementsOf(where).some(
    (leaf) => leaf.op === 'null' && isPlain(leaf) && leaf.field.index === whereNull.index,
  )

const isPlain = (leaf: Leaf): boolean => !leaf.not && leaf.path === undefined

function requirementsOf(where: Condition): readonly Condition[] {
  return where.op === 'and' ? where.items : [where]
}

function equalLeaf(where: Condition, field: FieldShape): EqualLeaf | undefined {
  const found = requirementsOf(where).find(
    (leaf) => leaf.op === 'eq' && isPlain(leaf) && leaf.field.index === field.index,
  )
  return found?.op === 'eq' ? found : undefined
}

function inLeaf(where: Condition, field: FieldShape): InLeaf | undefined {
  const found = requirementsOf(where).find(
    (leaf) => leaf.op === 'in' && isPlain(leaf) && leaf.field.index === field.index,
  )
  return found?.op === 'in' && !found.withNull ? found : undefined
}

function* lookUp(table: Table, find: Lookup, keys: Iterable<Identity | null>): Iterable<Row> {
  for (const key of keys) {
    const row = key === null ? undefined : find(table, key)
    if (row !== undefined) yield row
  }
}

function byEquality({ fields, find }: Handle, where: Condition): Candidates | undefined {
  const leaves = fields.flatMap((field) => equalLeaf(where, field) ?? [])
  if (leaves.length < fields.length) return undefined
  const keyOf = keyOfValues(fields)
  return (table, parameters) => lookUp(table, find, [keyOf(leaves.map(({ param }) => parameters[param]))])
}

function byList({ fields, find }: Handle, where: Condition): Candidates | undefined {
  const [field, second] = fields
  const leaf = field && second === undefined ? inLeaf(where, field) : undefined
  if (leaf === undefined) return undefined
  const keyOf: KeyOf = keyOfValues(fields)
  return (table, parameters) => {
    const list = cast<readonly unknown[]>(parameters[leaf.param], 'the operand of `in` is a list')
    return lookUp(table, find, new Set(list.map((value) => keyOf([value]))))
  }
}

const scan: Candidates = (table) => table.rows()

function candidatesOf(rules: TableRules, where: Condition): Candidates {
  const handles = handlesOf(rules).filter((handle) => covers(handle, where))
  for (const way of [byEquality, byList]) {
    for (const handle of handles) {
      const candidates = way(handle, where)
      if (candidates !== undefined) return candidates
    }
  }
  return scan
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
