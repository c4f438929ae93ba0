import type { Document } from 'mongodb'
import type { AggregatePlan, CountPlan, Decode, Row } from '../../store/contract.ts'
import { orderCodecOf } from './codecs.ts'
import { orderColumnOf } from './columns.ts'
import { selectionOf } from './condition.ts'
import { figureOf } from './figures.ts'
import { boundStages } from './find.ts'
import { sortStages } from './sort.ts'
import type { Fill } from './template.ts'
import { compileTemplate } from './template.ts'

/** An aggregate as a pipeline, and how its rows are read. */
export interface Grouping {
  readonly pipeline: Fill<Document[] | undefined>
  rows(groups: readonly Document[]): readonly Row[]
  readonly decode: readonly (Decode | undefined)[]
}

const byName = (index: number): string => `b${index}`

function groupStage({ model, by }: AggregatePlan, figures: readonly ReturnType<typeof figureOf>[]): Document {
  const id = by.map((field, i) => [byName(i), { $ifNull: [`$${orderColumnOf(model, field)}`, null] }])
  const accumulators = figures.map(({ accumulate }) => accumulate)
  return { $group: Object.assign({ _id: by.length === 0 ? null : Object.fromEntries(id) }, ...accumulators) }
}

function sortTerms({ by, sort }: AggregatePlan) {
  return sort.map((term) => {
    const index = by.findIndex(({ index }) => index === term.field.index)
    return { ...term, name: `_id.${byName(index)}` }
  })
}

/** An aggregate as a pipeline. */
export function aggregateGrouping(plan: AggregatePlan): Grouping {
  const { model, by, terms, where, limit } = plan
  const figures = terms.map((term, i) => figureOf(term, model, `t${i}`))
  const { prepare, sort } = sortStages(sortTerms(plan))
  const { bounded, stages: range } = boundStages(limit)
  const { stages } = selectionOf(where, model)
  const fill = compileTemplate([...stages, groupStage(plan, figures), ...prepare, ...sort, ...range])
  const row = (group: Document): Row => [
    ...by.map((_field, i) => group._id[byName(i)] ?? null),
    ...figures.map((figure) => figure.read(group)),
  ]
  return {
    pipeline: (parameters) => (bounded(parameters) === 0 ? undefined : fill(parameters)),
    rows: (groups) =>
      by.length === 0 && groups.length === 0 ? [figures.map(({ none }) => none)] : groups.map(row),
    decode: [...by.map((field) => orderCodecOf(field).decode), ...terms.map(() => undefined)],
  }
}

/** A count as a pipeline, whose one document has it as `count`. */
export function countPipeline({ model, where }: CountPlan): Fill<Document[]> {
  return compileTemplate([...selectionOf(where, model).stages, { $count: 'count' }])
}
