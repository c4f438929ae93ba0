import { createPrometheus, field } from 'prometheus-odm'
import { mongodb } from 'prometheus-odm/mongodb'

const { defineModel, connect } = createPrometheus()

/** What is written by batches, and recorded. */
class Entry extends defineModel({
  name: 'Entry',
  schema: {
    id: field.id({ type: 'auto' }),
    batch: field.integer({ required: true }),
    part: field.integer({ required: true }),
  },
  changes: true,
}) {}

/** What a consumer was told of. */
class Seen extends defineModel({
  name: 'Seen',
  schema: {
    id: field.id({ type: 'auto' }),
    batch: field.integer({ required: true }),
    part: field.integer({ required: true }),
  },
}) {}

interface Models {
  Entry: typeof Entry
  Seen: typeof Seen
}

/** Opens a database with a log; every process does it alike. */
export const openJournal = (url: string, database = 'journal') =>
  connect<Models>({ models: { Entry, Seen }, store: mongodb({ url, database }), sync: true })

export type Journal = Awaited<ReturnType<typeof openJournal>>

/** Copies each entry that was made, once. */
export const consumeOnce = (db: Journal, handled: (position: string) => void) =>
  db.changes.consume(
    'count',
    { models: ['Entry'], from: 'start', lease: '1s' },
    async ({ op, after, position }, { transaction }) => {
      if (op !== 'create') return
      const { batch, part } = after
      await transaction((tx) => tx.Seen.create({ batch, part }))
      handled(position)
    },
  )
