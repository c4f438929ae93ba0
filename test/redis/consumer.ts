import { consumeOnce, openJournal } from './journal.ts'

// Remembers what it was told, and says so; until it is killed.
const [prefix = '', lease = '1s'] = process.argv.slice(2)
const db = await openJournal(prefix)
db.on('error', (error) => console.info('error', error))
await consumeOnce(db, ({ position }) => console.info(`handled ${position}`), lease as '1s')
console.info('consuming')
