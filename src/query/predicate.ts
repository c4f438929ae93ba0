import { PrometheusError } from '../errors/error.ts'
import type { FieldShape, ModelShape } from '../schema/shape.ts'
import type { Condition, RelatedLeaf } from './condition.ts'
import { leafPredicate } from './leaf-predicate.ts'

type Row = readonly unknown[]
type Parameters = readonly unknown[]

/** Finds full rows of a model by the value of a field, never null: where conditions on related records look. */
export type FindRows = (model: ModelShape, field: FieldShape, value: unknown) => Iterable<Row>

/** A condition as a function: whether it holds for a full row, the values of a model's fields in their order. */
export type Predicate = (row: Row, parameters: Parameters, findRows?: FindRows) => boolean

const isNull = (value: unknown): boolean => value === null || value === undefined

function complement(predicate: Predicate): Predicate {
  return (row, parameters, findRows) => !predicate(row, parameters, findRows)
}

const always: Predicate = () => true
const never: Predicate = () => false

function every(items: readonly Predicate[]): Predicate {
  return (row, parameters, findRows) => items.every((item) => item(row, parameters, findRows))
}

function some(items: readonly Predicate[]): Predicate {
  return (row, parameters, findRows) => items.some((item) => item(row, parameters, findRows))
}

function related({ relation: { target, local, foreign }, where }: RelatedLeaf): Predicate {
  const fits = compilePredicate(where)
  return (row, parameters, findRows = noRows) => {
    const value = row[local.index]
    if (isNull(value)) return false
    for (const other of findRows(target, foreign, value)) if (fits(other, parameters, findRows)) return true
    return false
  }
}

const noRows: FindRows = ({ name }) => {
  throw new PrometheusError('INTERNAL', `A condition on related records of ${name} needs their rows.`)
}

/** Compiles a condition: the JavaScript meaning of every operator, which each store has to agree with. */
export function compilePredicate(condition: Condition): Predicate {
  switch (condition.op) {
    case 'always':
      return always
    case 'never':
      return never
    case 'and':
      return every(condition.items.map(compilePredicate))
    case 'or':
      return some(condition.items.map(compilePredicate))
    case 'related':
      return condition.not ? complement(related(condition)) : related(condition)
    default:
      return condition.not ? complement(leafPredicate(condition)) : leafPredicate(condition)
  }
}
