import { setTimeout } from 'node:timers/promises'
import { isPrometheusError } from '../../../../src/errors/error.ts'
import type { Store } from '../../../../src/store/contract.ts'
import type { Call } from './calls.ts'
import type { Db, Post } from './models.ts'
import { CODE, connectWatched, makePost } from './models.ts'

const read = (db: Db) => db.Post.withDeleted().findOne({ where: { code: CODE }, plain: true })

type PostRow = NonNullable<Awaited<ReturnType<typeof read>>>

/** What was seen of a call. */
export interface Seen {
  /** The hooks that ran around the record, in their order. */
  readonly hooks: readonly string[]
  /** The attributes whose validators ran. */
  readonly checked: ReadonlySet<string>
  readonly before: PostRow | null
  readonly after: PostRow | null
  /** The actions in the record's history. */
  readonly actions: readonly string[]
  /** Whether what refers to the record followed it. */
  readonly followed: boolean
  /** Whether it is refused where somebody else has changed the record since it was read. */
  readonly refusesStale: boolean
  /** Whether it writes a record that is marked as destroyed. */
  readonly reachesDestroyed: boolean
}

/** Makes a store for one call. */
export type MakeStore = () => Store

/** What is there before a call, and the record, read while it lived. */
async function scene(on: Call['on'], makeStore: MakeStore) {
  const { db, hooks, checked } = await connectWatched(makeStore())
  if (on !== 'nothing') await makePost(db)
  // Where there is none, this is a new one that nobody saves.
  const post = (await db.Post.findOne({ where: { code: CODE } })) ?? new db.Post()
  if (on === 'destroyed') await post.destroy()
  hooks.length = 0
  checked.clear()
  await setTimeout(2)
  return { db, hooks, checked, post }
}

async function codeOf(run: Promise<unknown>): Promise<string | undefined> {
  try {
    await run
    return undefined
  } catch (error) {
    if (isPrometheusError(error)) return error.code
    throw error
  }
}

async function refusesStale(call: Call, makeStore: MakeStore): Promise<boolean> {
  if (call.on === 'nothing') return false
  const { db, post } = await scene(call.on, makeStore)
  await db.Post.withDeleted().updateWhere({ code: CODE }, { title: 'of another' })
  const code = await codeOf(call.run(db, post))
  await db.close()
  return code === 'STALE_VERSION'
}

const byId = (db: Db, { id }: Post) => db.Post.withDeleted().findById(id, { plain: true })

async function reachesDestroyed(call: Call, makeStore: MakeStore): Promise<boolean> {
  if (call.on === 'nothing') return false
  const { db, post } = await scene('destroyed', makeStore)
  const before = JSON.stringify(await byId(db, post))
  await codeOf(call.run(db, post))
  const after = JSON.stringify(await byId(db, post))
  await db.close()
  return after !== before
}

const historyOf = async (db: Db, row: PostRow | null) => (row === null ? [] : db.Post.historyOf(row.id))

/** Makes a call and looks at what it does. */
export async function see(call: Call, makeStore: MakeStore): Promise<Seen> {
  const { db, hooks, checked, post } = await scene(call.on, makeStore)
  const [before, comments] = [await read(db), await db.Comment.count()]
  const { length: known } = await historyOf(db, before)
  await call.run(db, post)
  const after = await read(db)
  const history = await historyOf(db, after ?? before)
  const followed = (await db.Comment.count()) < comments
  await db.close()
  return {
    hooks,
    checked,
    before,
    after,
    actions: history.slice(0, history.length - known).map(({ action }) => action),
    followed,
    refusesStale: await refusesStale(call, makeStore),
    reachesDestroyed: await reachesDestroyed(call, makeStore),
  }
}
