import { field, hasMany, manyToMany, ref } from '../harness.ts'
import { defineModel } from './prometheus.ts'

export class Comment extends defineModel({
  name: 'Comment',
  schema: {
    id: field.id(),
    text: field.string({ required: true }),
    post: ref('Post', { required: true }),
    author: ref('User'),
    parent: ref('Comment'),
    replies: hasMany('Comment', { by: 'parent' }),
  },
}) {}

export class Profile extends defineModel({
  name: 'Profile',
  schema: { id: field.id(), bio: field.text(), user: ref('User', { required: true }) },
}) {}

export class Counter extends defineModel({
  name: 'Counter',
  schema: { id: field.id({ type: 'auto' }), value: field.integer({ required: true }) },
}) {}

export const Label = defineModel({
  name: 'Label',
  schema: {
    id: field.id(),
    text: field.string({ required: true }),
    posts: manyToMany('Post', { through: 'PostLabel', by: 'label' }),
  },
  methods: {
    shout() {
      return this.text.toUpperCase()
    },
  },
  statics: {
    byText(text: string) {
      return this.find({ where: { text } })
    },
  },
})

/** A model with a composite key. */
export class PostLabel extends defineModel({
  name: 'PostLabel',
  schema: {
    post: ref('Post', { required: true }),
    label: ref('Label', { required: true }),
    rank: field.integer(),
  },
  key: ['postId', 'labelId'],
}) {}
