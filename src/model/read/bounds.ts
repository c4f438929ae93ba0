import type { Bound } from '../../store/contract.ts'

/** Limits that stand in the statement itself, which is faster; a fixed set, since each makes a shape of its own. */
const LITERAL_LIMITS: ReadonlySet<number> = new Set([
  1, 2, 5, 10, 12, 20, 24, 25, 30, 50, 100, 200, 250, 500, 1000,
])

/** How many records are wanted, and how many before them are not. */
export interface Range {
  readonly limit?: number | undefined
  readonly offset?: number | undefined
}

/** A range as a plan has it, and its part of a shape's key. */
export interface Bounds {
  readonly key: string
  readonly bounds: { readonly limit?: Bound; readonly offset?: Bound }
}

/** The bounds of a range; what varies becomes a parameter. */
export function boundsOf({ limit, offset }: Range, parameters: unknown[]): Bounds {
  const parameter = (value: number): Bound => ({ param: parameters.push(value) - 1 })
  const isLiteral = limit !== undefined && LITERAL_LIMITS.has(limit)
  const bounds = {
    ...(limit !== undefined && { limit: isLiteral ? { literal: limit } : parameter(limit) }),
    ...(offset !== undefined && { offset: parameter(offset) }),
  }
  const limitKey = limit === undefined ? '' : isLiteral ? limit : '?'
  return { key: `l${limitKey}${offset === undefined ? '' : 'o'}`, bounds }
}
