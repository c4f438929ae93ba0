import { expect, test } from 'vitest'
import type { Condition, Leaf } from '../../query/condition.ts'
import { and, equals, not, or } from '../../query/condition.ts'
import { fieldShape } from '../../schema/shape.fixture.ts'
import type { FieldShape } from '../../schema/shape.ts'
import { lookupOf } from './lookup.ts'

const [id, a, b, gone] = [
  fieldShape(0, 'id', 'string'),
  fieldShape(1, 'a', 'string'),
  fieldShape(2, 'b', 'string'),
  fieldShape(3, 'gone', 'string'),
] as const
const handles = [
  { name: 'key', fields: [id] },
  { name: 'living', fields: [a], whereNull: gone },
  { name: 'pair', fields: [a, b] },
  { name: 'single', fields: [b] },
]
const isNull: Leaf = { op: 'null', not: false, field: gone }
const among = (field: FieldShape, param: number, withNull = false): Leaf => ({
  op: 'in',
  not: false,
  withNull,
  field,
  param,
})
const parameters = ['x', 'y', ['m', 'n']]

test.each<[title: string, where: Condition, handle: string | undefined, values?: unknown]>([
  ['a key', equals(id, 0), 'key', [['x']]],
  ['a key beside anything', and(equals(b, 1), equals(id, 0)), 'key', [['x']]],
  ['two fields in any order', and(equals(b, 1), equals(a, 0)), 'pair', [['x', 'y']]],
  ['an index of the living, where they are asked for', and(equals(a, 0), isNull), 'living', [['x']]],
  ['no index of the living for all', equals(a, 0), undefined],
  ['a list', among(b, 2), 'single', [['m'], ['n']]],
  ['one value rather than a list', and(among(id, 2), equals(b, 1)), 'single', [['y']]],
  ['no list with null', among(b, 2, true), undefined],
  ['no negation', not(equals(id, 0)), undefined],
  ['no alternatives', or(equals(id, 0), equals(b, 1)), undefined],
  ['nothing for all', { op: 'always' }, undefined],
])('finds %s', (_, where, handle, values) => {
  const lookup = lookupOf(handles, where)
  expect(lookup?.handle.name).toBe(handle)
  if (lookup) expect([...lookup.valuesOf(parameters)]).toEqual(values)
})

test.each<[title: string, where: Condition, isExact: boolean]>([
  ['all fields of an index', and(equals(b, 1), equals(a, 0)), true],
  ['an index of the living, and that they live', and(equals(a, 0), isNull), true],
  ['a list', among(b, 2), true],
  ['something beside an index', and(equals(b, 1), isNull), false],
  ['two values of one field', and(equals(b, 1), equals(b, 0)), false],
  ['a value and a list of one field', and(equals(b, 1), among(b, 2)), false],
])('says whether candidates by %s are known to fit', (_, where, isExact) => {
  expect(lookupOf(handles, where)?.isExact).toBe(isExact)
})
