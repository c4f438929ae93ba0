import { describe, expect, test } from 'vitest'
import type { SchemaDefinition } from '../../schema/definition.ts'
import { field } from '../../schema/factories.ts'
import { buildModelSchema } from '../../schema/model-schema.ts'
import type { FieldShape } from '../../schema/shape.ts'
import { cast } from '../../support/cast.ts'
import { parseArray } from './array-literal.ts'
import { codecOf } from './codecs.ts'
import { columnType, listType } from './column-type.ts'
import { decodeMoment, decodeTime } from './moments.ts'

function shapeOf(value: unknown): FieldShape {
  const schema = cast<SchemaDefinition>({ id: field.id(), value }, 'the factories give definitions')
  return buildModelSchema({ name: 'Kept', schema }, new Map()).shape.fields[1] as FieldShape
}

const moment = new Date('2024-02-29T12:34:56.789Z')

/** What is stored for a value is on disk: pinned here, and never to change. */
const kept: readonly (readonly [
  field: unknown,
  type: string,
  value: unknown,
  sent: unknown,
  read: string,
])[] = [
  [field.string(), 'text COLLATE "C"', 'é😀', 'é😀', 'é😀'],
  [field.enum(['on', 'off']), 'text COLLATE "C"', 'on', 'on', 'on'],
  [field.integer(), 'bigint', -9007199254740991, -9007199254740991, '-9007199254740991'],
  [field.bigint(), 'bigint', -(2n ** 63n), -(2n ** 63n), '-9223372036854775808'],
  [field.number(), 'double precision', 5e-324, 5e-324, '5e-324'],
  [field.decimal({ precision: 12, scale: 2 }), 'numeric(12,2)', '-9.90', '-9.90', '-9.90'],
  [field.boolean(), 'boolean', true, true, 't'],
  [field.boolean(), 'boolean', false, false, 'f'],
  [field.date(), 'date', '0001-01-01', '0001-01-01', '0001-01-01'],
  [
    field.datetime(),
    'timestamp(3) with time zone',
    moment,
    moment.toISOString(),
    '2024-02-29 12:34:56.789+00',
  ],
  [field.time(), 'time(3) without time zone', '10:00:00.100', '10:00:00.100', '10:00:00.1'],
  [field.json(), 'jsonb', { a: [1, null] }, '{"a":[1,null]}', '{"a": [1, null]}'],
  [field.json(), 'jsonb', '123', '"123"', '"123"'],
  [field.bytes(), 'bytea', Uint8Array.from([0, 255]), Uint8Array.from([0, 255]), '\\x00ff'],
  [
    field.array(field.string()),
    'text[] COLLATE "C"',
    ['a,"\\', 'NULL', ''],
    '{"a,\\"\\\\","NULL",""}',
    '{"a,\\"\\\\","NULL",""}',
  ],
  [field.array(field.integer()), 'bigint[]', [1, -2], '{1,-2}', '{1,-2}'],
  [field.array(field.bigint()), 'bigint[]', [2n ** 60n], '{1152921504606846976}', '{1152921504606846976}'],
  [field.array(field.decimal({ precision: 5, scale: 1 })), 'numeric(5,1)[]', ['9.0'], '{"9.0"}', '{9.0}'],
  [field.array(field.boolean()), 'boolean[]', [true, false], '{true,false}', '{t,f}'],
  [
    field.array(field.datetime()),
    'timestamp(3) with time zone[]',
    [moment],
    '{"2024-02-29T12:34:56.789Z"}',
    '{"2024-02-29 12:34:56.789+00"}',
  ],
  [field.array(field.bytes()), 'bytea[]', [Uint8Array.of(1, 254)], '{"\\\\x01fe"}', '{"\\\\x01fe"}'],
]

describe('a value', () => {
  test.each(kept)('%o as %s: %o', (definition, type, value, sent, read) => {
    const shape = shapeOf(definition)
    const { encode, decode } = codecOf(shape)
    expect(columnType(shape)).toBe(type)
    expect(encode === undefined ? value : encode(value)).toEqual(sent)
    expect(decode === undefined ? read : decode(cast(read, 'the driver gives text'))).toEqual(value)
  })

  test('that is a list or data is handed out frozen', () => {
    const read = (of: unknown, text: string) =>
      codecOf(shapeOf(of)).decode?.(cast(text, 'the driver gives text'))
    expect(Object.isFrozen(read(field.array(field.string()), '{a}'))).toBe(true)
    expect(Object.isFrozen(Object(read(field.json(), '{"a":{}}')).a)).toBe(true)
  })
})

describe('a list', () => {
  test('has a type without lengths and scales, which a cast would cut to', () => {
    expect(listType(shapeOf(field.decimal({ precision: 5, scale: 1 })))).toBe('numeric[]')
    expect(listType(shapeOf(field.datetime()))).toBe('timestamp with time zone[]')
    expect(listType(shapeOf(field.id({ type: 'objectId' })))).toBe('bpchar[]')
  })

  test('is read with its quotes, escapes, line ends and empty items', () => {
    expect(parseArray('{}')).toEqual([])
    expect(parseArray('{a,b}')).toEqual(['a', 'b'])
    expect(parseArray('{"",b,"c\nd","{,}"}')).toEqual(['', 'b', 'c\nd', '{,}'])
  })
})

describe('a moment', () => {
  test.each([
    ['0001-01-01 00:00:00+00', '0001-01-01T00:00:00.000Z'],
    ['1969-12-31 23:59:59.999+00', '1969-12-31T23:59:59.999Z'],
    ['0099-12-31 23:59:59.5+00', '0099-12-31T23:59:59.500Z'],
    ['0100-01-01 00:00:00+00', '0100-01-01T00:00:00.000Z'],
    ['2024-02-29 12:34:56.05+00', '2024-02-29T12:34:56.050Z'],
    ['2024-02-29 12:34:56.007+00', '2024-02-29T12:34:56.007Z'],
    ['9999-12-31 23:59:59.9+00', '9999-12-31T23:59:59.900Z'],
    ['2024-02-29 12:34:56.789123+00', '2024-02-29T12:34:56.789Z'],
    ['0001-01-01 12:34:56.789123+00', '0001-01-01T12:34:56.789Z'],
    ['2024-07-01 02:30:00.05+05:30', '2024-06-30T21:00:00.050Z'],
    ['2024-07-01 02:30:00-03', '2024-07-01T05:30:00.000Z'],
    ['0001-01-01 00:53:28+00:53:28', '0001-01-01T00:00:00.000Z'],
  ])('%s is %s, in whatever zone it is told', (text, iso) => {
    expect(decodeMoment(text).toISOString()).toBe(iso)
  })

  test('of a day has its three digits', () => {
    expect(['00:00:00', '23:59:59.9', '10:00:00.001'].map(decodeTime)).toEqual([
      '00:00:00.000',
      '23:59:59.900',
      '10:00:00.001',
    ])
  })
})
