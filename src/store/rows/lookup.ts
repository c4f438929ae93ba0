import type { Condition, EqualLeaf, InLeaf, Leaf } from '../../query/condition.ts'
import type { FieldShape } from '../../schema/shape.ts'
import { cast } from '../../support/cast.ts'
import type { Parameters, Row } from '../contract.ts'

/** Fields by whose values a store finds records without looking at all of them: a key or an index. */
export interface Handle {
  readonly fields: readonly FieldShape[]
  /** Of an index that has only the rows in which this field is null. */
  readonly whereNull?: FieldShape | undefined
}

/** How the candidates for a condition are found: by these values of a handle, of which none is null. */
export interface Lookup<H extends Handle> {
  readonly handle: H
  /** Whether the values are those of one equality, not of a list. */
  readonly isOne: boolean
  /** Whether the condition asks for nothing else, so that every candidate fits it. */
  readonly isExact: boolean
  valuesOf(parameters: Parameters): readonly Row[]
}

const isPlain = (leaf: Leaf): boolean => !leaf.not && leaf.path === undefined

function requirementsOf(where: Condition): readonly Condition[] {
  return where.op === 'and' ? where.items : [where]
}

/** Whether a handle has all that a condition asks for: an index of some rows only has no others. */
const covers = ({ whereNull }: Handle, where: Condition): boolean =>
  whereNull === undefined ||
  requirementsOf(where).some(
    (leaf) => leaf.op === 'null' && isPlain(leaf) && leaf.field.index === whereNull.index,
  )

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

/** Whether a condition that a handle leads to has no more parts than the handle answers. */
const isExact = ({ fields, whereNull }: Handle, where: Condition): boolean =>
  requirementsOf(where).length === fields.length + (whereNull === undefined ? 0 : 1)

function byEquality<H extends Handle>(handle: H, where: Condition): Lookup<H> | undefined {
  const leaves = handle.fields.flatMap((field) => equalLeaf(where, field) ?? [])
  if (leaves.length < handle.fields.length) return undefined
  const valuesOf = (parameters: Parameters) => [leaves.map(({ param }) => parameters[param])]
  return { handle, isOne: true, isExact: isExact(handle, where), valuesOf }
}

function byList<H extends Handle>(handle: H, where: Condition): Lookup<H> | undefined {
  const [field, second] = handle.fields
  const leaf = field && second === undefined ? inLeaf(where, field) : undefined
  if (leaf === undefined) return undefined
  const valuesOf = (parameters: Parameters) =>
    cast<Row>(parameters[leaf.param], 'the operand of `in` is a list').map((value) => [value])
  return { handle, isOne: false, isExact: isExact(handle, where), valuesOf }
}

/** The best way to the candidates for a condition, the first handle that can being taken; undefined where all rows have to be looked at. */
export function lookupOf<H extends Handle>(handles: readonly H[], where: Condition): Lookup<H> | undefined {
  const usable = handles.filter((handle) => covers(handle, where))
  for (const way of [byEquality, byList]) {
    for (const handle of usable) {
      const lookup = way(handle, where)
      if (lookup !== undefined) return lookup
    }
  }
  return undefined
}
