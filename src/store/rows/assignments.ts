import { comparatorOf } from '../../query/compare.ts'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import type { Assignment, Parameters, Row } from '../contract.ts'
import { adderOf, converterOf } from './arithmetic.ts'
import { keeperOf } from './values.ts'
import { numberOverflow } from './violations.ts'

/** The new value of one field, of the old row. */
type Compute = (old: Row) => unknown
/** An assignment that waits for its parameters. */
type Bind = (parameters: Parameters) => Compute

function ifItFits(model: ModelShape, field: FieldShape, value: unknown): unknown {
  if (value === undefined) throw numberOverflow(model, field)
  return value
}

function setting(field: FieldShape, param: number): Bind {
  const keep = keeperOf(field)
  return (parameters) => {
    const value = keep(parameters[param])
    return () => value
  }
}

type Increment = Extract<Assignment['to'], { readonly op: 'increment' }>

function incrementing(model: ModelShape, field: FieldShape, { param, min, max }: Increment): Bind {
  const add = adderOf(field)
  const compare = comparatorOf(field)
  return (parameters) => (old) => {
    const value = old[field.index]
    if (value === null) return null
    const sum = ifItFits(model, field, add(value, parameters[param]))
    const outside =
      (min !== undefined && compare(sum, parameters[min]) < 0) ||
      (max !== undefined && compare(sum, parameters[max]) > 0)
    return ifItFits(model, field, outside ? undefined : sum)
  }
}

function copying(model: ModelShape, field: FieldShape, from: FieldShape): Bind {
  const convert = converterOf(from, field)
  return () => (old) => {
    const value = old[from.index]
    return value === null ? null : ifItFits(model, field, convert(value))
  }
}

function bindOf(model: ModelShape, { field, to }: Assignment): Bind {
  if (to.op === 'set') return setting(field, to.param)
  return to.op === 'increment' ? incrementing(model, field, to) : copying(model, field, to.from)
}

/** Makes new rows of old ones; every assignment sees the old row only. */
export function changerOf(
  model: ModelShape,
  set: readonly Assignment[],
): (parameters: Parameters) => (old: Row) => Row {
  const binds = set.map((assignment) => bindOf(model, assignment))
  return (parameters) => {
    const computes = binds.map((bind) => bind(parameters))
    return (old) => {
      const row = [...old]
      set.forEach(({ field }, i) => {
        row[field.index] = computes[i]?.(old)
      })
      return Object.freeze(row)
    }
  }
}
