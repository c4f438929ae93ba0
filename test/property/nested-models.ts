import { createPrometheus, field, hasMany, hasOne, manyToMany, ref } from 'prometheus-odm'

/** Which hook throws, counted from 1 over all hooks of one write; 0 for none. */
export interface Failure {
  at: number
  calls: number
  fired: boolean
}

/** What the hook throws that was chosen. */
export class Injected extends Error {}

const hookNames = ['beforeSave', 'beforeCreate', 'afterCreate', 'afterUpdate', 'afterSave', 'afterDestroy']

/** Models with a relation of each kind, in circles; every hook counts, and throws when its turn has come. */
export function nestedModels(failure: Failure): object {
  const { defineModel, defineMixin } = createPrometheus()
  const hook = () => {
    if (++failure.calls !== failure.at) return
    failure.fired = true
    throw new Injected(`hook ${failure.at}`)
  }
  const mixins = [defineMixin({ hooks: Object.fromEntries(hookNames.map((name) => [name, hook])) })] as const
  const name = field.string({ required: true, unique: true })
  const size = field.integer({ default: 0, validate: (value) => value !== 13 || 'is unlucky' })
  const Node = defineModel({
    name: 'Node',
    schema: {
      ...{ id: field.id(), name, size },
      parent: ref('Node'),
      children: hasMany('Node', { by: 'parent' }),
      badge: hasOne('Badge', { by: 'node' }),
      tags: manyToMany('Tag', { through: 'Link' }),
    },
    mixins,
  })
  const Badge = defineModel({
    name: 'Badge',
    schema: { id: field.id(), name, node: ref('Node', { onDelete: 'setNull' }) },
    mixins,
  })
  const Tag = defineModel({ name: 'Tag', schema: { id: field.id(), name }, mixins })
  const Link = defineModel({
    name: 'Link',
    schema: {
      node: ref('Node', { required: true, onDelete: 'cascade' }),
      tag: ref('Tag', { required: true }),
    },
    key: ['nodeId', 'tagId'],
    mixins,
  })
  return { Node, Badge, Tag, Link }
}
