import { expect, test } from 'vitest'
import { openShop } from './shop.ts'
import { temporaryFile } from './temporary-file.ts'

const long = process.env.PROMETHEUS_LONG === '1'
const total = long ? 1_000_000 : 20_000

test(`a stream of ${total.toLocaleString('en')} records holds a chunk at a time, while others write`, async () => {
  const db = await openShop(temporaryFile())
  const text = 'x'.repeat(100)
  for (let batch = 0; batch < total / 10_000; batch++) {
    await db.Line.insertMany(Array.from({ length: 10_000 }, () => ({ batch, text })))
  }
  let seen = 0
  let peak = 0
  const before = process.memoryUsage().rss
  for await (const line of db.Line.stream({ sort: { batch: 'desc' } })) {
    seen += line.text === text ? 1 : 0
    if (seen % 10_000 === 0) {
      peak = Math.max(peak, process.memoryUsage().rss - before)
      await db.Counter.create({ code: `at ${seen}` })
    }
  }
  console.info(`${seen} records streamed, ${(peak / 2 ** 20).toFixed(0)} MB more at most`)
  expect(seen).toBe(total)
  expect(peak).toBeLessThan(200 * 2 ** 20)
  expect(await db.Counter.count()).toBe(total / 10_000)
  await db.close()
})
