import { createPrometheus } from '../model/prometheus.ts'
import { field } from '../schema/factories.ts'

const { defineMixin } = createPrometheus()

/**
 * Adds `version`, which is 1 and grows with every update. A save or destroy of a record that was changed by someone
 * else since it was read fails with STALE_VERSION.
 * @example
 * defineModel({ name: 'Post', schema: { id: field.id() }, mixins: [versioned()] })
 */
export const versioned = defineMixin({
  schema: {
    version: field.integer({
      required: true,
      default: 1,
      readonly: true,
      onUpdate: () => ({ $inc: 1 }),
      concurrencyToken: true,
    }),
  },
})
