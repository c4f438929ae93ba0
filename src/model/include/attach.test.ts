import { describe, expect, test } from 'vitest'
import { field, hasMany, manyToMany, ref } from '../../schema/factories.ts'
import type { FindPlan, Plan, Store } from '../../store/contract.ts'
import { memory } from '../../stores/memory/index.ts'
import { createPrometheus } from '../prometheus.ts'

const { defineModel, connect } = createPrometheus()

class Post extends defineModel({
  name: 'Post',
  schema: {
    id: field.id(),
    title: field.string(),
    comments: hasMany('Comment', { by: 'post' }),
    labels: manyToMany('Label', { through: 'PostLabel' }),
  },
}) {}
class Comment extends defineModel({
  name: 'Comment',
  schema: { id: field.id(), rank: field.integer(), post: ref('Post') },
}) {}
class Label extends defineModel({ name: 'Label', schema: { id: field.id(), text: field.string() } }) {}
class PostLabel extends defineModel({
  name: 'PostLabel',
  schema: { id: field.id(), post: ref('Post'), label: ref('Label') },
}) {}
interface Models {
  Post: typeof Post
  Comment: typeof Comment
  Label: typeof Label
  PostLabel: typeof PostLabel
}
const models = { Post, Comment, Label, PostLabel }

/** A memory store that keeps the finds that it prepares, with or without limits for each value. */
function watched(limitEach: boolean): { readonly store: Store; readonly finds: FindPlan[] } {
  const inner = memory()
  const finds: FindPlan[] = []
  const store: Store = {
    name: 'watched',
    capabilities: { ...inner.capabilities, limitEach },
    open: (shapes) => inner.open(shapes),
    sync: () => inner.sync(),
    begin: (options) => inner.begin(options),
    close: () => inner.close(),
    prepare<P extends Plan>(plan: P) {
      if (plan.kind === 'find') finds.push(plan)
      return inner.prepare(plan)
    },
  }
  return { store, finds }
}

async function connected(store: Store, stores: { readonly [N in keyof Models]?: Store } = {}) {
  const db = await connect<Models>({ models, store, stores })
  const labels = await Promise.all(['x', 'y', 'z'].map((text) => db.Label.create({ text })))
  for (const title of ['a', 'b', 'c']) {
    const { id: postId } = await db.Post.create({ title })
    if (title === 'c') continue
    await db.Comment.insertMany([1, 2, 3, 4].map((rank) => ({ rank, postId })))
    await db.PostLabel.insertMany(labels.map(({ id: labelId }) => ({ postId, labelId })))
  }
  return db
}

const query = {
  sort: { title: 'asc' },
  select: { title: true },
  include: {
    comments: { select: { rank: true }, where: { rank: { $ne: 4 } }, sort: { rank: 'desc' }, limit: 2 },
    labels: {
      select: { text: true },
      where: { text: { $ne: 'y' } },
      sort: { text: 'desc' },
      limit: 1,
      offset: 1,
    },
  },
} as const
const found = [
  ...['a', 'b'].map((title) => ({ title, comments: [{ rank: 3 }, { rank: 2 }], labels: [{ text: 'x' }] })),
  { title: 'c', comments: [], labels: [] },
]

describe('a limit for each parent', () => {
  test('is counted by a store that can, over a model between too', async () => {
    const { store, finds } = watched(true)
    expect(await (await connected(store)).Post.find(query)).toEqual(found)
    expect(finds.filter(({ each }) => each !== undefined).map(({ model }) => model.name)).toEqual([
      'Comment',
      'PostLabel',
    ])
  })

  test('is cut after the reading where a store cannot', async () => {
    const { store, finds } = watched(false)
    expect(await (await connected(store)).Post.find(query)).toEqual(found)
    expect(finds.filter(({ each, limit }) => each !== undefined || limit !== undefined)).toEqual([])
  })

  test('is cut after the reading where the model between is in another store than the target', async () => {
    const [one, two] = [watched(true), watched(true)]
    expect(await (await connected(one.store, { Label: two.store })).Post.find(query)).toEqual(found)
    expect(two.finds.filter(({ each }) => each !== undefined)).toEqual([])
  })
})

describe('relations to another store', () => {
  test('are included, and refused in filters and sorts', async () => {
    const db = await connected(memory(), { Post: memory() })
    expect(await db.Post.find(query)).toEqual(found)
    const refusal = { code: 'UNSUPPORTED', details: { model: 'Comment', field: 'post' } }
    await expect(db.Comment.find({ where: { post: { title: 'a' } } })).rejects.toMatchObject(refusal)
    await expect(db.Comment.find({ sort: { post: { title: 'asc' } } })).rejects.toMatchObject(refusal)
  })
})
