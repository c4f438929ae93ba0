import type { Document } from 'mongodb'
import type { RelatedValue, Via } from '../../query/related-value.ts'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import { columnOf, orderColumnOf, pathOf } from './columns.ts'
import { selectionOf } from './condition.ts'

/** What each look-up calls the value that it has found. */
const VALUE = '~value'

/** The stages that put the least value of related records, not null, into a document under a name. */
function stagesOf(
  model: ModelShape,
  via: readonly Via[number][],
  field: FieldShape,
  name: string,
): Document[] {
  const [hop, ...rest] = via
  if (hop === undefined) return [{ $set: { [name]: `$${orderColumnOf(model, field)}` } }]
  const { target, local, foreign } = hop.relation
  const found = [
    ...selectionOf(hop.where, target).stages,
    ...stagesOf(target, rest, field, VALUE),
    { $match: { [VALUE]: { $ne: null } } },
    { $sort: { [VALUE]: 1 } },
    { $limit: 1 },
    { $project: { _id: 0, [VALUE]: 1 } },
  ]
  const lookup = {
    from: target.table,
    localField: columnOf(model, local),
    foreignField: columnOf(target, foreign),
    pipeline: found,
    as: name,
  }
  const first = { $arrayElemAt: [`$${name}.${VALUE}`, 0] }
  const value = { $cond: [{ $gt: [pathOf(model, local), null] }, first, null] }
  return [{ $lookup: lookup }, { $set: { [name]: value } }]
}

/** The values of related records that a find sorts by or gives; each is looked up once. */
export class RelatedValues {
  readonly #model: ModelShape
  readonly #names = new Map<string, string>()
  #pending: Document[] = []

  constructor(model: ModelShape) {
    this.#model = model
  }

  /** The name under which documents have the value behind the stages. */
  name({ field, via }: RelatedValue): string {
    const path = [...via.map(({ relation }) => relation.name), field.name].join('.')
    const known = this.#names.get(path)
    if (known !== undefined) return known
    const name = `~v${this.#names.size + 1}`
    this.#names.set(path, name)
    this.#pending.push(...stagesOf(this.#model, via, field, name))
    return name
  }

  /** The stages of the values that were named since it was last asked. */
  take(): Document[] {
    const stages = this.#pending
    this.#pending = []
    return stages
  }
}
