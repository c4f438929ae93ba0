import { createPrometheus } from '../model/prometheus.ts'
import { field } from '../schema/factories.ts'

const { defineMixin } = createPrometheus()

/**
 * Adds `createdAt`, set once, and `updatedAt`, set by every update: of a record, by `updateWhere` and by `upsert`.
 * @example
 * defineModel({ name: 'Post', schema: { id: field.id() }, mixins: [timestamps()] })
 */
export const timestamps = defineMixin({
  schema: {
    createdAt: field.datetime({ required: true, default: () => new Date(), readonly: true }),
    updatedAt: field.datetime({ required: true, default: () => new Date(), onUpdate: () => new Date() }),
  },
})
