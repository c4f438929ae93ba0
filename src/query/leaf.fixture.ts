import { expect, test } from 'vitest'
import { valueShape } from '../schema/shape.fixture.ts'
import type { FieldShape } from '../schema/shape.ts'
import { cast } from '../support/cast.ts'
import type { Leaf } from './condition.ts'
import { not } from './condition.ts'
import { compilePredicate } from './predicate.ts'

/** A field of arrays of this kind. */
export const arrayOf = (element: FieldShape['kind']) => valueShape('array', { element: valueShape(element) })
/** A leaf that compares with the first parameter. */
export const leafOf = (leaf: object): Leaf =>
  cast<Leaf>({ not: false, param: 0, ...leaf }, 'each case has what its op needs')

/** A leaf with values that match it, and others. */
export interface Case {
  readonly title: string
  readonly leaf: object
  readonly operand?: unknown
  readonly matches: readonly unknown[]
  readonly others: readonly unknown[]
}

/** Every case is tried as it is and negated: negation is the exact complement, for null too. */
export function check(cases: readonly Case[]): void {
  test.each(cases)('$title', ({ leaf, operand, matches, others }) => {
    const positive = compilePredicate(leafOf(leaf))
    const negative = compilePredicate(not(leafOf(leaf)))
    const ask = (value: unknown) => [positive([value], [operand]), negative([value], [operand])]
    expect(matches.map((value) => [value, ...ask(value)])).toEqual(
      matches.map((value) => [value, true, false]),
    )
    expect(others.map((value) => [value, ...ask(value)])).toEqual(others.map((value) => [value, false, true]))
  })
}
