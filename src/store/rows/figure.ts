import { PrometheusError } from '../../errors/error.ts'
import { comparatorOf } from '../../query/compare.ts'
import type { FieldShape } from '../../schema/shape.ts'
import { scaledToDecimal } from '../../schema/values/decimal.ts'
import { cast } from '../../support/cast.ts'
import type { AggregateTerm } from '../contract.ts'
import { scaledOf } from './decimal.ts'

/** One figure in the making. */
export interface Figure {
  /** Takes a value in: that of the term's field, or anything where records are counted. Never null. */
  add(value: unknown): void
  result(): unknown
}

function countFigure(): Figure {
  let count = 0
  return {
    add: () => {
      count++
    },
    result: () => count,
  }
}

function exactSum(toBigint: (value: never) => bigint, fromBigint: (sum: bigint) => unknown): Figure {
  let sum: bigint | null = null
  return {
    add: (value) => {
      sum = (sum ?? 0n) + toBigint(cast<never>(value, 'the figure was made for the kind of the field'))
    },
    result: () => (sum === null ? null : fromBigint(sum)),
  }
}

/** Neumaier's summation: what each addition loses is kept apart and added in the end. */
function floatSum({ name }: FieldShape): Figure {
  let sum = 0
  let lost = 0
  let some = false
  const add = (value: number) => {
    const next = sum + value
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum
    sum = next
    some = true
  }
  const result = () => {
    if (!some) return null
    if (Number.isFinite(sum + lost)) return sum + lost
    throw new PrometheusError(
      'NUMBER_OVERFLOW',
      `The sum of '${name}' is no finite number. Sum fewer records.`,
      { field: name },
    )
  }
  return { add: (value) => add(cast<number>(value, 'number fields hold numbers')), result }
}

function sumFigure(field: FieldShape): Figure {
  const itself = (sum: bigint) => sum
  if (field.kind === 'number') return floatSum(field)
  if (field.kind === 'decimal') return exactSum(scaledOf, (sum) => scaledToDecimal(sum, field.scale ?? 0))
  return exactSum((value: number | bigint) => BigInt(value), itself)
}

function extremeFigure(field: FieldShape, sign: 1 | -1): Figure {
  const compare = comparatorOf(field)
  let best: unknown = null
  return {
    add: (value) => {
      if (best === null || compare(value, best) * sign > 0) best = value
    },
    result: () => best,
  }
}

/** Makes an empty figure of a term. */
export function figureOf({ fn, field }: AggregateTerm): Figure {
  if (fn === 'count' || field === undefined) return countFigure()
  return fn === 'sum' ? sumFigure(field) : extremeFigure(field, fn === 'max' ? 1 : -1)
}
