import { field } from '../harness.ts'
import { defineMixin } from './prometheus.ts'

export const timestamps = defineMixin({
  schema: {
    createdAt: field.datetime({ required: true, default: () => new Date(), readonly: true }),
    updatedAt: field.datetime(),
  },
  methods: {
    touch() {
      this.updatedAt = new Date()
      return 1
    },
  },
  statics: {
    epoch() {
      return new Date(0)
    },
  },
  hooks: {
    beforeSave() {
      this.touch()
    },
  },
  roles: { stamper: { key: 'createdAt' } },
  permissions: { read: ['stamper', 'anyone'] },
})
