import { createPrometheus, field } from 'prometheus-odm'
import type { SqliteOptions } from 'prometheus-odm/sqlite'
import { sqlite } from 'prometheus-odm/sqlite'

const { defineModel, connect } = createPrometheus()

/** A row that many change at once. */
export class Counter extends defineModel({
  name: 'Counter',
  schema: {
    id: field.id(),
    code: field.string({ required: true, unique: true }),
    count: field.integer({ default: 0 }),
  },
}) {}

/** One of the rows that are written together: a batch is whole or absent. */
export class Line extends defineModel({
  name: 'Line',
  schema: {
    id: field.id({ type: 'auto' }),
    batch: field.integer({ required: true, index: true }),
    writer: field.string(),
    text: field.text(),
  },
}) {}

/** The models that the tests of concurrency share with their child processes. */
export interface Models {
  Counter: typeof Counter
  Line: typeof Line
}

/** Opens the shared database; every process does it alike. */
export const openShop = (options: string | SqliteOptions) =>
  connect<Models>({ models: { Counter, Line }, store: sqlite(options), sync: true })
