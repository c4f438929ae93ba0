import { expect, test } from 'vitest'
import { now } from './now.ts'
import type { Conditional } from './policy.ts'
import { knownReading } from './policy.ts'

const readTwice = (where: Conditional['where']) => {
  const policy: Conditional = { where }
  let count = 0
  const read = () => ({ text: '', values: [++count] })
  return [knownReading(policy, read).values, knownReading(policy, read).values]
}

test('a rule is read once', () => {
  expect(readTwice({ owner: { $in: ['a'] }, at: new Date(0) })).toEqual([[1], [1]])
})

test('a rule that asks for the present is read each time', () => {
  expect(readTwice({ until: { $gt: now() } })).toEqual([[1], [2]])
  expect(readTwice({ $or: [{ a: null }, { $not: { until: { $lt: now({ days: 1 }) } } }] })).toEqual([
    [1],
    [2],
  ])
})
