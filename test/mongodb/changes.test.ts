import { setTimeout as sleep } from 'node:timers/promises'
import { MongoClient } from 'mongodb'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { start } from '../concurrency/child-process.ts'
import type { Journal } from './journal.ts'
import { consumeOnce, openJournal } from './journal.ts'
import { writeConflict } from './server/failure.ts'
import type { TestServer } from './server/index.ts'
import { startServer } from './server/index.ts'

const isLong = process.env.PROMETHEUS_LONG === '1'

let server: TestServer
let client: MongoClient
let db: Journal
/** Starts a server on which transactions last so long, in milliseconds: those of the dead too. */
async function begin(lifetime: number): Promise<void> {
  server = await startServer({ lifetime })
  client = new MongoClient(server.url)
  db = await openJournal(server.url)
}
async function end(): Promise<void> {
  await db.close()
  await client.close()
  await server.stop()
}
beforeEach(() => begin(1_000))
afterEach(end)

type Page = Awaited<ReturnType<Journal['changes']['read']>>

/** Every change that the log tells of. */
async function told(): Promise<Page['changes']> {
  const all: Page['changes'][number][] = []
  for (let after: string | null = null; ; ) {
    const page: Page = await db.changes.read({ after, limit: 1_000 })
    all.push(...page.changes)
    if (page.position === after) return all
    after = page.position
  }
}

const batches = (changes: Page['changes']) => changes.map(({ after }) => after?.batch)
const pairs = (rows: readonly { readonly batch: number; readonly part: number }[]) =>
  rows.map(({ batch, part }) => `${batch}.${part}`)
const journal = () => client.db('journal')
const history = () => journal().collection<{ _id: string; last: bigint }>('prometheus_change_log')
const log = () => journal().collection<{ _id: string; first: boolean }>('prometheus_change')

test('a commit that has its number and comes late is behind nothing that was read before it', async () => {
  await db.Entry.create({ batch: 0, part: 0 })
  const { position } = await db.changes.read()
  server.delayNext('commitTransaction', 300)
  const late = db.Entry.create({ batch: 1, part: 0 })
  await sleep(100)
  await db.Entry.create({ batch: 2, part: 0 })
  expect((await db.changes.read({ after: position })).changes).toEqual([])
  const head = await db.changes.head()
  await late
  const { changes, position: end } = await db.changes.read({ after: position })
  expect([batches(changes), end]).toEqual([[1, 2], head])
})

test('a commit that met another one tells its changes once, and holds nobody up', async () => {
  server.failNext('commitTransaction', writeConflict())
  await db.Entry.create({ batch: 0, part: 0 })
  await db.Entry.create({ batch: 1, part: 0 })
  expect(batches(await told())).toEqual([0, 1])
  expect(await history().findOne({ _id: 'log' })).toMatchObject({ last: 3 })
})

test('increments of one record at once are all made, and meet each other no more than once', async () => {
  const { id } = await db.Entry.create({ batch: 0, part: 0 })
  const add = () => db.Entry.updateWhere({ id }, { part: { $inc: 1 } })
  await Promise.all(Array.from({ length: 20 }, add))
  expect((await told()).map(({ after }) => after?.part)).toEqual(Array.from({ length: 21 }, (_, i) => i))
  expect(server.commands.get('abortTransaction')).toBeLessThan(60)
})

test('a number whose process is gone is given up, and cannot be committed any more', async () => {
  await end()
  await begin(60_000)
  await db.Entry.create({ batch: 0, part: 0 })
  const session = client.startSession()
  session.startTransaction()
  await journal().collection('entry').findOne({}, { session })
  await history().updateOne({ _id: 'log' }, { $inc: { last: 1n } })
  await db.Entry.create({ batch: 1, part: 0 })
  expect(batches(await told())).toEqual([0])
  const consumer = await consumeOnce(db, () => undefined)
  await consumer.caughtUp()
  expect(batches(await told())).toEqual([0, 1])
  const [given] = await log()
    .find({ model: { $exists: false } })
    .toArray()
  const returned = log().insertOne({ _id: String(given?._id), first: true }, { session })
  await expect(returned).rejects.toMatchObject({ code: 112 })
  await session.endSession()
})

test('a commit that stands still until its number is given up begins anew', async () => {
  await end()
  await begin(60_000)
  const { id } = await db.Entry.create({ batch: 0, part: 0 })
  server.delayNext('insert', 3_000)
  const late = db.Entry.updateWhere({ id }, { batch: 2 })
  await sleep(100)
  await db.Entry.create({ batch: 1, part: 0 })
  await db.changes.head()
  expect(batches(await told())).toEqual([0, 1])
  expect(await late).toBe(1)
  expect(batches(await told())).toEqual([0, 1, 2])
})

test('the log of a killed writer tells what is stored, and nothing else', async () => {
  for (let round = 0; round < (isLong ? 15 : 3); round++) {
    const writer = start('../mongodb/recorder.ts', server.url)
    await writer.says(/wrote 5/)
    await sleep(Math.random() * 200)
    writer.kill('SIGKILL')
    expect(await writer.ended).toBe('SIGKILL')
  }
  await db.changes.head()
  const stored = await db.Entry.find({ sort: { id: 'asc' }, plain: true })
  const changes = await told()
  expect(pairs(changes.flatMap(({ after }) => (after?.batch === undefined ? [] : [after])))).toEqual(
    pairs(stored),
  )
  const counts = changes.map(
    ({ transaction }) => changes.filter((one) => one.transaction === transaction).length,
  )
  expect(new Set(counts)).toEqual(new Set([3]))
})

test('consumers that are killed again and again lose no change and count none twice', async () => {
  const writer = start('../mongodb/recorder.ts', server.url)
  await writer.says(/wrote 5/)
  for (let round = 0; round < (isLong ? 10 : 3); round++) {
    const consumer = start('../mongodb/consumer.ts', server.url)
    await consumer.says(/handled/)
    await sleep(Math.random() * 200)
    consumer.kill('SIGKILL')
    expect(await consumer.ended).toBe('SIGKILL')
  }
  writer.kill('SIGKILL')
  await writer.ended
  // What the last one held is let go by the server after a while.
  db.on('error', () => undefined)
  const consumer = await consumeOnce(db, () => undefined)
  await consumer.caughtUp()
  const [stored, seen] = await Promise.all(
    [db.Entry, db.Seen].map((model) => model.find({ sort: { id: 'asc' }, plain: true })),
  )
  expect(stored?.length).toBeGreaterThan(15)
  expect(pairs(seen ?? [])).toEqual(pairs(stored ?? []))
})

test('a database that was emptied, or came back from a backup, is another history', async () => {
  await db.Entry.create({ batch: 0, part: 0 })
  const position = await db.changes.head()
  await db.close()
  db = await openJournal(server.url)
  expect((await db.changes.read({ after: position })).changes).toEqual([])
  await history().updateOne({ _id: 'log' }, { $set: { identity: 'that of the collection as it was' } })
  await db.close()
  db = await openJournal(server.url)
  await expect(db.changes.read({ after: position })).rejects.toMatchObject({ code: 'CHANGES_EPOCH' })
  expect(batches(await told())).toEqual([0])
  const restored = await db.changes.head()
  for (const one of [history(), log(), journal().collection('entry')]) await one.deleteMany({})
  await db.Entry.create({ batch: 1, part: 0 })
  await expect(db.changes.read({ after: restored })).rejects.toMatchObject({ code: 'CHANGES_EPOCH' })
  expect(batches(await told())).toEqual([1])
})
