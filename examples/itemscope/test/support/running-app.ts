import type { Server } from 'node:http'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { createApp } from '../../src/app.ts'
import type { Database } from '../../src/database.ts'
import { openDatabase } from '../../src/database.ts'
import { loadSeed } from '../../src/seed/load-seed.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** Itemscope with its seed, served on a free port from a database of its own. */
export interface RunningApp {
  readonly db: Database
  readonly origin: string
  fetch(path: string, init?: RequestInit): Promise<Response>
  stop(): Promise<void>
}

/** Starts the application in this process: on a file of its own, where no place is said. */
export async function startApp(place?: string, redisUrl?: string): Promise<RunningApp> {
  const folder = temporaryFolder()
  const db = await openDatabase(place ?? join(folder.path, 'test.db'), redisUrl)
  await loadSeed(db)
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = originOf(server)
  server.on('request', createApp({ db, origin }))
  return {
    db,
    origin,
    fetch: (path, init) => fetch(origin + path, { redirect: 'manual', ...init }),
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await db.close()
      folder[Symbol.dispose]()
    },
  }
}

function originOf(server: Server): string {
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
}
