import { describe, expect, test } from 'vitest'
import type { SchemaDefinition } from '../../schema/definition.ts'
import { field } from '../../schema/factories.ts'
import { buildModelSchema } from '../../schema/model-schema.ts'
import type { FieldShape } from '../../schema/shape.ts'
import { cast } from '../../support/cast.ts'
import { codecOf, listText } from './codecs.ts'
import { columnType, itemType } from './column-type.ts'
import { serverOf } from './server.ts'
import { Decimal } from './wire/parameter.ts'

const mariadb = serverOf('10.11.6-MariaDB')
const mysql = serverOf('8.0.36')

const shapeOf = (definition: unknown): FieldShape => {
  const schema = cast<SchemaDefinition>({ id: field.id(), it: definition }, 'the factories give definitions')
  return buildModelSchema({ name: 'One', schema }, new Map()).shape.fields[1] as FieldShape
}
const encode = (definition: unknown, value: unknown) => codecOf(shapeOf(definition)).encode?.(value)
const decode = (definition: unknown, raw: unknown) => codecOf(shapeOf(definition)).decode?.(cast(raw, 'raw'))

describe('values', () => {
  test('are sent with their types where text or a float would be compared as a float', () => {
    expect(encode(field.integer(), 5)).toBe(5n)
    expect(encode(field.bigint(), 2n ** 60n)).toBe(2n ** 60n)
    expect(encode(field.decimal(), '1.10')).toEqual(new Decimal('1.10'))
  })

  test('of time are sent as text in UTC, of every year, with their milliseconds', () => {
    const first = new Date('0001-01-01T00:00:00.001Z')
    expect(encode(field.datetime(), first)).toBe('0001-01-01 00:00:00.001')
    expect(decode(field.datetime(), first.getTime())).toEqual(first)
  })

  test('past 2^53 are read exactly, whatever the driver gives', () => {
    expect(decode(field.bigint(), '9223372036854775807')).toBe(9223372036854775807n)
    expect(decode(field.bigint(), 5)).toBe(5n)
  })

  test('of bytes are a copy of their own', () => {
    const packet = Buffer.from([9, 1, 2])
    const bytes = cast<Uint8Array>(decode(field.bytes(), packet.subarray(1)), 'bytes')
    packet.fill(0)
    expect([bytes.constructor, [...bytes]]).toEqual([Uint8Array, [1, 2]])
  })

  test('in lists are one JSON text', () => {
    const list = (definition: unknown, values: unknown) => listText(shapeOf(definition))(values)
    expect(list(field.bigint(), [2n ** 60n])).toBe('["1152921504606846976"]')
    expect(list(field.boolean(), [true, false])).toBe('[1,0]')
    expect(list(field.bytes(), [Uint8Array.of(1, 255)])).toBe('["01ff"]')
    expect(list(field.datetime(), [new Date(0)])).toBe('["1970-01-01 00:00:00.000"]')
    expect(list(field.string(), ['"', 'é'])).toBe('["\\"","é"]')
  })
})

describe('columns', () => {
  test.each([
    [field.string(), 'varchar(255) collate utf8mb4_nopad_bin', 'varchar(255) collate utf8mb4_0900_bin'],
    [
      field.email({ maxLength: 20 }),
      'varchar(254) collate utf8mb4_nopad_bin',
      'varchar(254) collate utf8mb4_0900_bin',
    ],
    [
      field.enum(['a', '😀😀']),
      'varchar(2) collate utf8mb4_nopad_bin',
      'varchar(2) collate utf8mb4_0900_bin',
    ],
    [
      field.string({ maxLength: 20_000 }),
      'longtext collate utf8mb4_nopad_bin',
      'longtext collate utf8mb4_0900_bin',
    ],
    [field.json(), 'longtext collate utf8mb4_nopad_bin', 'json'],
    [field.decimal({ precision: 30, scale: 10 }), 'decimal(30,10)', 'decimal(30,10)'],
    [field.datetime(), 'datetime(3)', 'datetime(3)'],
    [field.id(), 'char(36) collate ascii_bin', 'char(36) collate ascii_bin'],
  ])('are as the field table says: %#', (definition, onMariadb, onMysql) => {
    expect(columnType(shapeOf(definition), mariadb)).toBe(onMariadb)
    expect(columnType(shapeOf(definition), mysql)).toBe(onMysql)
  })

  test('of lists take one character more, so that what is cut cannot become equal', () => {
    expect(itemType(shapeOf(field.string({ maxLength: 5 })), mariadb)).toBe(
      'varchar(6) collate utf8mb4_nopad_bin',
    )
    expect(itemType(shapeOf(field.id()), mariadb)).toBe('varchar(37) collate ascii_bin')
    expect(itemType(shapeOf(field.text()), mariadb)).toBe('longtext collate utf8mb4_nopad_bin')
  })
})
