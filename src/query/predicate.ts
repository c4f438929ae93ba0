import { PrometheusError } from '../errors/error.ts'
import type { ModelShape } from '../schema/shape.ts'
import { equalsOf } from './compare.ts'
import type { Condition, RelatedLeaf } from './condition.ts'
import { leafPredicate } from './leaf-predicate.ts'

type Row = readonly unknown[]
type Parameters = readonly unknown[]

/** Gives the full rows of a model: where conditions on related records look. */
export type RowsOf = (model: ModelShape) => Iterable<Row>

/** A condition as a function: whether it holds for a full row, the values of a model's fields in their order. */
export type Predicate = (row: Row, parameters: Parameters, rowsOf?: RowsOf) => boolean

const isNull = (value: unknown): boolean => value === null || value === undefined

function complement(predicate: Predicate): Predicate {
  return (row, parameters, rowsOf) => !predicate(row, parameters, rowsOf)
}

const always: Predicate = () => true
const never: Predicate = () => false

function every(items: readonly Predicate[]): Predicate {
  return (row, parameters, rowsOf) => items.every((item) => item(row, parameters, rowsOf))
}

function some(items: readonly Predicate[]): Predicate {
  return (row, parameters, rowsOf) => items.some((item) => item(row, parameters, rowsOf))
}

function related({ relation: { target, local, foreign }, where }: RelatedLeaf): Predicate {
  const fits = compilePredicate(where)
  const equals = equalsOf(foreign)
  return (row, parameters, rowsOf = noRows) => {
    const value = row[local.index]
    if (isNull(value)) return false
    for (const other of rowsOf(target)) {
      const found = other[foreign.index]
      if (!isNull(found) && equals(found, value) && fits(other, parameters, rowsOf)) return true
    }
    return false
  }
}

const noRows: RowsOf = ({ name }) => {
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
