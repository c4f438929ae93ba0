import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { start } from '../concurrency/child-process.ts'
import type { Journal } from './journal.ts'
import { consumeOnce, openJournal } from './journal.ts'
import { freshPrefix, removeKeys, url, withClient } from './server.ts'

const isLong = process.env.PROMETHEUS_LONG === '1'

let prefix: string
let db: Journal
beforeEach(async () => {
  prefix = freshPrefix()
  db = await openJournal(prefix)
})
afterEach(async () => {
  await db.close()
  await removeKeys(prefix)
})

type Page = Awaited<ReturnType<Journal['changes']['read']>>

/** Every change behind a position, while writers are at work and once they are done. */
async function toldUntil(done: () => boolean, limit = 7): Promise<Page['changes']> {
  const all: Page['changes'][number][] = []
  let after: string | null = null
  for (let isLast = false; ; ) {
    const page: Page = await db.changes.read({ after, limit })
    all.push(...page.changes)
    if (page.position === after && isLast) return all
    isLast = page.position === after && done()
    after = page.position
  }
}

const told = () => toldUntil(() => true, 1_000)

const pairs = (rows: readonly { readonly batch: number; readonly part: number }[]) =>
  rows.map(({ batch, part }) => `${batch}.${part}`).toSorted()

test('a reader beside writers of two models on two connections passes over nothing that commits late', async () => {
  const other = await openJournal(prefix)
  const { id } = await db.Entry.create({ batch: 0, part: 0 })
  let writing = true
  const write = (one: Journal, i: number) =>
    Promise.all([
      one.Entry.updateWhere({ id }, { count: { $inc: 1 } }),
      one.Note.insertMany([{ text: `${i} a` }, { text: `${i} b` }]),
    ])
  const writers = Promise.all(
    Array.from({ length: 60 }, (_, i) => sleep(Math.random() * 100).then(() => write(i % 2 ? db : other, i))),
  ).finally(() => {
    writing = false
  })
  const seen = await toldUntil(() => !writing)
  await writers
  expect(seen.map(({ position }) => position)).toEqual((await told()).map(({ position }) => position))
  const entries = seen.flatMap((change) => (change.model === 'Entry' ? [change.after?.count] : []))
  expect(entries).toEqual(Array.from({ length: 61 }, (_, i) => i))
  const notes = seen.filter(({ model }) => model === 'Note')
  expect(notes).toHaveLength(120)
  const transactions = notes.map(({ transaction }) => transaction)
  expect(transactions.filter((_, i) => i % 2 === 0)).toEqual(transactions.filter((_, i) => i % 2 === 1))
  expect(new Set(transactions).size).toBe(60)
  await other.close()
})

test('the log of a killed writer tells what is stored, and nothing else', async () => {
  for (let round = 0; round < (isLong ? 15 : 3); round++) {
    const writer = start('../redis/recorder.ts', prefix)
    await writer.says(/wrote 5/)
    await sleep(Math.random() * 200)
    writer.kill('SIGKILL')
    expect(await writer.ended).toBe('SIGKILL')
  }
  const stored = await db.Entry.find({ plain: true })
  const changes = await told()
  const images = changes.flatMap(({ model, after }) => (model === 'Entry' && after !== null ? [after] : []))
  expect(pairs(images)).toEqual(pairs(stored))
  const counts = changes.map(
    ({ transaction }) => changes.filter((one) => one.transaction === transaction).length,
  )
  expect(new Set(counts)).toEqual(new Set([3]))
})

test('consumers that are killed again and again lose no change, and know by its position what they had', async () => {
  const writer = start('../redis/recorder.ts', prefix)
  await writer.says(/wrote 5/)
  for (let round = 0; round < (isLong ? 10 : 3); round++) {
    const consumer = start('../redis/consumer.ts', prefix)
    await consumer.says(/handled/)
    await sleep(Math.random() * 200)
    consumer.kill('SIGKILL')
    expect(await consumer.ended).toBe('SIGKILL')
  }
  writer.kill('SIGKILL')
  await writer.ended
  const positions: string[] = []
  const consumer = await consumeOnce(db, ({ position }) => positions.push(position))
  await consumer.caughtUp()
  const [stored, seen] = [await db.Entry.find({ plain: true }), await db.Seen.find({ plain: true })]
  expect(stored.length).toBeGreaterThan(15)
  expect(pairs(seen)).toEqual(pairs(stored))
  expect(positions).toEqual(positions.toSorted())
})

test('of several processes one consumes, and another takes over from one that is killed', async () => {
  const consumer = () => start('../redis/consumer.ts', prefix, '3s')
  const programs = [consumer(), consumer()] as const
  await Promise.all(programs.map((program) => program.says(/consuming/)))
  await db.Entry.create({ batch: 0, part: 0 })
  const first = await Promise.race(programs.map((program) => program.says(/handled/).then(() => program)))
  const second = programs.find((program) => program !== first) ?? first
  await db.Entry.create({ batch: 1, part: 0 })
  while ((await db.Seen.count()) < 2) await sleep(20)
  expect(second.lines.filter((line) => line.startsWith('handled'))).toEqual([])
  first.kill('SIGKILL')
  await db.Entry.create({ batch: 2, part: 0 })
  await second.says(/handled/)
  while ((await db.Seen.count()) < 3) await sleep(20)
  second.kill('SIGKILL')
  await second.ended
})

test('keys that were removed are another history, and a server that forgot its scripts is not', async () => {
  await db.Note.create({ text: 'a' })
  const position = await db.changes.head()
  await withClient(url, (client) => client.script('FLUSH'))
  await db.Note.create({ text: 'b' })
  expect((await db.changes.read({ after: position })).changes.map(({ after }) => after)).toMatchObject([
    { text: 'b' },
  ])
  await removeKeys(prefix)
  await expect(db.changes.read({ after: position })).rejects.toMatchObject({ code: 'CHANGES_EPOCH' })
  await db.Note.create({ text: 'c' })
  expect(await told()).toMatchObject([{ op: 'create', after: { text: 'c' } }])
})

test('a change of which another process that compacts nothing was the writer is never taken for the older one', async () => {
  const { id } = await db.Entry.create({ batch: 1, part: 0 })
  const followed = `{${prefix}:prometheus_change}:k:Entry`
  const known = await withClient(url, (client) => client.hgetall(followed))
  await db.Entry.updateWhere({ id }, { count: 1 })
  await withClient(url, (client) => client.hset(followed, known))
  await db.Note.create({ text: 'last' })
  await sleep(1_050)
  expect(await db.changes.trim()).toBe(0)
  expect((await told()).map(({ op }) => op)).toEqual(['create', 'update', 'create'])
})
