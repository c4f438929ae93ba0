import { describe, expect, test } from 'vitest'
import type { FieldShape } from '../../schema/shape.ts'
import { codecOf, isSortedAsText } from './codecs.ts'

const fieldOf = (kind: FieldShape['kind'], more: Partial<FieldShape> = {}): FieldShape => ({
  index: 0,
  name: 'value',
  column: 'value',
  kind,
  nullable: true,
  ...more,
})

test.each<[title: string, FieldShape, value: unknown, text: string]>([
  ['text of any script', fieldOf('string'), 'é ～😀 "\\', 'é ～😀 "\\'],
  ['the empty text', fieldOf('text'), '', ''],
  ['an id', fieldOf('id'), '0190-a', '0190-a'],
  ['a number of a key', fieldOf('id', { idType: 'auto' }), 12, '12'],
  ['the last safe integer', fieldOf('integer'), Number.MAX_SAFE_INTEGER, '9007199254740991'],
  ['the last bigint', fieldOf('bigint'), -(2n ** 63n), '-9223372036854775808'],
  ['the least number', fieldOf('number'), 5e-324, '5e-324'],
  ['the greatest number', fieldOf('number'), -1.7976931348623157e308, '-1.7976931348623157e+308'],
  ['a decimal', fieldOf('decimal'), '-12345678901234567890.0000000001', '-12345678901234567890.0000000001'],
  ['true', fieldOf('boolean'), true, '1'],
  ['false', fieldOf('boolean'), false, '0'],
  ['a time before 1970', fieldOf('datetime'), new Date(-1), '-1'],
  ['the last time', fieldOf('datetime'), new Date(253402300799999), '253402300799999'],
  ['bytes', fieldOf('bytes'), new Uint8Array([0, 255, 10]), 'AP8K'],
  ['no bytes', fieldOf('bytes'), new Uint8Array(), ''],
  ['JSON null', fieldOf('json'), null, 'null'],
  [
    'JSON, its keys in order',
    fieldOf('json'),
    { b: [1, '1', null], a: { ü: false } },
    '{"a":{"ü":false},"b":[1,"1",null]}',
  ],
  [
    'a list of bigints',
    fieldOf('array', { element: fieldOf('bigint') }),
    [1n, 2n ** 53n + 1n],
    '["1","9007199254740993"]',
  ],
  ['a list of times', fieldOf('array', { element: fieldOf('datetime') }), [new Date(5)], '["5"]'],
  ['an empty list', fieldOf('array', { element: fieldOf('string') }), [], '[]'],
])('%s, to text and back', (_, field, value, text) => {
  const { toText, fromText } = codecOf(field)
  expect(toText(value)).toBe(text)
  expect(fromText(text)).toEqual(value)
})

test('values that are handed out cannot be changed where they can be frozen', () => {
  const { fromText } = codecOf(fieldOf('json'))
  expect(Object.isFrozen(Reflect.get(Object(fromText('{"a":{}}')), 'a'))).toBe(true)
  expect(Object.isFrozen(codecOf(fieldOf('array', { element: fieldOf('string') })).fromText('["a"]'))).toBe(
    true,
  )
})

describe('the order of the texts', () => {
  test.each<[FieldShape, boolean]>([
    [fieldOf('id'), true],
    [fieldOf('id', { idType: 'auto' }), false],
    [fieldOf('string'), true],
    [fieldOf('date'), true],
    [fieldOf('integer'), false],
    [fieldOf('decimal'), false],
    [fieldOf('datetime'), false],
  ])('$kind: %s', (field, expected) => {
    expect(isSortedAsText(field)).toBe(expected)
  })
})
