import { describe, expect, test } from 'vitest'
import type { SchemaDefinition } from '../../schema/definition.ts'
import { field } from '../../schema/factories.ts'
import { buildModelSchema } from '../../schema/model-schema.ts'
import type { Row } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { insertStatement } from '../sql/write.ts'
import { Connections } from './connections.ts'
import { sqliteDialect } from './dialect.ts'
import { settingsOf } from './options.ts'
import { createSqliteStore } from './store.ts'
import { makeTables } from './tables.ts'

/** What is stored for a value is on disk: pinned here, and never to change. */
const kept: readonly (readonly [
  kind: string,
  field: unknown,
  value: unknown,
  type: string,
  stored: unknown,
])[] = [
  [
    'uuid',
    field.id(),
    '01890a5d-ac96-774b-bcce-b302099a8057',
    'text',
    '01890a5d-ac96-774b-bcce-b302099a8057',
  ],
  ['string', field.string(), 'é😀', 'text', 'é😀'],
  ['integer', field.integer(), -9007199254740991, 'integer', '-9007199254740991'],
  ['bigint', field.bigint(), -(2n ** 63n), 'integer', '-9223372036854775808'],
  ['number', field.number(), 1, 'real', '1.0'],
  ['a fraction', field.number(), 0.1, 'real', '0.1'],
  [
    'decimal(15)',
    field.decimal({ precision: 15, scale: 3 }),
    '-999999999999.999',
    'integer',
    '-999999999999999',
  ],
  [
    'decimal(18)',
    field.decimal({ precision: 18, scale: 0 }),
    '999999999999999999',
    'integer',
    '999999999999999999',
  ],
  ['decimal(20)', field.decimal({ precision: 20, scale: 2 }), '-9.90', 'text', 'n99999999999999999009'],
  ['true', field.boolean(), true, 'integer', '1'],
  ['false', field.boolean(), false, 'integer', '0'],
  ['date', field.date(), '0001-01-01', 'text', '0001-01-01'],
  ['datetime', field.datetime(), new Date('9999-12-31T23:59:59.999Z'), 'integer', '253402300799999'],
  ['datetime before 1970', field.datetime(), new Date(-1), 'integer', '-1'],
  ['time', field.time(), '23:59:59.999', 'text', '23:59:59.999'],
  ['json', field.json(), { b: [1, null], a: { '': 'x' } }, 'text', '{"b":[1,null],"a":{"":"x"}}'],
  ['json text', field.json(), '123', 'text', '"123"'],
  ['json number', field.json(), 123, 'text', '123'],
  ['enum', field.enum(['on', 'off']), 'on', 'text', 'on'],
  ['bytes', field.bytes(), Uint8Array.from([0, 255]), 'blob', '00FF'],
  ['no bytes', field.bytes(), new Uint8Array(0), 'blob', ''],
  [
    'file',
    field.file(),
    { key: 'k', name: 'n', type: 'image/png', size: 1 },
    'text',
    '{"key":"k","name":"n","type":"image/png","size":1}',
  ],
  ['strings', field.array(field.string()), ['b', 'a'], 'text', '["b","a"]'],
  ['bigints', field.array(field.bigint()), [2n ** 63n - 1n], 'text', '["9223372036854775807"]'],
  ['decimals', field.array(field.decimal({ precision: 5, scale: 2 })), ['9.90'], 'text', '["9.90"]'],
  ['booleans', field.array(field.boolean()), [true, false], 'text', '[true,false]'],
  ['datetimes', field.array(field.datetime()), [new Date(0)], 'text', '["1970-01-01T00:00:00.000Z"]'],
  ['bytes in a list', field.array(field.bytes()), [Uint8Array.from([1])], 'text', '["AQ=="]'],
]

function shapeFor(definition: unknown) {
  const schema = cast<SchemaDefinition>(
    { key: field.integer({ required: true }), value: definition },
    'factories',
  )
  return buildModelSchema({ name: 'Kept', schema, key: ['key'] }, new Map()).shape
}

async function openFor(definition: unknown) {
  const shape = shapeFor(definition)
  const store = createSqliteStore(settingsOf(':memory:'))
  await store.open([shape])
  await store.sync()
  return { store, shape }
}

describe('a value', () => {
  test.each(kept)('of %s comes back as it went in', async (_, definition, value) => {
    const { store, shape } = await openFor(definition)
    store
      .prepare({ kind: 'insert', model: shape, fields: shape.fields, returnsKey: false })
      .run([[1, value]], null)
    const find = store.prepare({
      kind: 'find',
      model: shape,
      fields: shape.fields,
      where: { op: 'always' },
      sort: [],
      one: true,
    })
    const [row = []] = (await find.run([], null)) as readonly Row[]
    const read = find.decode[1]?.(row[1] as never) ?? row[1]
    expect(read).toEqual(value)
    expect(read?.constructor).toBe((value as object).constructor)
    await store.close()
  })

  test.each(kept)('of %s is stored as pinned', async (_, definition, value, type, stored) => {
    const shape = shapeFor(definition)
    const connections = new Connections(settingsOf(':memory:'))
    await connections.open([shape])
    makeTables(connections.writer, [shape])
    const insert = insertStatement(
      { kind: 'insert', model: shape, fields: shape.fields, returnsKey: false },
      sqliteDialect,
    )
    connections.writer.prepare(insert.text).run(1, insert.args[1]?.encode?.(value) ?? value)
    const text = type === 'blob' ? 'hex(value)' : 'cast(value as text)'
    expect(connections.writer.prepare(`select typeof(value), ${text} from kept`).raw().get()).toEqual([
      type,
      stored,
    ])
    await connections.close()
  })
})
