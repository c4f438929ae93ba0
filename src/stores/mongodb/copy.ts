import type { Document } from 'mongodb'
import { PrometheusError } from '../../errors/error.ts'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import { scaledToDecimal } from '../../schema/values/decimal.ts'
import type { Change } from './change.ts'
import { codecOf } from './codecs.ts'
import { columnOf, pathOf } from './columns.ts'
import { isWide, mostOf, wholeDecimal } from './decimal.ts'
import { numberOverflow } from './violations.ts'

const literal = (field: FieldShape, scaled: bigint): Document => ({
  $literal: codecOf(field).encode(scaledToDecimal(scaled, field.scale ?? 0)),
})

/** Whether a decimal has more digits before the point than the other field holds. */
const isTooLarge = (path: string, field: FieldShape): Document => ({
  $or: [{ $lt: [path, literal(field, -mostOf(field))] }, { $gt: [path, literal(field, mostOf(field))] }],
})

/** Whether a decimal has more digits after the point than the other field holds. */
function losesDigits(path: string, { scale = 0 }: FieldShape): Document {
  const scaled = { $multiply: [path, wholeDecimal(10n ** BigInt(scale))] }
  return { $ne: [{ $trunc: [scaled] }, scaled] }
}

/** Wide decimals are kept in parts that depend on their scale. */
function checkForm(model: ModelShape, field: FieldShape, from: FieldShape): void {
  if (isWide(field) === isWide(from) && (!isWide(field) || field.scale === from.scale)) return
  const message = `${model.name}.${field.name}: a decimal of more than 34 digits is copied on MongoDB only from one of the same scale, and ${from.name} is none.`
  throw new PrometheusError('UNSUPPORTED', message, { model: model.name, field: field.name })
}

/** The old value of another field of the same kind; a decimal may not fit. */
export function copyOf(model: ModelShape, field: FieldShape, from: FieldShape): Change {
  const path = pathOf(model, from)
  const values = { [columnOf(model, field)]: path }
  const isSame = field.precision === from.precision && field.scale === from.scale
  if (field.kind !== 'decimal' || isSame) return { values, problems: [] }
  checkForm(model, field, from)
  const tests = [isTooLarge(path, field), ...(isWide(field) ? [] : [losesDigits(path, field)])]
  const test = { $and: [{ $gt: [path, null] }, { $or: tests }] }
  return { values, problems: [{ test, error: () => numberOverflow(model, field) }] }
}
