import type { Document } from 'mongodb'
import type { Condition, RelatedLeaf } from '../../query/condition.ts'
import type { ModelShape } from '../../schema/shape.ts'
import { columnOf } from './columns.ts'
import { leafFilter } from './leaf-filter.ts'

/** Related records by which a condition holds: where they are found in a document that was read. */
export interface Witness {
  readonly name: string
  readonly table: string
  readonly inner: readonly Witness[]
}

/** A condition as stages of a pipeline, and the related records that they leave in the documents. */
export interface Selection {
  readonly stages: readonly Document[]
  readonly witnesses: readonly Witness[]
}

/** A filter that holds for no document. */
const NONE: Document = { _id: { $in: [] } }

const isRelated = (condition: Condition): boolean =>
  condition.op === 'related' || ('items' in condition && condition.items.some(isRelated))

/** The condition has no leaves on related records: it is a filter. */
export const isPlain = (condition: Condition): boolean => !isRelated(condition)

/** The look-ups of one pipeline: each leaf on related records has one, under a name that no field has. */
class Lookups {
  readonly stages: Document[] = []
  readonly witnesses: Witness[] = []
  readonly #model: ModelShape

  constructor(model: ModelShape) {
    this.#model = model
  }

  filter(condition: Condition): Document {
    switch (condition.op) {
      case 'always':
        return {}
      case 'never':
        return NONE
      case 'and':
        return { $and: condition.items.map((item) => this.filter(item)) }
      case 'or':
        return { $or: condition.items.map((item) => this.filter(item)) }
      case 'related':
        return this.#related(condition)
      default:
        return leafFilter(condition, this.#model)
    }
  }

  /** A look-up takes a missing value for null and finds what has null too, so null has to be asked apart. */
  #related({ relation: { target, local, foreign }, where, not }: RelatedLeaf): Document {
    const name = `~${this.stages.length + 1}`
    const inner = selectionOf(where, target)
    const kept = Object.fromEntries(inner.witnesses.map((witness) => [witness.name, 1]))
    const column = columnOf(this.#model, local)
    this.stages.push({
      $lookup: {
        from: target.table,
        localField: column,
        foreignField: columnOf(target, foreign),
        pipeline: [...inner.stages, { $limit: 1 }, { $project: { _id: 1, ...kept } }],
        as: name,
      },
    })
    if (not) return { $or: [{ [column]: null }, { [name]: { $eq: [] } }] }
    this.witnesses.push({ name, table: target.table, inner: inner.witnesses })
    return { $and: [{ [column]: { $ne: null } }, { [name]: { $ne: [] } }] }
  }
}

const match = (filter: Document): readonly Document[] =>
  Object.keys(filter).length === 0 ? [] : [{ $match: filter }]

const itemsOf = (condition: Condition): readonly Condition[] =>
  condition.op === 'and' ? condition.items : [condition]

const joined = (filters: readonly Document[]): Document => {
  const [first = {}] = filters
  return filters.length > 1 ? { $and: filters } : first
}

/** A condition as stages: what needs no look-up is asked first. */
export function selectionOf(condition: Condition, model: ModelShape): Selection {
  const lookups = new Lookups(model)
  const items = itemsOf(condition)
  const plain = joined(items.filter(isPlain).map((item) => lookups.filter(item)))
  const related = joined(items.filter(isRelated).map((item) => lookups.filter(item)))
  return { stages: [...match(plain), ...lookups.stages, ...match(related)], witnesses: lookups.witnesses }
}

/** A plain condition as a filter. */
export const filterOf = (condition: Condition, model: ModelShape): Document =>
  new Lookups(model).filter(condition)
