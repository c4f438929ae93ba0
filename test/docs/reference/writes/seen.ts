import { setTimeout } from 'node:timers/promises'
import { isPrometheusError } from '../../../../src/errors/error.ts'
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

/** What is there before a call, and the record, read while it lived. */
async function scene({ on }: Pick<Call, 'on'>) {
  const { db, hooks, checked } = await connectWatched()
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

async function refusesStale(call: Call): Promise<boolean> {
  if (call.on === 'nothing') return false
  const { db, post } = await scene(call)
  await db.Post.withDeleted().updateWhere({ code: CODE }, { title: 'of another' })
  return (await codeOf(call.run(db, post))) === 'STALE_VERSION'
}

const byId = (db: Db, { id }: Post) => db.Post.withDeleted().findById(id, { plain: true })

async function reachesDestroyed(call: Call): Promise<boolean> {
  if (call.on === 'nothing') return false
  const { db, post } = await scene({ on: 'destroyed' })
  const before = JSON.stringify(await byId(db, post))
  await codeOf(call.run(db, post))
  return JSON.stringify(await byId(db, post)) !== before
}

const historyOf = async (db: Db, row: PostRow | null) => (row === null ? [] : db.Post.historyOf(row.id))

/** Makes a call and looks at what it does. */
export async function see(call: Call): Promise<Seen> {
  const { db, hooks, checked, post } = await scene(call)
  const [before, comments] = [await read(db), await db.Comment.count()]
  const { length: known } = await historyOf(db, before)
  await call.run(db, post)
  const after = await read(db)
  const history = await historyOf(db, after ?? before)
  return {
    hooks,
    checked,
    before,
    after,
    actions: history.slice(0, history.length - known).map(({ action }) => action),
    followed: (await db.Comment.count()) < comments,
    refusesStale: await refusesStale(call),
    reachesDestroyed: await reachesDestroyed(call),
  }
}
