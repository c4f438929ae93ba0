import type { Db, Document } from 'mongodb'
import type { Condition } from '../../query/condition.ts'
import type { ModelShape } from '../../schema/shape.ts'
import type { Parameters } from '../../store/contract.ts'
import type { Witness } from './condition.ts'
import { filterOf, isPlain, selectionOf } from './condition.ts'
import type { Work } from './connection.ts'
import type { Stored } from './driver.ts'
import { collectionOf } from './driver.ts'
import { compileTemplate } from './template.ts'

/** The documents that a write is about. */
export interface Target {
  readonly witnesses: readonly Witness[]
  /** The condition as a filter; nothing where it asks related records. */
  filter(parameters: Parameters): Document | undefined
  /**
   * The condition as the filter of one document at most, by which one command can do all: where the whole key is
   * compared, or no more than one is there. Nothing where a transaction has to be begun.
   */
  single(db: Db, parameters: Parameters): Promise<Document | undefined>
  /** Reads the documents: their `_id`s and what `more` projects; `within` narrows them. */
  read(work: Work, parameters: Parameters, within?: Document): Promise<Stored[]>
}

const conditionsIn = (condition: Condition): readonly Condition[] =>
  condition.op === 'and' ? condition.items : [condition]

const comparesKey = ({ key }: ModelShape, where: Condition): boolean =>
  key.every(({ index }) =>
    conditionsIn(where).some((one) => one.op === 'eq' && !one.not && one.field.index === index),
  )

/** The filter narrowed to the one document that is there, or to none. */
async function narrowed(db: Db, { table }: ModelShape, filter: Document): Promise<Document | undefined> {
  const found = await collectionOf(db, table)
    .find(filter, { projection: { _id: 1 }, limit: 2 })
    .toArray()
  if (found.length > 1) return undefined
  return { $and: [{ _id: { $in: found.map(({ _id }) => _id) } }, filter] }
}

/** The documents that fit a condition, with what is to be known of each. */
export function targetOf(model: ModelShape, where: Condition, more: Document = {}): Target {
  const { stages, witnesses } = selectionOf(where, model)
  const kept = Object.fromEntries(witnesses.map(({ name }) => [name, 1]))
  const pipeline = compileTemplate([...stages, { $project: { _id: 1, ...kept, ...more } }])
  const filter = isPlain(where) ? compileTemplate(filterOf(where, model)) : undefined
  const isOne = comparesKey(model, where)
  return {
    witnesses,
    filter: (parameters) => filter?.(parameters),
    async single(db, parameters) {
      if (filter === undefined) return undefined
      return isOne ? filter(parameters) : narrowed(db, model, filter(parameters))
    },
    read({ db, session }, parameters, within) {
      const begin = within === undefined ? [] : [{ $match: within }]
      const all = [...begin, ...pipeline(parameters)]
      return collectionOf(db, model.table).aggregate<Stored>(all, { session }).toArray()
    },
  }
}
