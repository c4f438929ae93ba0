import { field, hasMany, manyToMany, ref, typeOf } from '../harness.ts'
import { defineModel } from './prometheus.ts'
import { timestamps } from './timestamps.ts'

export interface PostMeta {
  seo: { title: string; score: number; tags: string[] }
  lang?: string
  extra: Record<string, number>
}

export class Post extends defineModel({
  name: 'Post',
  table: 'articles',
  schema: {
    id: field.id(),
    title: field.string({ required: true }),
    body: field.text({ default: '' }),
    status: field.enum(['draft', 'live'], { default: 'draft' }),
    author: ref('User', { required: true, onDelete: 'cascade' }),
    reviewer: ref('User'),
    counter: ref('Counter', { type: 'auto' }),
    tags: field.array(field.string()),
    meta: field.json({ type: typeOf<PostMeta>() }),
    anything: field.json(),
    views: field.integer({ default: 0 }),
    size: field.bigint({ required: true, nullable: true }),
    price: field.decimal({ precision: 12, scale: 2, required: true }),
    pinned: field.boolean({ default: false }),
    day: field.date(),
    cover: field.file(),
    raw: field.bytes(),
    comments: hasMany('Comment', { by: 'post' }),
    labels: manyToMany('Label', { through: 'PostLabel', by: 'post' }),
  },
  mixins: [timestamps],
  methods: {
    isLive() {
      return this.status === 'live'
    },
  },
}) {
  publish() {
    return this.set({ status: 'live' }).save()
  }
}
