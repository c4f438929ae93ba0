import { openShop } from './shop.ts'

// Writes batches and says each that is acknowledged, until it is killed.
const [path = ''] = process.argv.slice(2)
const db = await openShop(path)
const lines = (batch: number, count: number) =>
  Array.from({ length: count }, () => ({ batch, text: 'x'.repeat(200) }))
for (let batch = 0; ; batch += 3) {
  await db.Line.insertMany(lines(batch, 50))
  process.stdout.write(`wrote ${batch}\n`)
  await db.transaction(async (tx) => {
    for (const line of lines(batch + 1, 50)) await tx.Line.create(line)
  })
  process.stdout.write(`wrote ${batch + 1}\n`)
  await db.Line.insertMany(lines(batch + 2, 2_500))
  process.stdout.write(`wrote ${batch + 2}\n`)
}
