import { openJournal } from './journal-shop.ts'

// Counts what is written under one name, once, and says what it was told; until it is killed.
const [place = '', lease = '1s'] = process.argv.slice(2)
const db = await openJournal(place)
db.on('error', (error) => console.info('error', error))
await db.changes.consume(
  'count',
  { models: ['Entry'], from: 'start', lease: lease as '1s' },
  async (change, { transaction }) => {
    if (change.op !== 'create') return
    const { batch, part } = change.after
    await transaction((tx) => tx.Seen.create({ batch, part }))
    console.info(`handled ${change.position}`)
  },
)
console.info('consuming')
