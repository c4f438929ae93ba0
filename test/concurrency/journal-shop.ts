import { createPrometheus, field } from 'prometheus-odm'
import { sqlite } from 'prometheus-odm/sqlite'

const { defineModel, connect } = createPrometheus()

/** What is written, and recorded. */
export class Entry extends defineModel({
  name: 'Entry',
  schema: {
    id: field.id({ type: 'auto' }),
    batch: field.integer({ required: true }),
    part: field.integer({ required: true }),
  },
  changes: true,
}) {}

/** What a consumer was told of. */
export class Seen extends defineModel({
  name: 'Seen',
  schema: {
    id: field.id({ type: 'auto' }),
    batch: field.integer({ required: true }),
    part: field.integer({ required: true }),
  },
}) {}

/** The models that the tests of changes share with their child processes. */
export interface Models {
  Entry: typeof Entry
  Seen: typeof Seen
}

/** Opens the shared database; every process does it alike. */
export const openJournal = (path: string) =>
  connect<Models>({ models: { Entry, Seen }, store: sqlite(path), sync: true })
