import { setImmediate as turn } from 'node:timers/promises'
import { Script } from 'node:vm'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { field, hasMany, ref } from '../schema/factories.ts'
import type { Plan, Store } from '../store/contract.ts'
import { memory } from '../stores/memory/index.ts'
import { cast } from '../support/cast.ts'
import { createPrometheus } from './prometheus.ts'
import type { WarningEvent } from './types/db-type.ts'

const { defineModel, connect } = createPrometheus()

class User extends defineModel({
  name: 'User',
  schema: {
    id: field.id({ type: 'auto' }),
    email: field.string({ unique: true }),
    posts: hasMany('Post', { by: 'author' }),
  },
}) {}
class Post extends defineModel({
  name: 'Post',
  schema: {
    id: field.id({ type: 'auto' }),
    title: field.string(),
    author: ref('User', { type: 'auto' }),
  },
}) {}
interface Models {
  User: typeof User
  Post: typeof Post
}

/** A store that answers in another turn of the event loop, as one behind a socket does. */
function slowly(store: Store): Store {
  const prepare = (plan: Plan) => {
    const prepared = store.prepare(plan)
    const run = async (input: never, tx: never) => {
      await turn()
      return prepared.run(input, tx)
    }
    return { ...prepared, run }
  }
  return {
    name: 'slow',
    capabilities: store.capabilities,
    open: (models) => store.open(models),
    sync: () => store.sync(),
    begin: (options) => store.begin(options),
    close: () => store.close(),
    prepare: cast<Store['prepare']>(prepare, 'the same, but later'),
  }
}

async function open(store: Store = memory()) {
  const db = await connect<Models>({ models: { User, Post }, store, sync: true, warnings: true })
  const heard: WarningEvent[] = []
  db.on('warning', (warning) => heard.push(warning))
  await db.User.insertMany(ids.map((id) => ({ email: `${id}@example.com` })))
  await db.Post.insertMany(ids.map((id) => ({ title: `Post ${id}`, authorId: id })))
  return { db, heard }
}
const ids = Array.from({ length: 30 }, (_, index) => index + 1)
type Opened = Awaited<ReturnType<typeof open>>['db']

const stores = [
  ['that answers at once', () => memory()],
  ['that answers later', () => slowly(memory())],
] as const

describe.each(stores)('with a store %s, one read for each record', (_, store) => {
  const repeated: readonly [
    call: string,
    read: (db: Opened, id: number) => Promise<unknown>,
    advice: string,
  ][] = [
    ['findById', (db, id) => db.User.findById(id), 'db.User.find({ where: { id: { $in: […] } } })'],
    [
      'findOne',
      (db, id) => db.User.findOne({ where: { email: `${id}@example.com` } }),
      'db.User.find({ where: { email: { $in: […] } } })',
    ],
    [
      'find',
      (db, id) => db.Post.find({ where: { authorId: id }, sort: { id: 'asc' } }),
      'include in the query that read the list',
    ],
    [
      'count',
      (db, id) => db.Post.count({ authorId: { $eq: id } }),
      "db.Post.aggregate({ where: { authorId: { $in: […] } }, by: ['authorId'], count: true })",
    ],
    ['exists', (db, id) => db.Post.exists({ authorId: id }), 'select: { authorId: true } })'],
    ['new', (db, id) => new db.User(id).ready, 'db.User.find({ where: { id: { $in: […] } } })'],
  ]

  test.each(repeated)('by %s in a loop is told of once', async (call, read, advice) => {
    const { db, heard } = await open(store())
    for (const id of ids) await read(db, id)
    expect(heard).toMatchObject([{ code: 'N_PLUS_ONE', call, times: 12 }])
    expect(heard[0]?.message).toContain(advice)
  })

  test.each(repeated)('by %s all at once is told of once', async (call, read) => {
    const { db, heard } = await open(store())
    await Promise.all(ids.map((id) => read(db, id)))
    await Promise.all(ids.map((id) => read(db, id)))
    expect(heard).toMatchObject([{ code: 'N_PLUS_ONE', call, times: 12 }])
  })

  test('is seen between other statements, and inside a transaction', async () => {
    const { db, heard } = await open(store())
    await db.transaction(async (tx) => {
      for (const id of ids) {
        const user = await tx.User.findById(id)
        await user?.set({ email: `new-${id}@example.com` }).save()
      }
    })
    expect(heard).toMatchObject([{ model: 'User', call: 'findById' }])
  })

  test('is not seen in requests that are served side by side', async () => {
    const { db, heard } = await open(store())
    const request = async (id: number) => {
      await turn()
      await db.User.findById(id)
      await db.Post.count({ authorId: id })
      await db.User.findById(1)
    }
    await Promise.all(ids.map(request))
    expect(heard).toEqual([])
  })

  test('is not seen in the same read again, in few reads, in lists, pages and streams', async () => {
    const { db, heard } = await open(store())
    for (const _ of ids) await db.User.findOne({ where: { email: '1@example.com' } })
    for (const id of ids.slice(0, 11)) await db.User.findById(id)
    for (const id of ids) await db.Post.find({ where: { id: { $gt: id } }, include: { author: true } })
    for (const id of ids) await db.Post.find({ where: { title: `Post ${id}` } })
    for (const id of ids) await db.Post.count({ id: { $lt: id } })
    for (const id of ids) await db.Post.find({ where: { id: { $in: [id, id + 1] } } })
    for await (const post of db.Post.stream({ chunk: 1 })) expect(post.id).toBeGreaterThan(0)
    expect(heard).toEqual([])
  })
})

describe('a warning', () => {
  afterEach(() => vi.restoreAllMocks())

  test("names model, call, number and the place in the user's code", async () => {
    const { db, heard } = await open()
    const text = 'async (db, ids) => { for (const id of ids) await db.User.findById(id) }'
    const script = new Script(text, { filename: '/app/list-posts.js' })
    await cast<(db: unknown, ids: unknown) => Promise<void>>(script.runInThisContext(), 'the text above')(
      db,
      ids,
    )
    expect(heard).toEqual([
      {
        code: 'N_PLUS_ONE',
        model: 'User',
        call: 'findById',
        times: 12,
        place: '/app/list-posts.js:1:58',
        message:
          'User.findById was called 12 times in one go at /app/list-posts.js:1:58: one read for each record (N+1). Read along what is related, by include in the query that read the list, or all at once: db.User.find({ where: { id: { $in: […] } } }).',
      },
    ])
  })

  test('goes to the process where nobody listens', async () => {
    const emitted = vi.spyOn(process, 'emitWarning').mockReturnValue(undefined)
    const db = await connect<Models>({ models: { User, Post }, store: memory(), warnings: true })
    for (const id of ids) await db.User.findById(id)
    expect(emitted).toHaveBeenCalledOnce()
    expect(emitted).toHaveBeenCalledWith(expect.stringMatching(/^User\.findById was called 12 times/), {
      type: 'PrometheusWarning',
      code: 'PROMETHEUS_N_PLUS_ONE',
    })
  })

  test.each([
    ['development', undefined, 1],
    ['production', undefined, 0],
    ['development', false, 0],
    ['production', true, 1],
  ])('with NODE_ENV %s and warnings: %s comes %i times', async (environment, warnings, times) => {
    vi.stubEnv('NODE_ENV', environment)
    const heard = vi.fn()
    const db = await connect<Models>({
      models: { User, Post },
      store: memory(),
      ...(warnings !== undefined && { warnings }),
    })
    vi.unstubAllEnvs()
    db.on('warning', heard)
    for (const id of ids) await db.User.findById(id)
    expect(heard).toHaveBeenCalledTimes(times)
  })

  test('is switched by true or false only', async () => {
    const options = { models: { User, Post }, store: memory(), warnings: cast<boolean>('yes', 'bad input') }
    await expect(connect<Models>(options)).rejects.toMatchObject({ code: 'MISUSE' })
  })
})

test('models answer and refuse the same with warnings and without', async () => {
  const { db } = await open()
  const cyclic: Record<string, unknown> = {}
  cyclic.where = cyclic
  const bad = [[cyclic], [null], [{ where: null }], [{ where: { email: { $eq: undefined } } }], ['1', 2, 3]]
  const plain = await connect<Models>({ models: { User, Post }, store: memory(), warnings: false })
  for (const args of bad) {
    const find = (model: unknown) =>
      cast<{ find(...args: unknown[]): Promise<unknown> }>(model, 'bad input').find(...args)
    const [watched, expected] = await Promise.allSettled([find(db.User), find(plain.User)])
    expect(watched).toEqual(expected)
  }
})
