import type { Server } from 'node:http'
import { createServer } from 'node:http'
import { createApp } from './app.ts'
import type { Database } from './database.ts'
import { openDatabase } from './database.ts'
import { explainError } from './explain-error.ts'
import { loadAccounts } from './seed/load-accounts.ts'
import { loadSeed } from './seed/load-seed.ts'
import type { Settings } from './settings.ts'
import { readSettings } from './settings.ts'
import { shownPlace } from './stores.ts'

const host = '127.0.0.1'

/** How long requests may take to end once the server is told to stop, in milliseconds. */
const patience = 5000

async function main(): Promise<void> {
  const settings = readSettings(process.env)
  const db = await openDatabase(settings.database, settings.redis)
  const loaded = await loadSeed(db)
  if (loaded > 0) console.log(`Loaded ${loaded} products into ${shownPlace(settings.database)}.`)
  const account = await loadAccounts(db, settings.administratorPassword)
  if (account !== null) console.log(`Made the account ${account.email} with the password ${account.password}`)
  const server = await listen(settings.port)
  const address = addressOf(server)
  server.on('request', createApp({ db, origin: settings.origin ?? address }))
  stopOnSignals(server, db)
  console.log(`Itemscope is at ${address}`)
}

function listen(port: Settings['port']): Promise<Server> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve(server.off('error', reject)))
  })
}

function addressOf(server: Server): string {
  const address = server.address()
  return `http://${host}:${typeof address === 'object' ? address?.port : ''}`
}

/** Ends requests under way, closes the database and leaves; a second signal leaves at once. */
function stopOnSignals(server: Server, db: Database): void {
  let stopping = false
  const stop = async (): Promise<void> => {
    if (stopping) process.exit(1)
    stopping = true
    const timer = setTimeout(() => server.closeAllConnections(), patience)
    await new Promise((resolve) => server.close(resolve))
    clearTimeout(timer)
    await db.close()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop().catch(fail))
}

/** Says in one line what keeps the server from running. */
function fail(error: unknown): void {
  console.error(explainError(error))
  process.exit(1)
}

main().catch(fail)
