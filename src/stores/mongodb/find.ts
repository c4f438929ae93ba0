import type { Document } from 'mongodb'
import type { ModelShape } from '../../schema/shape.ts'
import type { Bound, Decode, FindPlan, Parameters } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { codecOf, orderCodecOf } from './codecs.ts'
import { columnOf, orderColumnOf } from './columns.ts'
import { selectionOf } from './condition.ts'
import { RelatedValues } from './related-value.ts'
import type { SortTerm } from './sort.ts'
import { sortStages } from './sort.ts'
import type { Fill } from './template.ts'
import { compileTemplate, param, Slot } from './template.ts'

/** A read as a pipeline; nothing where it is known to find nothing. */
export interface Reading {
  readonly pipeline: Fill<Document[] | undefined>
  /** The names of a row's values in a document. */
  readonly names: readonly string[]
  readonly decode: readonly (Decode | undefined)[]
}

const numberOf = (bound: Bound, parameters: Parameters): number =>
  'literal' in bound ? bound.literal : cast<number>(parameters[bound.param], 'a bound is a number')

/** The stage of a limit, and the number itself: a limit of 0, which a stage may not have, is answered before. */
export const boundStages = (limit: Bound | undefined) => ({
  bounded: (parameters: Parameters): number | undefined => limit && numberOf(limit, parameters),
  stages: rangeStages(limit, undefined),
})

/** The stages of a limit and an offset; a limit of 0, which a stage may not have, is answered before. */
function rangeStages(limit: Bound | undefined, offset: Bound | undefined): Document[] {
  return [
    ...(offset === undefined ? [] : [{ $skip: new Slot((parameters) => numberOf(offset, parameters)) }]),
    ...(limit === undefined ? [] : [{ $limit: new Slot((parameters) => numberOf(limit, parameters)) }]),
  ]
}

function sortTerms({ model, sort }: FindPlan, values: RelatedValues): SortTerm[] {
  return sort.map((term) => {
    const { field, via } = term
    return { ...term, name: via === undefined ? orderColumnOf(model, field) : values.name({ field, via }) }
  })
}

/** What is read of the documents; the `_id` only where it is asked for. */
function projection(names: readonly string[]): Document {
  const isKeyed = names.length === 0 || names.includes('_id')
  return { $project: { _id: isKeyed ? 1 : 0, ...Object.fromEntries(names.map((name) => [name, 1])) } }
}

/**
 * A limit for each value of a field: the values that are there, each joined with its first records. So no more records
 * are read than the limits take, where an index has their order.
 */
function eachStages(
  model: ModelShape,
  each: NonNullable<FindPlan['each']>,
  inside: readonly Document[],
): Document[] {
  const { field, param: position } = each
  const column = columnOf(model, field)
  const { encode } = codecOf(field)
  const list = param(position, (values) =>
    cast<readonly unknown[]>(values, 'the values are a list').map(encode),
  )
  const records = '~records'
  return [
    { $match: { [column]: { $in: list } } },
    { $group: { _id: `$${column}` } },
    {
      $lookup: { from: model.table, localField: '_id', foreignField: column, pipeline: inside, as: records },
    },
    { $unwind: `$${records}` },
    { $replaceRoot: { newRoot: `$${records}` } },
  ]
}

function findStages(plan: FindPlan, values: RelatedValues): Document[] {
  const { model, each, one } = plan
  const limit = plan.limit ?? (one && each === undefined ? { literal: 1 } : undefined)
  const terms = sortTerms(plan, values)
  const { prepare, sort } = sortStages(terms)
  const { stages } = selectionOf(plan.where, model)
  const read = [...stages, ...values.take(), ...prepare, ...sort, ...rangeStages(limit, plan.offset)]
  return each === undefined ? read : [...eachStages(model, each, read), ...sort]
}

const isNothing = ({ limit, each }: FindPlan, parameters: Parameters): boolean =>
  (limit !== undefined && numberOf(limit, parameters) === 0) ||
  (each !== undefined &&
    cast<readonly unknown[]>(parameters[each.param], 'the values are a list').length === 0)

/** A find as a pipeline. */
export function findReading(plan: FindPlan): Reading {
  const { model, fields, related = [] } = plan
  const values = new RelatedValues(model)
  const stages = findStages(plan, values)
  const names = [
    ...fields.map((field) => columnOf(model, field)),
    ...related.map((value) => values.name(value)),
  ]
  const fill = compileTemplate([
    ...stages,
    ...values.take(),
    projection(plan.lock === undefined ? names : [...names, '_id']),
  ])
  return {
    pipeline: (parameters) => (isNothing(plan, parameters) ? undefined : fill(parameters)),
    names,
    decode: [
      ...fields.map((field) => codecOf(field).decode),
      ...related.map(({ field }) => orderCodecOf(field).decode),
    ],
  }
}
