import { describe, expect, test } from 'vitest'
import { valueShape } from '../schema/shape.fixture.ts'
import { cast } from '../support/cast.ts'
import type { Condition, Leaf } from './condition.ts'
import { ALWAYS, and, NEVER, not, or } from './condition.ts'
import { compilePredicate } from './predicate.ts'

const integer = valueShape('integer')
const leafOf = (leaf: object): Leaf =>
  cast<Leaf>({ not: false, param: 0, ...leaf }, 'each case has what its op needs')

describe('joined', () => {
  const one = leafOf({ op: 'eq', field: integer })
  const two = leafOf({ op: 'eq', field: integer, param: 1 })
  const isNull = leafOf({ op: 'null', field: integer })
  test.each<[string, Condition, unknown[]]>([
    ['always', ALWAYS, [null, 1, 2, 3]],
    ['never', NEVER, []],
    ['and', { op: 'and', items: [not(one), not(isNull)] }, [2, 3]],
    ['and of nothing', { op: 'and', items: [] }, [null, 1, 2, 3]],
    ['or', or(one, two), [1, 2]],
    ['or of nothing', { op: 'or', items: [] }, []],
    ['not of or', not(or(one, two)), [null, 3]],
    ['not of and', not(and(not(one), not(isNull))), [null, 1]],
    ['nested', or(and(not(one), not(two), not(isNull)), isNull), [null, 3]],
  ])('%s', (_title, condition, expected) => {
    const matches = compilePredicate(condition)
    expect([null, 1, 2, 3].filter((value) => matches([value], [1, 2]))).toEqual(expected)
  })

  test('a leaf reads its own field', () => {
    const matches = compilePredicate(leafOf({ op: 'eq', field: valueShape('integer', { index: 2 }) }))
    expect([matches([1, 1, 0], [1]), matches([0, 0, 1], [1])]).toEqual([false, true])
  })
})
