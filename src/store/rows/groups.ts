import type { Identity } from '../../query/compare.ts'
import { identityOf, sortComparator } from '../../query/compare.ts'
import type { FieldShape } from '../../schema/shape.ts'
import type { AggregatePlan, AggregateTerm, Decode, Parameters, Row } from '../contract.ts'
import type { Figure } from './figure.ts'
import { figureOf } from './figure.ts'
import { boundOf } from './find-steps.ts'
import { decodeOf } from './values.ts'

interface Group {
  /** Any full row of the group: all have the same `by` values. */
  readonly sample: Row
  readonly figures: readonly Figure[]
}

/** What tells groups apart; null is a group of its own. */
function groupKeyOf(by: readonly FieldShape[]): (row: Row) => Identity {
  const identities = by.map((field) => {
    const identity = identityOf(field)
    return (row: Row) => (row[field.index] === null ? null : String(identity(row[field.index])))
  })
  return (row) => JSON.stringify(identities.map((identity) => identity(row)))
}

function addTo({ figures }: Group, row: Row, terms: readonly AggregateTerm[]): void {
  terms.forEach(({ field }, i) => {
    const value = field === undefined ? true : row[field.index]
    if (value !== null) figures[i]?.add(value)
  })
}

function groupRows(rows: readonly Row[], { by, terms }: AggregatePlan): Group[] {
  const keyOf = groupKeyOf(by)
  const groups = new Map<Identity, Group>()
  const open = (key: Identity, sample: Row): Group => {
    const group = { sample, figures: terms.map(figureOf) }
    groups.set(key, group)
    return group
  }
  if (by.length === 0) open(JSON.stringify([]), [])
  for (const row of rows) {
    const key = keyOf(row)
    addTo(groups.get(key) ?? open(key, row), row, terms)
  }
  return [...groups.values()]
}

/** What an aggregate makes of the rows that match: it groups, computes, orders, cuts. Without `by` it is one row, also of no records. */
export function groupsOf(plan: AggregatePlan): (matching: readonly Row[], parameters: Parameters) => Row[] {
  const { by, sort } = plan
  const order = sortComparator(sort)
  const resultOf = ({ sample, figures }: Group): Row => [
    ...by.map(({ index }) => sample[index]),
    ...figures.map((figure) => figure.result()),
  ]
  return (matching, parameters) => {
    const groups = groupRows(matching, plan)
    groups.sort((a, b) => order(a.sample, b.sample))
    const end = by.length === 0 ? 1 : boundOf(plan.limit, parameters, groups.length)
    return groups.slice(0, end).map(resultOf)
  }
}

/** The decoders of an aggregate's columns: `by` values and extremes are values of their fields. */
export function aggregateDecode({ by, terms }: AggregatePlan): (Decode | undefined)[] {
  const ofTerm = ({ fn, field }: AggregateTerm) =>
    field !== undefined && (fn === 'min' || fn === 'max') ? decodeOf(field) : undefined
  return [...by.map(decodeOf), ...terms.map(ofTerm)]
}
