import { afterEach, expect, test } from 'vitest'
import { openJournal } from './journal.ts'
import type { OwnServer } from './own-server.ts'
import { ownServer } from './own-server.ts'
import { withClient } from './server.ts'

const open: { close(): Promise<void> }[] = []
const servers: OwnServer[] = []
afterEach(async () => {
  for (const database of open.splice(0)) await database.close()
  for (const server of servers.splice(0)) await server.stop()
})

async function server(...settings: readonly string[]): Promise<OwnServer> {
  const made = await ownServer(settings)
  servers.push(made)
  return made
}

async function journalAt(url: string, prefix = 'journal') {
  const db = await openJournal(prefix, { url, reconnectDelay: 50 })
  open.push(db)
  return db
}

type Journal = Awaited<ReturnType<typeof journalAt>>

/** Waits until a server that was started again is found. */
async function found(db: Journal): Promise<void> {
  for (let tries = 0; tries < 100; tries++) if ((await db.Seen.count().catch(() => -1)) >= 0) return
}

/** Ends a server as a crash does, and starts it again. */
async function restart({ kill, start }: OwnServer, db: Journal): Promise<void> {
  await kill()
  await start()
  await found(db)
}

const otherHistory = expect.objectContaining({ code: 'CHANGES_EPOCH' })

test('a server that comes back without its data is another history, and consumers are told so', async () => {
  const own = await server()
  const db = await journalAt(own.url)
  db.on('error', () => undefined)
  const seen: unknown[] = []
  const options = { models: ['Note'] as const, onReset: (reason: string) => void seen.push(reason) }
  const consumer = await db.changes.consume('index', options, ({ after }) => seen.push(after?.text))
  await db.Note.create({ text: 'lost' })
  await consumer.caughtUp()
  const position = await db.changes.head()
  await restart(own, db)
  await expect(db.changes.read({ after: position })).rejects.toEqual(otherHistory)
  await consumer.caughtUp()
  await db.Note.create({ text: 'new' })
  await consumer.caughtUp()
  expect(seen).toEqual(['lost', 'epoch', 'new'])
})

test('one that comes back with an older state is another history, though it knows the position', async () => {
  const own = await server()
  const db = await journalAt(own.url)
  db.on('error', () => undefined)
  const resets: string[] = []
  const onReset = (reason: string) => void resets.push(reason)
  // The state has its lease as well, which it goes on with.
  const options = { models: ['Note'] as const, lease: '1h' as const, onReset }
  const consumer = await db.changes.consume('index', options, () => undefined)
  await db.Note.create({ text: 'kept' })
  await consumer.caughtUp()
  const position = await db.changes.head()
  await withClient(own.url, (client) => client.save())
  await db.Note.create({ text: 'lost' })
  await restart(own, db)
  await db.Note.create({ text: 'in its place' })
  await expect(db.changes.read({ after: position })).rejects.toEqual(otherHistory)
  await consumer.caughtUp()
  expect(resets).toEqual(['epoch'])
  const { changes } = await db.changes.read()
  expect(changes.map(({ after }) => after)).toMatchObject([{ text: 'kept' }, { text: 'in its place' }])
})

test('it is another history of each application that shares the server, whichever finds it first', async () => {
  const own = await server()
  const [db, other] = [await journalAt(own.url), await journalAt(own.url, 'other')]
  await db.Note.create({ text: 'kept' })
  await withClient(own.url, (client) => client.save())
  await db.Note.create({ text: 'lost' })
  const position = await db.changes.head()
  await restart(own, other)
  await other.Note.create({ text: 'of the other' })
  await other.changes.head()
  await found(db)
  await db.Note.create({ text: 'in its place' })
  await expect(db.changes.read({ after: position })).rejects.toEqual(otherHistory)
})

test('one that appends all to a file comes back as it was, and positions go on', async () => {
  const own = await server('--appendonly', 'yes')
  const db = await journalAt(own.url)
  await db.Note.create({ text: 'a' })
  const position = await db.changes.head()
  await db.Note.create({ text: 'b' })
  await restart(own, db)
  await db.Note.create({ text: 'c' })
  const { changes } = await db.changes.read({ after: position })
  expect(changes.map(({ after }) => after)).toMatchObject([{ text: 'b' }, { text: 'c' }])
})

test('a replica that takes over is another history, since it may lack the last writes', async () => {
  const [primary, replica] = [await server('--appendonly', 'yes'), await server('--appendonly', 'yes')]
  const db = await journalAt(primary.url)
  await db.Note.create({ text: 'a' })
  const position = await db.changes.head()
  const { port } = new URL(primary.url)
  await withClient(replica.url, async (client) => {
    await client.replicaof('127.0.0.1', Number(port))
    while (!/master_link_status:up/.test(await client.info('replication'))) {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    await primary.kill()
    await client.call('REPLICAOF', 'NO', 'ONE')
  })
  const other = await journalAt(replica.url)
  await expect(other.changes.read({ after: position })).rejects.toEqual(otherHistory)
  expect((await other.changes.read()).changes).toMatchObject([{ after: { text: 'a' } }])
})

test('on a server without memory records go, and it is told and read', async () => {
  const own = await server()
  const db = await journalAt(own.url)
  const note = await db.Note.create({ text: 'a' })
  await withClient(own.url, (client) => client.config('SET', 'maxmemory', '1mb'))
  await expect(db.Note.create({ text: 'b' })).rejects.toMatchObject({ code: 'STORE_FULL' })
  await note.destroy()
  expect((await db.changes.read()).changes.map(({ op }) => op)).toEqual(['create', 'destroy'])
})
