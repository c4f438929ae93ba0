import { expect, test } from 'vitest'
import type { FieldShape } from '../../schema/shape.ts'
import { sortStages } from './sort.ts'

const field: FieldShape = { index: 0, name: 'a', column: 'a', kind: 'integer', nullable: true }
const term = (descending: boolean, nullsFirst: boolean, more: Partial<FieldShape> = {}) => ({
  name: 'a',
  field: { ...field, ...more },
  descending,
  nullsFirst,
})

test('nulls where MongoDB has them anyway cost nothing', () => {
  for (const one of [term(false, true), term(true, false), term(true, true, { nullable: false })]) {
    expect(sortStages([one]).prepare).toEqual([])
  }
})

test('nulls on the other side are put there by a number', () => {
  const { prepare, sort } = sortStages([term(false, false)])
  expect(prepare).toEqual([{ $set: { '~n1': { $cond: [{ $gt: ['$a', null] }, 0, 1] } } }])
  expect(sort).toEqual([
    {
      $sort: new Map([
        ['~n1', 1],
        ['a', 1],
      ]),
    },
  ])
})

test('no order is no stage', () => {
  expect(sortStages([])).toEqual({ prepare: [], sort: [] })
})
