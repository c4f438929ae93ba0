import { describe, expect, test } from 'vitest'
import { valueShape } from '../../schema/shape.fixture.ts'
import type { FieldShape } from '../../schema/shape.ts'
import { codecOf, isSortedAsText } from './codecs.ts'

test.each<[title: string, FieldShape, value: unknown, text: string]>([
  ['text of any script', valueShape('string'), 'é ～😀 "\\', 'é ～😀 "\\'],
  ['the empty text', valueShape('text'), '', ''],
  ['an id', valueShape('id'), '0190-a', '0190-a'],
  ['a number of a key', valueShape('id', { idType: 'auto' }), 12, '12'],
  ['the last safe integer', valueShape('integer'), Number.MAX_SAFE_INTEGER, '9007199254740991'],
  ['the last bigint', valueShape('bigint'), -(2n ** 63n), '-9223372036854775808'],
  ['the least number', valueShape('number'), 5e-324, '5e-324'],
  ['the greatest number', valueShape('number'), -1.7976931348623157e308, '-1.7976931348623157e+308'],
  [
    'a decimal',
    valueShape('decimal'),
    '-12345678901234567890.0000000001',
    '-12345678901234567890.0000000001',
  ],
  ['true', valueShape('boolean'), true, '1'],
  ['false', valueShape('boolean'), false, '0'],
  ['a time before 1970', valueShape('datetime'), new Date(-1), '-1'],
  ['the last time', valueShape('datetime'), new Date(253402300799999), '253402300799999'],
  ['bytes', valueShape('bytes'), new Uint8Array([0, 255, 10]), 'AP8K'],
  ['no bytes', valueShape('bytes'), new Uint8Array(), ''],
  ['JSON null', valueShape('json'), null, 'null'],
  [
    'JSON, its keys in order',
    valueShape('json'),
    { b: [1, '1', null], a: { ü: false } },
    '{"a":{"ü":false},"b":[1,"1",null]}',
  ],
  [
    'a list of bigints',
    valueShape('array', { element: valueShape('bigint') }),
    [1n, 2n ** 53n + 1n],
    '["1","9007199254740993"]',
  ],
  ['a list of times', valueShape('array', { element: valueShape('datetime') }), [new Date(5)], '["5"]'],
  ['an empty list', valueShape('array', { element: valueShape('string') }), [], '[]'],
])('%s, to text and back', (_, field, value, text) => {
  const { toText, fromText } = codecOf(field)
  expect(toText(value)).toBe(text)
  expect(fromText(text)).toEqual(value)
})

test('values that are handed out cannot be changed where they can be frozen', () => {
  const { fromText } = codecOf(valueShape('json'))
  expect(Object.isFrozen(Reflect.get(Object(fromText('{"a":{}}')), 'a'))).toBe(true)
  expect(
    Object.isFrozen(codecOf(valueShape('array', { element: valueShape('string') })).fromText('["a"]')),
  ).toBe(true)
})

describe('the order of the texts', () => {
  test.each<[FieldShape, boolean]>([
    [valueShape('id'), true],
    [valueShape('id', { idType: 'auto' }), false],
    [valueShape('string'), true],
    [valueShape('date'), true],
    [valueShape('integer'), false],
    [valueShape('decimal'), false],
    [valueShape('datetime'), false],
  ])('$kind: %s', (field, expected) => {
    expect(isSortedAsText(field)).toBe(expected)
  })
})
