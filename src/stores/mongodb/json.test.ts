import { BSON } from 'mongodb'
import { describe, expect, test } from 'vitest'
import { decodeJson, encodeJson } from './json.ts'

const throughBson = (value: unknown): unknown =>
  decodeJson(BSON.deserialize(BSON.serialize({ value: encodeJson(value) }), { useBigInt64: true }).value)

describe('JSON', () => {
  test.each([
    [{ b: 1, a: [{ d: null, c: 'x' }] }],
    [{ _bsontype: 'ObjectId', id: 'x' }],
    [{ $ref: 'a', $id: 1, more: true }],
    [{ $ref: 'a', $id: 'b' }],
    [{ '$.a': 1, 'a.b': 2, '': 3, toJSON: 4 }],
    [JSON.parse('{"__proto__": {"a": 1}, "constructor": 2}')],
    [[[], {}, null, 0, -1e300, 1.5, true, '']],
    ['plain'],
  ])('comes back as it was: %j', (value) => {
    expect(throughBson(value)).toEqual(value)
    expect(Object.keys(throughBson(value) as object).sort()).toEqual(Object.keys(value as object).sort())
  })

  test('is written with the keys of its objects in order, so that equal data is equal', () => {
    const bytes = (value: unknown) => BSON.serialize({ value: encodeJson(value) })
    expect(bytes({ b: { z: 1, y: 2 }, a: 1 })).toEqual(bytes({ a: 1, b: { y: 2, z: 1 } }))
    expect(bytes({ n: -0 })).toEqual(bytes({ n: 0 }))
  })

  test('is frozen, and what another program stored as an int64 is a number', () => {
    expect(decodeJson({ a: 5n })).toEqual({ a: 5 })
    const read = throughBson({ a: [{}] }) as { a: object[] }
    expect([read, read.a, read.a[0]].every(Object.isFrozen)).toBe(true)
  })
})
