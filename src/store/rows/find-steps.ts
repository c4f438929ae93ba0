import type { Identity } from '../../query/compare.ts'
import { identityOf, sortComparator } from '../../query/compare.ts'
import type { Condition } from '../../query/condition.ts'
import { among, and } from '../../query/condition.ts'
import type { FindRows } from '../../query/predicate.ts'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import { cast } from '../../support/cast.ts'
import type { Bound, Decode, FindPlan, Parameters, Row } from '../contract.ts'
import { decodeOf } from './values.ts'
import { widen } from './widen.ts'

/** The number of a bound, or what stands for it where there is none. */
export function boundOf(bound: Bound | undefined, parameters: Parameters, otherwise: number): number {
  if (bound === undefined) return otherwise
  return 'literal' in bound ? bound.literal : cast<number>(parameters[bound.param], 'a bound is a number')
}

const isWhole = (fields: readonly FieldShape[], model: ModelShape): boolean =>
  fields.length === model.fields.length && fields.every(({ index }, i) => index === i)

/** Takes the asked values out of a full row, in the order asked for. */
function pickOf(fields: readonly FieldShape[], model: ModelShape): (row: Row) => Row {
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

/** A find of a store that keeps rows: what it searches for, and what becomes of the rows that match. */
export interface FindSteps {
  readonly where: Condition
  /** How many of the matching rows are enough, where they come in the order of the plan already. */
  enough(parameters: Parameters): number
  /** Looks up related values, orders, cuts and picks. */
  finish(matching: Row[], parameters: Parameters, findRows: FindRows): readonly Row[]
}

/** The steps of a find. */
export function findSteps(plan: FindPlan): FindSteps {
  const { model, one, each } = plan
  const { sort, fields, extend } = widen(plan)
  const pick = pickOf(fields, model)
  const order = sort.length === 0 ? undefined : sortComparator(sort)
  const range = (parameters: Parameters): Range => {
    const start = boundOf(plan.offset, parameters, 0)
    return { start, end: start + boundOf(plan.limit, parameters, one ? 1 : Number.POSITIVE_INFINITY) }
  }
  return {
    where: conditionOf(plan),
    enough: (parameters) => (each === undefined ? range(parameters).end : Number.POSITIVE_INFINITY),
    finish(matching, parameters, findRows) {
      const { start, end } = range(parameters)
      const found = extend(matching, findRows)
      if (order !== undefined) found.sort(order)
      const cut = each === undefined ? found.slice(start, end) : cutEach(found, each.field, { start, end })
      return cut.map(pick)
    },
  }
}

/** The decoders of a find's columns, of kept values. */
export const findDecode = ({ fields, related = [] }: FindPlan): (Decode | undefined)[] =>
  [...fields, ...related.map(({ field }) => field)].map(decodeOf)
