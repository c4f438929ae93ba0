import { field, hasMany, manyToMany, ref } from './harness.ts'
import { defineModel } from './models/prometheus.ts'

// Each is right by itself, and wrong as soon as it is connected.
export const BadTarget = defineModel({ name: 'BadTarget', schema: { id: field.id(), user: ref('Usr') } })
export const BadBy = defineModel({
  name: 'BadBy',
  schema: { id: field.id(), posts: hasMany('Post', { by: 'authr' }) },
})
export const BadBack = defineModel({
  name: 'BadBack',
  schema: { id: field.id(), posts: hasMany('Post', { by: 'author' }) },
})
export const BadThrough = defineModel({
  name: 'BadThrough',
  schema: { id: field.id(), posts: manyToMany('Post', { through: 'Nothing' }) },
})
export const BadType = defineModel({ name: 'BadType', schema: { id: field.id(), counter: ref('Counter') } })
export const BadName = defineModel({ name: 'system', schema: { id: field.id() } })
