import { expect, test } from 'vitest'
import { compileTemplate, param, Slot } from './template.ts'

test('places are filled anew for each call, and what has none is the same object', () => {
  const constant = { $sort: new Map([['a', 1]]) }
  const fill = compileTemplate([{ $match: { a: { $eq: param(0, (value) => [value]) } } }, constant])
  expect(fill([1])).toEqual([{ $match: { a: { $eq: [1] } } }, constant])
  expect(fill([2])[0]).toEqual({ $match: { a: { $eq: [2] } } })
  expect(fill([1])[1]).toBe(constant)
})

test('a value is not looked into, whatever it holds', () => {
  const value = { $where: new Slot(() => 'never') }
  expect(compileTemplate({ a: param(0, (given) => given) })([value])).toEqual({ a: value })
})
