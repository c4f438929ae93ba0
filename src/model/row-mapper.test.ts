import { describe, expect, test } from 'vitest'
import { cast } from '../support/cast.ts'
import type { MappedColumn } from './row-mapper.ts'
import { closureMapper, createRowMapper } from './row-mapper.ts'

const names = [
  'plain',
  'a"b',
  "it's",
  'back`tick',
  'back\\slash',
  'line\nbreak',
  '\u2028',
  'ключ',
  '😀',
  '',
  '0',
  'class',
  'constructor',
  'toString',
  '}; throw 1; ({',
]

const column = (name: string, i: number): MappedColumn => ({
  name,
  decode:
    i % 2 === 0 ? undefined : cast<(raw: never) => unknown>((raw: number) => raw * 2, 'rows of numbers'),
})

describe.each([
  ['generated', createRowMapper],
  ['closure', closureMapper],
])('the %s mapper', (_title, create) => {
  test('gives objects with the columns by name, decoded', () => {
    const expected = names.map((name, i) => [name, i % 2 === 0 ? i : i * 2])
    const [row] = create(names.map(column))([names.map((_, i) => i)])
    expect(Object.entries(row ?? {}).toSorted()).toEqual(expected.toSorted())
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype)
  })

  test('keeps null, false, 0 and the empty text, and asks no decoder about null', () => {
    const decode = cast<(raw: never) => unknown>((raw: unknown) => [raw], 'rows of anything')
    const map = create([
      { name: 'raw', decode: undefined },
      { name: 'decoded', decode },
    ])
    const values = [null, false, 0, '']
    expect(map(values.map((value) => [value, value]))).toEqual(
      values.map((value) => ({ raw: value, decoded: value === null ? null : [value] })),
    )
  })

  test('maps no rows, and rows without columns', () => {
    expect([create([])([]), create([])([[], []]), create(names.map(column))([])]).toEqual([[], [{}, {}], []])
  })
})

test('both mappers give the same keys in the same order', () => {
  const columns = names.map(column)
  const rows = [names.map((_, i) => i), names.map(() => null)]
  const [generated, closure] = [createRowMapper(columns)(rows), closureMapper(columns)(rows)]
  expect(generated).toEqual(closure)
  expect(generated.map(Object.keys)).toEqual(closure.map(Object.keys))
})
