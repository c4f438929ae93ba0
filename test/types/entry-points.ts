import type {
  createPrometheus,
  everything,
  field,
  hasMany,
  hasOne,
  manyToMany,
  now,
  ref,
  typeOf,
} from '../../src/index.ts'
import type * as declared from './harness.ts'
import { same } from './harness.ts'

// The entry points that run are those by whose types everything here is tested.
same<typeof field, typeof declared.field>(true)
same<typeof ref, typeof declared.ref>(true)
same<typeof hasMany, typeof declared.hasMany>(true)
same<typeof hasOne, typeof declared.hasOne>(true)
same<typeof manyToMany, typeof declared.manyToMany>(true)
same<typeof typeOf, typeof declared.typeOf>(true)
same<typeof now, typeof declared.now>(true)
same<typeof everything, typeof declared.everything>(true)
same<typeof createPrometheus, typeof declared.createPrometheus>(true)
