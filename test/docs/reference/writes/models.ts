import { setTimeout } from 'node:timers/promises'
import { audited, auditTrail, softDelete, timestamps, versioned } from '../../../../src/mixins/index.ts'
import { hookNames } from '../../../../src/model/hook-names.ts'
import { createPrometheus } from '../../../../src/model/prometheus.ts'
import { field, hasMany, ref } from '../../../../src/schema/factories.ts'
import type { Store } from '../../../../src/store/contract.ts'

const { defineModel, defineMixin, connect } = createPrometheus()

/** The code of the record that is watched; calls that make one give it this code. */
export const CODE = 'watched'

/** A database whose posts have every mixin and hook, and the place where they say what ran. */
export async function connectWatched(store: Store) {
  const hooks: string[] = []
  const checked = new Set<string>()
  const around = hookNames.filter((name) => name !== 'afterInitialize')
  const watched = defineMixin({
    hooks: Object.fromEntries(around.map((name) => [name, () => void hooks.push(name)])),
  })
  const validate = (name: string) => () => checked.add(name).has(name)

  class Change extends defineModel({ name: 'Change', schema: {}, mixins: [auditTrail()] }) {}
  class Blog extends defineModel({
    name: 'Blog',
    schema: { id: field.id(), posts: hasMany('Post', { by: 'blog' }) },
    mixins: [softDelete()],
  }) {}
  class Editor extends defineModel({
    name: 'Editor',
    schema: { id: field.id() },
    mixins: [softDelete()],
  }) {}
  class Post extends defineModel({
    name: 'Post',
    schema: {
      id: field.id(),
      code: field.string({ required: true, unique: true }),
      title: field.string({ required: true, validate: validate('title') }),
      text: field.text({ validate: validate('text') }),
      blog: ref('Blog', { onDelete: 'cascade', validate: validate('blogId') }),
      editor: ref('Editor', { onDelete: 'setNull' }),
    },
    mixins: [timestamps(), versioned(), softDelete(), audited(), watched],
  }) {}
  class Comment extends defineModel({
    name: 'Comment',
    schema: { id: field.id(), post: ref('Post', { onDelete: 'cascade' }) },
  }) {}
  interface Models {
    Change: typeof Change
    Blog: typeof Blog
    Editor: typeof Editor
    Post: typeof Post
    Comment: typeof Comment
  }
  const models = { Change, Blog, Editor, Post, Comment }
  const db = await connect<Models>({ models, store, sync: true })
  return { db, hooks, checked }
}

/** The watched database. */
export type Db = Awaited<ReturnType<typeof connectWatched>>['db']

/** A record of it. */
export type Post = InstanceType<Db['Post']>

/** Makes the record that a call is about: with a blog, an editor and a comment, and older than now. */
export async function makePost(db: Db): Promise<void> {
  const [blog, editor] = [await db.Blog.create({}), await db.Editor.create({})]
  const values = { code: CODE, title: 'Title', text: 'text', blogId: blog.id, editorId: editor.id }
  const post = await db.Post.create(values)
  await db.Comment.create({ postId: post.id })
  await setTimeout(2)
}
