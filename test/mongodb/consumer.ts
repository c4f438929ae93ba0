import { consumeOnce, openJournal } from './journal.ts'

// Copies what it is told of, and says so; until it is killed.
const [url = ''] = process.argv.slice(2)
const db = await openJournal(url)
db.on('error', (error) => console.info('error', error))
await consumeOnce(db, (position) => console.info(`handled ${position}`))
console.info('consuming')
