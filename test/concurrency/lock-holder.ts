import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'

// Holds the write lock of a file for some time, as another application would.
interface Connection {
  exec(text: string): unknown
  close(): unknown
}
const [path = '', milliseconds = '0'] = process.argv.slice(2)
const driver = createRequire(import.meta.url)('better-sqlite3') as new (path: string) => Connection
const database = new driver(path)
database.exec('begin immediate')
process.stdout.write('locked\n')
await sleep(Number(milliseconds))
database.exec('commit')
database.close()
