import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { start } from './child-process.ts'
import { openJournal } from './journal-shop.ts'
import type { Place } from './places.ts'
import { places } from './places.ts'

const isLong = process.env.PROMETHEUS_LONG === '1'

type Journal = Awaited<ReturnType<typeof openJournal>>

/** Every entry that the log tells of, in its order. */
async function toldBy(db: Journal) {
  const all: { readonly batch: number; readonly part: number; readonly transaction: string }[] = []
  let after: string | null = null
  for (;;) {
    const page: Awaited<ReturnType<Journal['changes']['read']>> = await db.changes.read({
      after,
      limit: 1_000,
    })
    for (const { after: image, transaction } of page.changes) {
      const { batch = -1, part = -1 } = (image ?? {}) as { batch?: number; part?: number }
      all.push({ batch, part, transaction })
    }
    if (page.position === after) return all
    after = page.position
  }
}

/** What is stored and what is told, once no server is at work any more for a writer that is gone. */
async function settled(db: Journal) {
  for (;;) {
    const before = await toldBy(db)
    const stored = await db.Entry.find({ sort: { id: 'asc' }, plain: true })
    const told = await toldBy(db)
    if (told.length === before.length) return { stored, told }
  }
}

describe.each(places)('on $name', ({ make }: Place) => {
  test('the log of a killed writer tells what is stored, and nothing else', async () => {
    const place = await make()
    for (let round = 0; round < (isLong ? 15 : 3); round++) {
      const writer = start('recorder.ts', place)
      await writer.says(/wrote 5/)
      await sleep(Math.random() * 200)
      writer.kill('SIGKILL')
      expect(await writer.ended).toBe('SIGKILL')
    }
    const db = await openJournal(place)
    const { stored, told } = await settled(db)
    expect(told.map(({ batch, part }) => [batch, part])).toEqual(
      stored.map(({ batch, part }) => [batch, part]),
    )
    const transactions = new Map<string, number>()
    for (const { transaction } of told)
      transactions.set(transaction, (transactions.get(transaction) ?? 0) + 1)
    expect(new Set(transactions.values())).toEqual(new Set([3]))
    await db.close()
  })

  test('consumers that are killed again and again lose no change and count none twice', async () => {
    const place = await make()
    const writer = start('recorder.ts', place)
    await writer.says(/wrote 5/)
    for (let round = 0; round < (isLong ? 10 : 3); round++) {
      const consumer = start('consumer.ts', place)
      await consumer.says(/handled/)
      await sleep(Math.random() * 200)
      consumer.kill('SIGKILL')
      expect(await consumer.ended).toBe('SIGKILL')
    }
    writer.kill('SIGKILL')
    await writer.ended
    const db = await openJournal(place)
    const consumer = await db.changes.consume('count', { lease: '1s' }, async (change, { transaction }) => {
      if (change.model !== 'Entry' || change.op !== 'create') return
      const { batch, part } = change.after
      await transaction((tx) => tx.Seen.create({ batch, part }))
    })
    await consumer.caughtUp()
    const both = await Promise.all(
      [db.Entry, db.Seen].map((model) => model.find({ sort: { id: 'asc' }, plain: true })),
    )
    const [stored, seen] = both.map((rows) => rows.map(({ batch, part }) => `${batch}.${part}`))
    expect(stored?.length).toBeGreaterThan(15)
    expect(seen).toEqual(stored)
    await db.close()
  })

  test('of several processes one consumes, and another takes over from one that is killed', async () => {
    const place = await make()
    const db = await openJournal(place)
    const programs = [start('consumer.ts', place, '3s'), start('consumer.ts', place, '3s')] as const
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
    const seen = await db.Seen.find({ sort: { id: 'asc' }, plain: true })
    expect(seen.map(({ batch }) => batch)).toEqual([0, 1, 2])
    await db.close()
  })
})
