import { sortComparator } from '../../query/compare.ts'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import type { Bound, FindPlan, Parameters, Row } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { searchOf } from './candidates.ts'
import type { State } from './state.ts'
import type { TableRules } from './table-rules.ts'

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

/** How a find reads: search, order, cut, pick. */
export function findOf(plan: FindPlan, rules: TableRules): Read {
  const { model, sort, one } = plan
  const search = searchOf(rules, plan.where)
  const pick = pickOf(plan.fields, model)
  const order = sort.length === 0 ? undefined : sortComparator(sort)
  return (state, parameters) => {
    const start = boundOf(plan.offset, parameters, 0)
    const end = start + boundOf(plan.limit, parameters, one ? 1 : Number.POSITIVE_INFINITY)
    const found = search(state, parameters, order === undefined ? end : undefined)
    if (order !== undefined) found.sort(order)
    return found.slice(start, end).map(pick)
  }
}
