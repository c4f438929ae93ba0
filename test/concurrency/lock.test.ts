import { monitorEventLoopDelay } from 'node:perf_hooks'
import { expect, test } from 'vitest'
import { start } from './child-process.ts'
import { openShop } from './shop.ts'
import { temporaryFile } from './temporary-file.ts'

async function locked(path: string, milliseconds: number) {
  const program = start('lock-holder.ts', path, String(milliseconds))
  await program.says(/locked/)
  return program
}

test("a write waits for another process's lock without holding up the event loop", async () => {
  const path = temporaryFile()
  const db = await openShop(path)
  await db.Counter.create({ code: 'a' })
  const program = await locked(path, 1_500)
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  let turns = 0
  const timer = setInterval(() => turns++, 1)
  const start_ = performance.now()
  const writing = Promise.all([
    db.Counter.create({ code: 'b' }),
    db.Counter.updateWhere({ code: 'a' }, { count: { $inc: 1 } }),
    db.transaction((tx) => tx.Line.insertMany([{ batch: 1 }, { batch: 1 }])),
    db.Line.insertMany([{ batch: 2 }, { batch: 2 }]),
  ])
  expect(await db.Counter.count()).toBe(1)
  await writing
  const waited = performance.now() - start_
  clearInterval(timer)
  delay.disable()
  const longest = delay.max / 1e6
  console.info(
    `waited ${waited.toFixed(0)} ms for a lock; ${turns} timers fired, the longest block was ${longest.toFixed(1)} ms`,
  )
  expect(waited).toBeGreaterThan(300)
  expect(turns, 'timers that fired while the write waited').toBeGreaterThan(20)
  expect([await db.Counter.count(), await db.Line.count()]).toEqual([2, 4])
  await program.ended
  await db.close()
})

test('past the time limit it is LOCK_TIMEOUT, and later the same call goes through', async () => {
  const path = temporaryFile()
  const db = await openShop({ path, busyTimeout: 100 })
  const program = await locked(path, 1_000)
  const refused = expect.objectContaining({ code: 'LOCK_TIMEOUT', retryable: true })
  await expect(db.Counter.create({ code: 'a' })).rejects.toEqual(refused)
  await expect(db.transaction((tx) => tx.Counter.create({ code: 'a' }))).rejects.toEqual(refused)
  await expect(db.Line.insertMany([{ batch: 1 }, { batch: 1 }])).rejects.toEqual(refused)
  await program.ended
  await db.Counter.create({ code: 'a' })
  expect([await db.Counter.count(), await db.Line.count()]).toEqual([1, 0])
  await db.close()
})
