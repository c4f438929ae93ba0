import type { Document } from 'mongodb'
import { PrometheusError } from '../../errors/error.ts'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import { scaledToDecimal } from '../../schema/values/decimal.ts'
import type { AggregateTerm } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { orderCodecOf } from './codecs.ts'
import { orderColumnOf, pathOf } from './columns.ts'
import { isWide, joinParts, LOW_UNIT, wholeDecimal, wholeOf } from './decimal.ts'

/** One figure of an aggregate: what is accumulated, by name, and the value that is read of it. */
export interface Figure {
  readonly accumulate: Document
  /** The figure's value of a group, or null. */
  read(group: Document): unknown
  /** The value of a figure of no records at all. */
  readonly none: unknown
}

const ofSome = (path: string): Document => ({ $sum: { $cond: [{ $gt: [path, null] }, 1, 0] } })

const count = (name: string, path: string | undefined): Figure => ({
  accumulate: { [name]: path === undefined ? { $sum: 1 } : ofSome(path) },
  read: (group) => Number(group[name]),
  none: 0,
})

function extreme(name: string, fn: 'min' | 'max', field: FieldShape, model: ModelShape): Figure {
  const { decode = (raw: unknown) => raw } = orderCodecOf(field)
  const value = cast<(raw: unknown) => unknown>(decode, 'the column holds values of the field')
  return {
    accumulate: { [name]: { [`$${fn}`]: `$${orderColumnOf(model, field)}` } },
    read: (group) => (group[name] === null ? null : value(group[name])),
    none: null,
  }
}

/** Sums that are null where nothing was added. */
function sumOf(name: string, path: string, parts: Document, read: (group: Document) => unknown): Figure {
  return {
    accumulate: { ...parts, [`${name}n`]: ofSome(path) },
    read: (group) => (Number(group[`${name}n`]) === 0 ? null : read(group)),
    none: null,
  }
}

/** As decimals, since a sum of longs becomes a double where it leaves 64 bits. */
function wholeSum(name: string, path: string): Figure {
  return sumOf(name, path, { [name]: { $sum: { $toDecimal: path } } }, (group) => wholeOf(group[name]))
}

function floatSum(name: string, path: string, field: FieldShape): Figure {
  return sumOf(name, path, { [name]: { $sum: path } }, (group) => {
    const sum = Number(group[name])
    if (Number.isFinite(sum)) return sum
    const message = `The sum of '${field.name}' is no finite number. Sum fewer records.`
    throw new PrometheusError('NUMBER_OVERFLOW', message, { field: field.name })
  })
}

/** The sums of the upper and of the lower parts: neither meets the 34 digits beyond which a decimal is rounded. */
function partSum(name: string, path: string, field: FieldShape, parts: { h: unknown; l: unknown }): Figure {
  const [high, low] = [`${name}h`, `${name}l`]
  return sumOf(name, path, { [high]: { $sum: parts.h }, [low]: { $sum: parts.l } }, (group) =>
    scaledToDecimal(joinParts({ h: wholeOf(group[high]), l: wholeOf(group[low]) }), field.scale ?? 0),
  )
}

/** A decimal within 34 digits, cut in two on the way. */
function decimalSum(name: string, path: string, field: FieldShape): Figure {
  const { scale = 0 } = field
  const scaled = { $multiply: [path, wholeDecimal(10n ** BigInt(scale))] }
  const h = { $trunc: { $divide: [scaled, wholeDecimal(LOW_UNIT)] } }
  return partSum(name, path, field, {
    h,
    l: { $subtract: [scaled, { $multiply: [h, wholeDecimal(LOW_UNIT)] }] },
  })
}

function sum(name: string, field: FieldShape, model: ModelShape): Figure {
  const path = pathOf(model, field)
  if (field.kind === 'number') return floatSum(name, path, field)
  if (field.kind !== 'decimal') return wholeSum(name, path)
  if (!isWide(field)) return decimalSum(name, path, field)
  return partSum(name, path, field, { h: `${path}.h`, l: `${path}.l` })
}

/** A term of an aggregate as a figure. */
export function figureOf({ fn, field }: AggregateTerm, model: ModelShape, name: string): Figure {
  if (field === undefined) return count(name, undefined)
  if (fn === 'count') return count(name, pathOf(model, field))
  return fn === 'sum' ? sum(name, field, model) : extreme(name, fn, field, model)
}
