import { setTimeout as sleep } from 'node:timers/promises'
import { openJournal } from './journal.ts'

// Writes entries by batches of three, until it is killed.
const [prefix = ''] = process.argv.slice(2)
const db = await openJournal(prefix)
for (let batch = 0; ; batch++) {
  await db.Entry.insertMany([0, 1, 2].map((part) => ({ batch, part })))
  console.info(`wrote ${batch}`)
  // Others are to get their turn, and not too much to do.
  await sleep(5)
}
