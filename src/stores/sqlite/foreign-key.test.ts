import { beforeEach, describe, expect, test } from 'vitest'
import { ALWAYS } from '../../query/condition.ts'
import type { SchemaDefinition } from '../../schema/definition.ts'
import { field, ref } from '../../schema/factories.ts'
import { buildModelSchema } from '../../schema/model-schema.ts'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import type { Plan, Store, StoreTransaction } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { sqlite } from './index.ts'

const written = (schema: object) => cast<SchemaDefinition>(schema, 'the factories give definitions')
const definitions = [
  { name: 'Shop', schema: written({ id: field.id(), open: field.boolean() }) },
  {
    name: 'Item',
    schema: written({ id: field.id(), shop: ref('Shop'), origin: ref('Shop'), part: ref('Item') }),
  },
  { name: 'Claim', schema: written({ id: field.id(), item: ref('Item') }) },
]
const all = new Map(definitions.map((one) => [one.name, one]))
const [shop, item, claim] = definitions.map((one) => buildModelSchema(one, all).shape) as [
  ModelShape,
  ModelShape,
  ModelShape,
]
const at = (model: ModelShape, name: string) => model.fields.find((one) => one.name === name) as FieldShape
const byId = (model: ModelShape) => ({ op: 'eq', not: false, field: at(model, 'id'), param: 0 }) as const

let store: Store
const insert = (model: ModelShape, rows: unknown[][], tx: StoreTransaction | null = null) =>
  store.prepare({ kind: 'insert', model, fields: model.fields, returnsKey: false }).run(rows, tx)
const refusal = async (run: () => unknown) => {
  const thrown = await Promise.resolve()
    .then(run)
    .then(
      () => undefined,
      (error: unknown) => error,
    )
  const { code, message, details } = cast<{ code: string; message: string; details: object }>(
    thrown,
    'it must throw',
  )
  return [code, message, details]
}
const dangling = (model: string, name: string, target: string) => [
  'FOREIGN_KEY_VIOLATION',
  `${model}.${name} refers to a ${target} that is not there. Create the ${target} first.`,
  { model, fields: [name] },
]
const referred = (model: string, by: string, name: string) => [
  'FOREIGN_KEY_VIOLATION',
  `${model}: ${by}.${name} still refers to the record. Remove or change what refers to it first.`,
  { model, fields: ['id'], referrer: { model: by, field: name } },
]

beforeEach(async () => {
  store = sqlite(':memory:')
  await store.open([claim, item, shop])
  await store.sync()
  insert(shop, [
    ['s', true],
    ['t', true],
  ])
  insert(item, [['i', 's', null, 'i']])
})

describe('a reference to what is not there is named', () => {
  test('of an insert, also of a later row and inside a transaction', async () => {
    expect(await refusal(() => insert(item, [['j', 's', 'x', null]]))).toEqual(
      dangling('Item', 'originId', 'Shop'),
    )
    const rows = [
      ['j', 's', 's', null],
      ['k', 's', null, 'j'],
      ['l', 's', null, 'x'],
    ]
    expect(await refusal(() => insert(item, rows))).toEqual(dangling('Item', 'partId', 'Item'))
    const tx = await store.begin({})
    expect(await refusal(() => insert(claim, [['c', 'x']], tx))).toEqual(dangling('Claim', 'itemId', 'Item'))
    await tx.commit()
  })

  test('of an update and an upsert', async () => {
    const set = [{ field: at(item, 'originId'), to: { op: 'set', param: 1 } }] as const
    const update = store.prepare({ kind: 'update', model: item, set, where: byId(item) })
    expect(await refusal(() => update.run(['i', 'x'], null))).toEqual(dangling('Item', 'originId', 'Shop'))
    const fields = [at(item, 'id'), at(item, 'shopId')]
    const again = [{ field: at(item, 'partId'), to: { op: 'set', param: 2 } }] as const
    const upsert = store.prepare({
      kind: 'upsert',
      model: item,
      fields,
      target: { fields: [at(item, 'id')] },
      where: ALWAYS,
      set: again,
    })
    expect(await refusal(() => upsert.run(['i', 's', 'x'], null))).toEqual(dangling('Item', 'partId', 'Item'))
  })
})

describe('what still refers to a record is named', () => {
  test('of a destroy, and of an update of the key', async () => {
    const destroy = (model: ModelShape): Plan => ({ kind: 'destroy', model, where: byId(model) })
    const run = (plan: Plan, ...values: unknown[]) =>
      cast<{ run: (...args: unknown[]) => unknown }>(store.prepare(plan), 'prepared').run(values, null)
    expect(await refusal(() => run(destroy(shop), 's'))).toEqual(referred('Shop', 'Item', 'shopId'))
    expect(run(destroy(shop), 't')).toBe(1)
    insert(claim, [['c', 'i']])
    expect(await refusal(() => run(destroy(item), 'i'))).toEqual(referred('Item', 'Claim', 'itemId'))
    const rename: Plan = {
      kind: 'update',
      model: shop,
      set: [{ field: at(shop, 'id'), to: { op: 'set', param: 1 } }],
      where: byId(shop),
    }
    expect(await refusal(() => run(rename, 's', 'u'))).toEqual(referred('Shop', 'Item', 'shopId'))
  })
})
