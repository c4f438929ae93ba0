import type { Identity } from '../../query/compare.ts'
import { identityOf, sortComparator } from '../../query/compare.ts'
import type { Condition } from '../../query/condition.ts'
import { among, and } from '../../query/condition.ts'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import type { Bound, Decode, FindPlan, Parameters, Row } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { searchOf } from './candidates.ts'
import { rowFinder } from './row-finder.ts'
import type { State } from './state.ts'
import type { TableRules } from './table-rules.ts'
import { decodeOf } from './values.ts'
import { widen } from './widen.ts'

/** Reads rows of a state. */
export type Read = (state: State, parameters: Parameters) => readonly Row[]

/** The number of a bound, or what stands for it where there is none. */
export function boundOf(bound: Bound | undefined, parameters: Parameters, otherwise: number): number {
  if (bound === undefined) return otherwise
  return 'literal' in bound ? bound.literal : cast<number>(parameters[bound.param], 'a bound is a number')
}

const isWhole = (fields: readonly FieldShape[], model: ModelShape): boolean =>
  fields.length === model.fields.length && fields.every(({ index }, i) => index === i)

/** Takes the asked values out of a full row, in the order asked for. */
export function pickOf(fields: readonly FieldShape[], model: ModelShape): (row: Row) => Row {
  return isWhole(fields, model) ? (row) => row : (row) => fields.map(({ index }) => row[index])
}

interface Range {
  readonly start: number
  readonly end: number
}

/** Keeps of the rows with each value of a field those in the range, counted in the order of the rows. */
function cutEach(rows: readonly Row[], field: FieldShape, { start, end }: Range): readonly Row[] {
  const identity = identityOf(field)
  const counts = new Map<Identity, number>()
  return rows.filter((row) => {
    const value = identity(row[field.index])
    const count = counts.get(value) ?? 0
    counts.set(value, count + 1)
    return count >= start && count < end
  })
}

/** The condition of all records that a find can give. */
function conditionOf({ where, each }: FindPlan): Condition {
  return each === undefined ? where : and(where, among(each.field, each.param))
}

/** How a find reads: search, look up related values, order, cut, pick. */
export function findOf(plan: FindPlan, rules: TableRules): Read {
  const { model, one, each } = plan
  const search = searchOf(rules, conditionOf(plan))
  const { sort, fields, extend } = widen(plan)
  const pick = pickOf(fields, model)
  const order = sort.length === 0 ? undefined : sortComparator(sort)
  return (state, parameters) => {
    const start = boundOf(plan.offset, parameters, 0)
    const end = start + boundOf(plan.limit, parameters, one ? 1 : Number.POSITIVE_INFINITY)
    const matching = search(state, parameters, order === undefined && each === undefined ? end : undefined)
    const found = extend(matching, rowFinder(state))
    if (order !== undefined) found.sort(order)
    const cut = each === undefined ? found.slice(start, end) : cutEach(found, each.field, { start, end })
    return cut.map(pick)
  }
}

/** The decoders of a find's columns. */
export const findDecode = ({ fields, related = [] }: FindPlan): (Decode | undefined)[] =>
  [...fields, ...related.map(({ field }) => field)].map(decodeOf)
