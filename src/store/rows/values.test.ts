import { describe, expect, test } from 'vitest'
import { valueShape } from '../../schema/shape.fixture.ts'
import type { FieldShape } from '../../schema/shape.ts'
import { decodeOf, keeperOf } from './values.ts'

const handOut = (field: FieldShape, kept: unknown) => decodeOf(field)?.(kept as never) ?? kept

describe('what goes in and out', () => {
  const cases: [title: string, FieldShape, given: () => object, change: (value: never) => void][] = [
    ['a time', valueShape('datetime'), () => new Date(5), (value: Date) => value.setTime(6)],
    ['bytes', valueShape('bytes'), () => new Uint8Array([1, 2]), (value: Uint8Array) => value.fill(9)],
    [
      'a list of times',
      valueShape('array', { element: valueShape('datetime') }),
      () => [new Date(5)],
      (value: Date[]) => value[0]?.setTime(6),
    ],
    [
      'a list of bytes',
      valueShape('array', { element: valueShape('bytes') }),
      () => [new Uint8Array([1])],
      (value: Uint8Array[]) => value[0]?.fill(9),
    ],
  ]

  test.each(cases)('%s is a copy each time', (_title, field, give, change) => {
    const given = give()
    const kept = keeperOf(field)(given)
    change(given as never)
    expect(handOut(field, kept)).toEqual(give())
    change(handOut(field, kept) as never)
    expect(handOut(field, kept)).toEqual(give())
  })

  test('JSON is copied, and frozen all the way down', () => {
    const given = { a: [{ b: 1 }] }
    const kept = keeperOf(valueShape('json'))(given) as typeof given
    given.a[0]!.b = 2
    expect(kept).toEqual({ a: [{ b: 1 }] })
    expect([kept, kept.a, kept.a[0]].every(Object.isFrozen)).toBe(true)
  })

  test('a list is copied, and frozen', () => {
    const given = ['a']
    const kept = keeperOf(valueShape('array', { element: valueShape('string') }))(given) as string[]
    given.push('b')
    expect([kept, Object.isFrozen(kept)]).toEqual([['a'], true])
  })

  test('an own key __proto__ stays a key', () => {
    const kept = keeperOf(valueShape('json'))(JSON.parse('{"__proto__":{"x":1}}')) as object
    expect([Object.hasOwn(kept, '__proto__'), Object.getPrototypeOf(kept)]).toEqual([true, Object.prototype])
  })

  test.each<[FieldShape['kind'], unknown, unknown]>([
    ['number', -0, 0],
    ['integer', -0, 0],
    ['json', -0, 0],
    ['string', '', ''],
    ['string', undefined, null],
    ['datetime', null, null],
    ['json', null, null],
    ['boolean', false, false],
  ])('%s keeps %s as %s', (kind, given, expected) => {
    expect(keeperOf(valueShape(kind))(given)).toBe(expected)
  })
})
