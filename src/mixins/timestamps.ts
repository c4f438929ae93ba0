import { createPrometheus } from '../model/prometheus.ts'
import { field } from '../schema/factories.ts'

const { defineMixin } = createPrometheus()

const now = () => new Date()
/** Trusted code alone may give them, as an import does. */
const kept = { write: [] } as const

/**
 * Adds `createdAt`, set once, and `updatedAt`, set by every update: of a record, by `updateWhere` and by `upsert`.
 * @example
 * defineModel({ name: 'Post', schema: { id: field.id() }, mixins: [timestamps()] })
 */
export const timestamps = defineMixin({
  schema: {
    createdAt: field.datetime({ required: true, default: now, readonly: true, access: kept }),
    updatedAt: field.datetime({ required: true, default: now, onUpdate: now, access: kept }),
  },
})
