import type { SchemaDefinition } from '../schema/definition.ts'
import { field } from '../schema/factories.ts'
import { buildModelSchema } from '../schema/model-schema.ts'
import { fromJsonForm } from '../schema/values/json-form.ts'
import { cast } from '../support/cast.ts'

/** The schema of `Sample`: a field of every kind, all of them optional, and `label` to tell samples apart. */
export const sampleSchema = {
  id: field.id(),
  label: field.string(),
  mark: field.integer(),
  name: field.string(),
  title: field.string(),
  note: field.text(),
  count: field.integer(),
  other: field.integer(),
  big: field.bigint(),
  ratio: field.number(),
  price: field.decimal({ precision: 12, scale: 2 }),
  cents: field.decimal({ precision: 18, scale: 2 }),
  amount: field.decimal({ precision: 30, scale: 10 }),
  active: field.boolean(),
  day: field.date(),
  moment: field.datetime(),
  clock: field.time(),
  data: field.json(),
  tags: field.array(field.string()),
  scores: field.array(field.integer()),
  ratios: field.array(field.number()),
  bigs: field.array(field.bigint()),
  prices: field.array(field.decimal({ precision: 10, scale: 2 })),
  flags: field.array(field.boolean()),
  days: field.array(field.date()),
  moments: field.array(field.datetime()),
  status: field.enum(['draft', 'published', 'archived']),
  email: field.email(),
  link: field.url(),
  phone: field.phone(),
  color: field.color(),
  address: field.ip(),
  secret: field.password(),
  blob: field.bytes(),
  file: field.file(),
} as const

/** The schema of `Sample` as stores see it. */
export const sampleModel = buildModelSchema(
  { name: 'Sample', schema: cast<SchemaDefinition>(sampleSchema, 'the factories give definitions') },
  new Map(),
)

/** The values that the JSON form of a sample stands for. */
export function backFromJson(json: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(json).map(([name, form]) => {
    const shape = sampleModel.attributes.get(name)?.shape
    return [name, shape === undefined || form === null ? form : fromJsonForm(shape, form)]
  })
  return Object.fromEntries(entries)
}
