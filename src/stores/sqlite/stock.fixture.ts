import type { SchemaDefinition } from '../../schema/definition.ts'
import { field } from '../../schema/factories.ts'
import { buildModelSchema } from '../../schema/model-schema.ts'
import type { FieldShape } from '../../schema/shape.ts'
import type { Row, Store, StoreTransaction } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { sqlite } from './index.ts'

const schema = {
  id: field.id({ type: 'auto' }),
  code: field.string({ unique: true }),
  count: field.integer(),
  big: field.bigint(),
  ratio: field.number(),
  price: field.decimal({ precision: 12, scale: 2 }),
  cents: field.decimal({ precision: 18, scale: 4 }),
  amount: field.decimal({ precision: 30, scale: 10 }),
  data: field.json(),
}
const written = cast<SchemaDefinition>(schema, 'the factories give definitions')
/** A model with every kind of number, by a key that is counted up. */
export const { shape: model } = buildModelSchema({ name: 'Stock', schema: written }, new Map())
/** The field of a name. */
export const at = (name: string): FieldShape =>
  cast(
    model.fields.find((one) => one.name === name),
    'tests name fields that are there',
  )

/** A store in memory with the table of the model. */
export async function stock(): Promise<Store> {
  const store = sqlite(':memory:')
  await store.open([model])
  await store.sync()
  return store
}

/** Inserts rows of these fields; gives their keys. */
export const insertInto = (
  store: Store,
  names: readonly string[],
  rows: readonly Row[],
  tx: StoreTransaction | null = null,
) => store.prepare({ kind: 'insert', model, fields: names.map(at), returnsKey: true }).run(rows, tx)

/** The error with which something fails at once. */
export function failing(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    return error
  }
}
