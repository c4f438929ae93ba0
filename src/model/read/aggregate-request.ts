import { invalidQuery, unknownField } from '../../query/query-error.ts'
import { isNumericKind, isOrderedKind } from '../../schema/kinds.ts'
import type { FieldShape } from '../../schema/shape.ts'
import type { AggregateTerm } from '../../store/contract.ts'
import { nameText } from '../../support/name-text.ts'
import { didYouMean, nearest } from '../../support/nearest.ts'
import { isPlainObject } from '../../support/plain-object.ts'
import type { ConnectedModel } from '../connected-model.ts'

/** The arguments of an aggregate, as they come in. */
export interface AggregateArguments {
  readonly where?: unknown
  readonly by?: unknown
  readonly count?: unknown
  readonly sum?: unknown
  readonly avg?: unknown
  readonly min?: unknown
  readonly max?: unknown
  readonly sort?: unknown
  readonly limit?: unknown
}

const known = ['where', 'by', 'count', 'sum', 'avg', 'min', 'max', 'sort', 'limit']

/** Checks that arguments are an object without unknown keys. */
export function checkAggregate(model: ConnectedModel, args: unknown): AggregateArguments {
  if (!isPlainObject(args))
    throw invalidQuery(model.name, undefined, 'takes an aggregate such as { count: true }')
  const unknown = Object.keys(args).find((key) => !known.includes(key))
  if (unknown !== undefined) {
    const problem = `knows no argument '${unknown.slice(0, 64)}' of aggregate.${didYouMean(nearest(unknown, known))}`
    throw invalidQuery(model.name, undefined, problem.replace(/\.$/, ''))
  }
  if (args.where === undefined && 'where' in args)
    throw invalidQuery(model.name, undefined, 'has undefined for a filter; leave where out to mean all')
  return args
}

/** The stored fields that a list names, each of a kind that fits. */
export function readFields(
  model: ConnectedModel,
  what: string,
  names: unknown,
  fits: (kind: FieldShape['kind']) => boolean,
): FieldShape[] {
  if (names === undefined) return []
  if (!Array.isArray(names)) throw invalidQuery(model.name, undefined, `takes a list of fields for ${what}`)
  return names.map((name: unknown) => {
    const attribute = model.attributes.get(nameText(name))
    if (attribute === undefined) throw unknownField(model.name, nameText(name), model.attributes.keys())
    const { shape } = attribute
    if (shape === undefined || !fits(shape.kind))
      throw invalidQuery(model.name, attribute.name, `cannot be used for ${what}`)
    return shape
  })
}

/** One figure as it is asked for: where it goes in the row, and the terms that it is made of. */
export interface Figure {
  readonly group: 'sum' | 'avg' | 'min' | 'max' | 'count'
  readonly field?: FieldShape
  readonly terms: readonly AggregateTerm[]
}

/** The figures that are asked for. An average is made of a sum and a count, so that it has one meaning on every store. */
export function readFigures(model: ConnectedModel, args: AggregateArguments): Figure[] {
  const sum = readFields(model, 'sum', args.sum, isNumericKind)
  const avg = readFields(model, 'avg', args.avg, isNumericKind)
  const min = readFields(model, 'min', args.min, isOrderedKind)
  const max = readFields(model, 'max', args.max, isOrderedKind)
  if (args.count !== undefined && args.count !== true)
    throw invalidQuery(model.name, undefined, 'takes true for count')
  const figures: Figure[] = [
    ...sum.map((field): Figure => ({ group: 'sum', field, terms: [{ fn: 'sum', field }] })),
    ...avg.map(
      (field): Figure => ({
        group: 'avg',
        field,
        terms: [
          { fn: 'sum', field },
          { fn: 'count', field },
        ],
      }),
    ),
    ...min.map((field): Figure => ({ group: 'min', field, terms: [{ fn: 'min', field }] })),
    ...max.map((field): Figure => ({ group: 'max', field, terms: [{ fn: 'max', field }] })),
  ]
  return args.count === true ? [{ group: 'count', terms: [{ fn: 'count' }] }, ...figures] : figures
}
