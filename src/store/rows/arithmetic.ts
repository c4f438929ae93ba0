import type { FieldShape } from '../../schema/shape.ts'
import { scaledToDecimal } from '../../schema/values/decimal.ts'
import { cast } from '../../support/cast.ts'
import { fitsPrecision, rescale, scaledOf } from './decimal.ts'

/** Adds to a value; undefined where the field cannot hold the sum. */
export type Add = (value: unknown, step: unknown) => unknown

const kindReason = 'values of a field are of the kind of the field'
const INT64_MIN = -(2n ** 63n)
const INT64_MAX = 2n ** 63n - 1n

const addIntegers: Add = (value, step) => {
  const sum = cast<number>(value, kindReason) + cast<number>(step, kindReason)
  return Number.isSafeInteger(sum) ? sum + 0 : undefined
}

const addNumbers: Add = (value, step) => {
  const sum = cast<number>(value, kindReason) + cast<number>(step, kindReason)
  return Number.isFinite(sum) ? sum + 0 : undefined
}

const addBigints: Add = (value, step) => {
  const sum = cast<bigint>(value, kindReason) + cast<bigint>(step, kindReason)
  return INT64_MIN <= sum && sum <= INT64_MAX ? sum : undefined
}

const addDecimals =
  ({ scale = 0, precision = 38 }: FieldShape): Add =>
  (value, step) => {
    const sum = scaledOf(cast<string>(value, kindReason)) + scaledOf(cast<string>(step, kindReason))
    return fitsPrecision(sum, precision) ? scaledToDecimal(sum, scale) : undefined
  }

/** How an increment adds to a field's value, neither of them null. */
export function adderOf(field: FieldShape): Add {
  if (field.kind === 'bigint') return addBigints
  if (field.kind === 'decimal') return addDecimals(field)
  return field.kind === 'number' ? addNumbers : addIntegers
}

/** How the value of one field, not null, becomes that of another of the same kind; undefined where it does not fit. */
export function converterOf(from: FieldShape, to: FieldShape): (value: unknown) => unknown {
  if (from.kind !== 'decimal' || to.kind !== 'decimal') return (value) => value
  return (value) => {
    const text = rescale(cast<string>(value, kindReason), from.scale ?? 0, to.scale ?? 0)
    return text !== undefined && fitsPrecision(scaledOf(text), to.precision ?? 38) ? text : undefined
  }
}
