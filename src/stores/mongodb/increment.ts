import type { Document } from 'mongodb'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import { decimalToScaled, scaledToDecimal } from '../../schema/values/decimal.ts'
import type { Assignment, Parameters } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import type { Change } from './change.ts'
import { codecOf } from './codecs.ts'
import { columnOf, pathOf } from './columns.ts'
import { isWide, LOW_UNIT, mostOf, partsOf, wholeDecimal } from './decimal.ts'
import { Slot } from './template.ts'
import { numberOverflow } from './violations.ts'

type Increment = Extract<Assignment['to'], { readonly op: 'increment' }>

const INT64_MAX = 2n ** 63n - 1n

/** A field's values as integers, by which sums and limits are exact. */
interface Scale {
  readonly least: bigint
  readonly most: bigint
  toInteger(value: unknown): bigint
  fromInteger(integer: bigint): unknown
}

function scaleOf(field: FieldShape): Scale {
  const { kind, scale = 0 } = field
  if (kind === 'decimal') {
    return {
      least: -mostOf(field),
      most: mostOf(field),
      toInteger: (value) => decimalToScaled(cast<string>(value, 'decimals are text'), scale),
      fromInteger: (integer) => scaledToDecimal(integer, scale),
    }
  }
  const most = kind === 'bigint' ? INT64_MAX : BigInt(Number.MAX_SAFE_INTEGER)
  return {
    least: kind === 'bigint' ? -INT64_MAX - 1n : -most,
    most,
    toInteger: (value) => BigInt(cast<number | bigint>(value, 'integers are numbers or bigints')),
    fromInteger: (integer) => integer,
  }
}

const isNumber = (path: string): Document => ({ $gt: [path, null] })

/** Between which values a value can be increased: the limits of the result, less the step. */
function limitsOf(scale: Scale, { param, min, max }: Increment, parameters: Parameters) {
  const at = (position: number | undefined, otherwise: bigint) =>
    position === undefined ? otherwise : scale.toInteger(parameters[position])
  const within = (integer: bigint) =>
    integer < scale.least ? scale.least : integer > scale.most ? scale.most : integer
  const step = scale.toInteger(parameters[param])
  const [least, most] = [at(min, scale.least), at(max, scale.most)]
  const low = within(least) - step
  const high = within(most) - step
  return { low: within(low), high: within(high), isNever: low > scale.most || high < scale.least }
}

/** Whether the value lies outside of what can be increased; the sum itself might be rounded. */
function outside(field: FieldShape, path: string, increment: Increment): Slot {
  const scale = scaleOf(field)
  const { encode } = codecOf(field)
  const literal = (integer: bigint) => ({ $literal: encode(scale.fromInteger(integer)) })
  return new Slot((parameters) => {
    const { low, high, isNever } = limitsOf(scale, increment, parameters)
    const isOutside = { $or: [{ $lt: [path, literal(low)] }, { $gt: [path, literal(high)] }] }
    return { $and: [isNumber(path), isNever || isOutside] }
  })
}

/** Doubles are rounded by nature, so the sum is what is compared. */
function outsideDouble(path: string, { param, min, max }: Increment): Slot {
  return new Slot((parameters) => {
    const of = (position: number | undefined, otherwise: number) =>
      position === undefined ? otherwise : parameters[position]
    const sum = { $add: [path, { $literal: parameters[param] }] }
    const [least, most] = [of(min, -Number.MAX_VALUE), of(max, Number.MAX_VALUE)]
    return { $and: [isNumber(path), { $or: [{ $lt: [sum, least] }, { $gt: [sum, most] }] }] }
  })
}

/** The sum of a wide decimal: that of the lower parts, of which one unit may go over to the upper part. */
function wideSum(field: FieldShape, path: string, position: number): Slot {
  const scale = scaleOf(field)
  return new Slot((parameters) => {
    const step = partsOf(scale.toInteger(parameters[position]))
    const [h, l, unit] = [step.h, step.l, LOW_UNIT].map(wholeDecimal)
    const low = { $add: [`${path}.l`, l] }
    const carry = { $cond: [{ $gte: [low, unit] }, 1, 0] }
    return {
      h: { $add: [`${path}.h`, h, carry] },
      l: { $subtract: [low, { $multiply: [carry, unit] }] },
    }
  })
}

function sumOf(field: FieldShape, path: string, { param }: Increment): unknown {
  if (isWide(field)) return wideSum(field, path, param)
  const { encode } = codecOf(field)
  return { $add: [path, new Slot((parameters) => ({ $literal: encode(parameters[param]) }))] }
}

/** The old value plus a parameter: null stays null, and what leaves its limits is a problem. */
export function incrementOf(model: ModelShape, field: FieldShape, increment: Increment): Change {
  const path = pathOf(model, field)
  const test = field.kind === 'number' ? outsideDouble(path, increment) : outside(field, path, increment)
  return {
    values: {
      [columnOf(model, field)]: { $cond: [isNumber(path), sumOf(field, path, increment), '$$REMOVE'] },
    },
    problems: [{ test, error: () => numberOverflow(model, field) }],
  }
}
