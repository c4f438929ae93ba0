import { createPrometheus, field } from 'prometheus-odm'
import type { RedisOptions } from 'prometheus-odm/redis'
import { redis } from 'prometheus-odm/redis'
import { url } from './server.ts'

const { defineModel, connect } = createPrometheus()

/** What is written by batches, and recorded. */
class Entry extends defineModel({
  name: 'Entry',
  schema: {
    id: field.id(),
    batch: field.integer({ required: true }),
    part: field.integer({ required: true }),
    count: field.integer({ default: 0 }),
  },
  changes: { keep: 'forever', compact: '1s' },
}) {}

/** Another model of the same log. */
class Note extends defineModel({
  name: 'Note',
  schema: { id: field.id(), text: field.string() },
  changes: true,
}) {}

/** What a consumer was told of, each change once. */
class Seen extends defineModel({
  name: 'Seen',
  schema: {
    position: field.string({ required: true, maxLength: 200 }),
    batch: field.integer({ required: true }),
    part: field.integer({ required: true }),
  },
  key: ['position'],
}) {}

interface Models {
  Entry: typeof Entry
  Note: typeof Note
  Seen: typeof Seen
}

/** Opens a database with a log; every process does it alike. */
export const openJournal = (prefix: string, options: RedisOptions = {}) =>
  connect<Models>({ models: { Entry, Note, Seen }, store: redis({ url, prefix, ...options }) })

export type Journal = Awaited<ReturnType<typeof openJournal>>

/** Remembers each entry that was made, under its position, so that it is there once however often it is told. */
export const consumeOnce = (
  db: Journal,
  handled: (change: { readonly position: string }) => void,
  lease: '1s' | '3s' = '1s',
) =>
  db.changes.consume(
    'count',
    { models: ['Entry'], from: 'start', lease },
    async ({ op, after, position }) => {
      if (op !== 'create') return
      const { batch, part } = after
      await db.Seen.upsert({ by: ['position'], create: { position, batch, part } })
      handled({ position })
    },
  )
