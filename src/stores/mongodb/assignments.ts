import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import type { Assignment } from '../../store/contract.ts'
import type { Change } from './change.ts'
import { orderColumnOf, pathOf, placesOf } from './columns.ts'
import { copyOf } from './copy.ts'
import { incrementOf } from './increment.ts'
import { Slot } from './template.ts'
import { notNullViolation } from './violations.ts'

function setting(model: ModelShape, field: FieldShape, position: number): Change {
  const values = placesOf(model, field).map(({ column, encode }) => {
    const value = new Slot((parameters) => {
      const encoded = encode(parameters[position])
      return encoded === null ? '$$REMOVE' : { $literal: encoded }
    })
    return [column, value] as const
  })
  return {
    values: Object.fromEntries(values),
    problems: [],
    check(parameters) {
      const isNull = parameters[position] === null || parameters[position] === undefined
      if (isNull && !field.nullable) throw notNullViolation(model, field)
    },
  }
}

function copying(model: ModelShape, field: FieldShape, from: FieldShape): Change {
  const change = copyOf(model, field, from)
  const besides =
    field.kind === 'bytes' ? { [orderColumnOf(model, field)]: `$${orderColumnOf(model, from)}` } : {}
  const isNull = {
    test: { $lte: [pathOf(model, from), null] },
    error: () => notNullViolation(model, field),
  }
  return {
    values: { ...change.values, ...besides },
    problems: field.nullable || !from.nullable ? change.problems : [isNull, ...change.problems],
  }
}

function changeOf(model: ModelShape, { field, to }: Assignment): Change {
  if (to.op === 'set') return setting(model, field, to.param)
  return to.op === 'increment' ? incrementOf(model, field, to) : copying(model, field, to.from)
}

/** Assignments as one change: no value sees another, since all are of the old document. */
export function changeOfAll(model: ModelShape, set: readonly Assignment[]): Change {
  const changes = set.map((assignment) => changeOf(model, assignment))
  return {
    values: Object.assign({}, ...changes.map(({ values }) => values)),
    problems: changes.flatMap(({ problems }) => problems),
    check(parameters) {
      for (const change of changes) change.check?.(parameters)
    },
  }
}
