import { evaluate } from './expression.ts'
import { Failure, unknown } from './failure.ts'
import { add, isNumeric } from './numbers.ts'
import type { Document } from './order.ts'
import { compare, equal } from './order.ts'
import { runPipeline } from './pipeline.ts'

type Operator = (document: Document, name: string, operand: unknown, isInsert: boolean) => unknown

const OPERATORS: Readonly<Record<string, Operator>> = {
  $set: (_document, _name, operand) => operand,
  $setOnInsert: (document, name, operand, isInsert) => (isInsert ? operand : document[name]),
  $unset: () => undefined,
  $inc: (document, name, operand) => {
    const value = document[name]
    if (value === undefined) return operand
    if (!isNumeric(value) || !isNumeric(operand)) throw new Failure(14, 'TypeMismatch', 'Cannot apply $inc')
    return add(value, operand)
  },
  $max: (document, name, operand) => {
    const value = document[name]
    return value === undefined || compare(operand, value) > 0 ? operand : value
  },
}

function byOperators(document: Document, update: Document, isInsert: boolean): Document {
  const result = { ...document }
  for (const [operator, changes] of Object.entries(update)) {
    const apply = OPERATORS[operator]
    if (apply === undefined) throw unknown('update operator', operator)
    for (const [name, operand] of Object.entries(changes as Document)) {
      if (name.includes('.')) throw unknown('update path', name)
      const value = apply(document, name, operand, isInsert)
      if (value === undefined) delete result[name]
      else result[name] = value
    }
  }
  return result
}

const PIPELINE_STAGES = ['$set', '$addFields', '$project', '$replaceRoot']

function byPipeline(document: Document, stages: readonly Document[]): Document {
  const strange = stages.flatMap(Object.keys).find((name) => !PIPELINE_STAGES.includes(name))
  if (strange !== undefined) throw unknown('stage of an update', strange)
  const [result] = runPipeline(stages, [document], { collections: () => [], variables: {} })
  return result ?? document
}

/** A document as an update leaves it: by operators, by a pipeline, or replaced. */
export function updated(document: Document, update: unknown, isInsert = false): Document {
  const result = Array.isArray(update)
    ? byPipeline(document, update as Document[])
    : Object.keys(update as Document).some((name) => name.startsWith('$'))
      ? byOperators(document, update as Document, isInsert)
      : { _id: document._id, ...(update as Document) }
  if (document._id !== undefined && !equal(document._id, result._id))
    throw new Failure(
      66,
      'ImmutableField',
      "Performing an update on the path '_id' would modify the immutable field '_id'",
    )
  return result
}

/** What a document that an upsert inserts begins with: the equalities of its filter. */
export function seedOf(filter: Document): Document {
  const entries = Object.entries(filter).filter(([name]) => !name.startsWith('$'))
  return Object.fromEntries(
    entries.map(([name, asked]) => [name, evaluate({ $literal: equalityIn(asked) }, {})]),
  )
}

const equalityIn = (asked: unknown): unknown =>
  typeof asked === 'object' && asked !== null && '$eq' in asked ? asked.$eq : asked
