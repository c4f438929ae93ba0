import { setTimeout as sleep } from 'node:timers/promises'
import { openJournal } from './journal.ts'

// Writes entries by batches, until it is killed: each batch is one transaction of three.
const [url = ''] = process.argv.slice(2)
const db = await openJournal(url)
for (let batch = 0; ; batch++) {
  await db.transaction(async (tx) => {
    await tx.Entry.create({ batch, part: 0 })
    await tx.Entry.insertMany([1, 2].map((part) => ({ batch, part })))
  })
  console.info(`wrote ${batch}`)
  // Others are to get their turn, and not too much to do.
  await sleep(60)
}
