import { expect } from 'vitest'
import type { Condition } from '../../query/condition.ts'
import { fieldShape } from '../../schema/shape.fixture.ts'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import type { FindPlan, Row, Store } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { memory } from './index.ts'

const makerId = fieldShape(0, 'id', 'id', { nullable: false })
/** Makers by an id of text, to whom products may refer. */
export const makers: ModelShape = {
  name: 'Maker',
  table: 'maker',
  fields: [makerId, fieldShape(1, 'name', 'string')],
  key: [makerId],
  indexes: [],
}

const maker = { model: 'Maker', table: 'maker', attribute: 'id', column: 'id' }
const fields = [
  fieldShape(0, 'id', 'id', { idType: 'auto', nullable: false }),
  fieldShape(1, 'code', 'string'),
  fieldShape(2, 'shop', 'string'),
  fieldShape(3, 'shelf', 'integer'),
  fieldShape(4, 'price', 'decimal', { precision: 6, scale: 2 }),
  fieldShape(5, 'count', 'integer', { nullable: false }),
  fieldShape(6, 'makerId', 'id', { ref: maker }),
]
const unique = (...names: string[]) => ({
  name: `product_${names.join('_')}`,
  fields: fields.filter(({ name }) => names.includes(name)),
  unique: true,
})
/** Products by a number that is counted up, unique by their code and by their place in a shop. */
export const products: ModelShape = {
  name: 'Product',
  table: 'product',
  fields,
  key: fields.slice(0, 1),
  indexes: [unique('code'), unique('shop', 'shelf')],
}

const placeFields = [
  fieldShape(0, 'row', 'string', { nullable: false }),
  fieldShape(1, 'seat', 'integer', { nullable: false }),
  fieldShape(2, 'who', 'string'),
]
/** Places by a key of two fields. */
export const places: ModelShape = {
  name: 'Place',
  table: 'place',
  fields: placeFields,
  key: placeFields.slice(0, 2),
  indexes: [],
}

/** The field of a name. */
export const at = (model: ModelShape, name: string): FieldShape =>
  cast(
    model.fields.find((one) => one.name === name),
    'tests name fields that are there',
  )
/** The condition that all records meet. */
export const all: Condition = { op: 'always' }
/** The condition that a field is what a parameter says. */
export const eq = (model: ModelShape, name: string, param = 0): Condition => ({
  op: 'eq',
  not: false,
  field: at(model, name),
  param,
})
/** An error with this code and these details. */
export const refusal = (code: string, details: object = {}) =>
  expect.objectContaining({ code, details: expect.objectContaining(details) })

/** A store with makers, products and places, all empty. */
export async function stock(): Promise<Store> {
  const store = memory()
  await store.open([makers, products, places])
  return store
}

/** Inserts objects that all have the same attributes. */
export function insertInto(store: Store, model: ModelShape, records: Record<string, unknown>[]): unknown {
  const fields = Object.keys(records[0] ?? {}).map((name) => at(model, name))
  const rows = records.map((record) => fields.map(({ name }) => record[name]))
  return store.prepare({ kind: 'insert', model, fields, returnsKey: true }).run(rows, null)
}

/** The values of one field, of the records that a plan finds. */
export function valuesOf(
  store: Store,
  name: string,
  plan: Partial<FindPlan> & { readonly model: ModelShape },
  parameters: readonly unknown[] = [],
): unknown[] {
  const whole: FindPlan = {
    kind: 'find',
    fields: [at(plan.model, name)],
    where: all,
    sort: [],
    one: false,
    ...plan,
  }
  const found = store.prepare(whole).run([...parameters], null)
  return cast<readonly Row[]>(found, 'reads of memory need not wait').map(([value]) => value)
}
