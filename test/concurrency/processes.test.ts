import { expect, test } from 'vitest'
import { start } from './child-process.ts'
import { openShop } from './shop.ts'
import { temporaryFile } from './temporary-file.ts'

test('two processes that write one file lose nothing and fail at nothing', async () => {
  const path = temporaryFile()
  const rounds = process.env.PROMETHEUS_LONG === '1' ? 3_000 : 300
  const db = await openShop(path)
  await db.Counter.insertMany([{ code: 'shared' }, { code: 'read' }])
  const programs = ['left', 'right'].map((name) => start('writer.ts', path, name, String(rounds)))
  let own = 0
  let ended = false
  const all = Promise.all(programs.map((program) => program.ended)).finally(() => {
    ended = true
  })
  while (!ended) {
    await db.Counter.updateWhere({ code: 'shared' }, { count: { $inc: 1 } })
    own++
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  expect(await all).toEqual([0, 0])
  const counts = await db.Counter.find({ sort: { code: 'asc' }, plain: true, select: { count: true } })
  expect(counts.map(({ count }) => count)).toEqual([rounds * 2, rounds * 2 + own])
  for (const name of ['left', 'right']) {
    expect(await db.Line.count({ writer: name })).toBe(rounds)
    expect(await db.Line.count({ writer: `${name} many` })).toBe(rounds * 2)
  }
  await db.close()
})

test('two processes that open a new file at once both make it', async () => {
  const path = temporaryFile()
  const programs = ['left', 'right', 'third'].map((name) => start('writer.ts', path, name, '1'))
  expect(await Promise.all(programs.map((program) => program.ended))).toEqual([0, 0, 0])
  const db = await openShop(path)
  expect(await db.Line.count()).toBe(9)
  await db.close()
})
