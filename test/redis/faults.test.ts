import { inspect } from 'node:util'
import { afterEach, expect, test } from 'vitest'
import type { OwnServer } from './own-server.ts'
import { ownServer } from './own-server.ts'
import { withClient } from './server.ts'
import { openShop } from './shop.ts'

const servers: OwnServer[] = []
const databases: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const database of databases.splice(0)) await database.close()
  for (const server of servers.splice(0)) await server.stop()
})

async function server(settings?: readonly string[], password?: string): Promise<OwnServer> {
  const made = await ownServer(settings, password)
  servers.push(made)
  return made
}

async function shopAt(url: string, options: Parameters<typeof openShop>[1] = {}) {
  const db = await openShop('shop', { url, commandTimeout: 2_000, reconnectDelay: 100, ...options })
  databases.push(db)
  return db
}

const coded = (code: string) => expect.objectContaining({ code })

test('an address where nobody answers fails at connect, and names it without the password', async () => {
  const { url, kill } = await server()
  await kill()
  const failed = openShop('shop', { url: url.replace('redis://', 'redis://me:secret@') })
  await expect(failed).rejects.toMatchObject({ code: 'CONNECTION_FAILED', retryable: true })
  await expect(failed).rejects.toThrow(/^redis\('redis:\/\/127\.0\.0\.1:\d+'\) cannot be reached/)
})

test('a wrong password, or none, is told as such', async () => {
  const { url } = await server([], 'right')
  const wrong = openShop('shop', { url: url.replace(':right@', ':wrong@') })
  await expect(wrong).rejects.toMatchObject({ code: 'CONNECTION_FAILED' })
  await expect(wrong).rejects.toThrow(/user or password/)
  await expect(openShop('shop', { url: url.replace(':right@', '') })).rejects.toThrow(/user or password/)
  const db = await shopAt(url)
  expect(await db.Item.count()).toBe(0)
})

test('a database that is not there is told as such, and nothing goes into another one', async () => {
  const { url } = await server(['--databases', '4'])
  const failed = openShop('shop', { url: `${url}/4` })
  await expect(failed).rejects.toMatchObject({ code: 'CONNECTION_FAILED' })
  await expect(failed).rejects.toThrow(/\/4'\) has no such database/)
  const db = await shopAt(`${url}/3`)
  await db.Item.create({ code: 'a' })
  expect(await withClient(url, (client) => client.dbsize())).toBe(0)
  expect(await withClient(`${url}/3`, (client) => client.dbsize())).toBeGreaterThan(0)
})

test('a server that says nothing is a timeout, and what comes after works', async () => {
  const { url } = await server()
  const db = await shopAt(url, { commandTimeout: 300 })
  await db.Item.create({ code: 'a' })
  await withClient(url, (client) => client.call('CLIENT', 'PAUSE', '1000', 'ALL'))
  await expect(db.Item.count()).rejects.toMatchObject({ code: 'TIMEOUT', retryable: true })
  for (let tries = 0; tries < 20; tries++) if (await db.Item.count().catch(() => 0)) break
  expect(await db.Item.count()).toBe(1)
})

test('while the server is gone statements fail soon, and it is found again by itself', async () => {
  const own = await server()
  const db = await shopAt(own.url)
  await db.Item.create({ code: 'a' })
  await own.kill()
  for (let tries = 0; tries < 5; tries++)
    await expect(db.Item.create({ code: `lost ${tries}` })).rejects.toEqual(coded('CONNECTION_FAILED'))
  await own.start()
  for (let tries = 0; tries < 50; tries++) if ((await db.Item.count().catch(() => -1)) >= 0) break
  expect(await db.Item.count()).toBe(0)
})

test('a server that comes back without its data has no records, and keeps what it promises of new ones', async () => {
  const own = await server()
  const db = await shopAt(own.url)
  const old = await db.Item.create({ code: 'old', kind: 'k' })
  await own.kill()
  await own.start()
  for (let tries = 0; tries < 50; tries++) if ((await db.Item.count().catch(() => -1)) >= 0) break
  expect(await db.Item.findById(old.id)).toBeNull()
  await expect(old.set({ count: 1 }).save()).rejects.toEqual(coded('NOT_FOUND'))
  await db.Item.create({ code: 'new', kind: 'k' })
  await expect(db.Item.create({ code: 'new' })).rejects.toEqual(coded('UNIQUE_VIOLATION'))
  expect(await db.Item.find({ where: { kind: 'k' } })).toHaveLength(1)
})

test('under load a crash loses no promise: each call ends, and each index leads to what is there', async () => {
  const own = await server()
  const db = await shopAt(own.url)
  let serial = 0
  const ended: unknown[] = []
  const load = async (until: () => boolean) => {
    while (!until()) {
      const code = `${serial++}`
      ended.push(
        await db.Item.create({ code, kind: 'k' }).then(
          () => 'done',
          (error) => error.code,
        ),
      )
    }
  }
  let over = false
  const workers = Array.from({ length: 10 }, () => load(() => over))
  const written = async (count: number) => {
    while (ended.filter((one) => one === 'done').length < count)
      await new Promise((resolve) => setTimeout(resolve, 5))
  }
  await written(100)
  await own.kill()
  await own.start()
  const before = ended.filter((one) => one === 'done').length
  await written(before + 100)
  over = true
  await Promise.all(workers)
  expect(new Set(ended)).toEqual(new Set(['done', 'CONNECTION_FAILED']))
  const all = await db.Item.find()
  expect(all.length).toBeGreaterThanOrEqual(100)
  expect(await db.Item.count({ kind: 'k' })).toBe(all.length)
  for (const { code } of all.slice(0, 20)) expect(await db.Item.findOne({ where: { code } })).not.toBeNull()
})

test('scripts that the server has forgotten are sent again', async () => {
  const { url } = await server()
  const db = await shopAt(url)
  await db.Item.create({ code: 'a' })
  await withClient(url, (client) => client.script('FLUSH'))
  await db.Item.create({ code: 'b' })
  expect(await db.Item.count()).toBe(2)
})

test('a replica takes no writes, and is read', async () => {
  const [primary, replica] = [await server(), await server()]
  const db = await shopAt(replica.url)
  await db.Item.create({ code: 'a' })
  const { port } = new URL(primary.url)
  await withClient(replica.url, (client) => client.call('REPLICAOF', '127.0.0.1', port))
  await expect(db.Item.create({ code: 'b' })).rejects.toMatchObject({ code: 'STORE_READ_ONLY' })
  expect(await db.Item.find()).toBeInstanceOf(Array)
})

test('without memory nothing is written, and records can be removed', async () => {
  const { url } = await server()
  const db = await shopAt(url)
  await db.Item.insertMany([{ code: 'a' }, { code: 'b' }])
  await withClient(url, (client) => client.config('SET', 'maxmemory', '1mb'))
  const refused = await db.Item.create({ code: 'secret' }).catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'STORE_FULL' })
  expect(inspect(refused, { depth: 9 })).not.toContain('secret')
  await expect(db.Item.updateWhere({ code: 'a' }, { count: 1 })).rejects.toEqual(coded('STORE_FULL'))
  expect(await db.Item.destroyWhere({ code: 'a' })).toBe(1)
  expect(await db.Item.count()).toBe(1)
})

test('a server that drops keys as it likes is refused', async () => {
  const { url } = await server(['--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru'])
  await expect(openShop('shop', { url })).rejects.toMatchObject({ code: 'UNSUPPORTED' })
  await expect(openShop('shop', { url })).rejects.toThrow(/allkeys-lru/)
})

test('a user who may not do what it takes is told so', async () => {
  const { url } = await server()
  await withClient(url, (client) =>
    client.call('ACL', 'SETUSER', 'reader', 'on', '>pass', '~*', '+@read', '+evalsha', '+eval', '+info'),
  )
  const failed = openShop('shop', { url: url.replace('redis://', 'redis://reader:pass@') })
  await expect(failed).rejects.toMatchObject({ code: 'STORE_READ_ONLY' })
})

test('keys that hold something else are left alone', async () => {
  const { url } = await server()
  await withClient(url, (client) => client.set('{shop:item}:m', 'mine'))
  await expect(openShop('shop', { url })).rejects.toMatchObject({ code: 'STORE_FOREIGN' })
  expect(await withClient(url, (client) => client.get('{shop:item}:m'))).toBe('mine')
})

test('a closed store says so, and leaves no connection behind', async () => {
  const { url } = await server()
  const db = await openShop('shop', { url })
  await db.close()
  await expect(db.Item.count()).rejects.toEqual(coded('NOT_CONNECTED'))
  const clients = await withClient(url, (client) => client.client('LIST'))
  expect(String(clients).match(/^id=/gm)).toHaveLength(1)
})

test('the one connection is told of as a pool is: in use, lost and found again', async () => {
  const own = await server()
  const db = await shopAt(own.url)
  const figures = () => db.pools()[0]
  const name = own.url
  expect(figures()).toMatchObject({ store: 'redis', name, max: 1, open: 1, idle: 1, used: 0, opened: 1 })
  await withClient(own.url, (client) => client.call('CLIENT', 'PAUSE', '300', 'ALL'))
  const slow = db.Item.count()
  expect(figures()).toMatchObject({ open: 1, idle: 0, used: 1, waiting: 0 })
  await slow
  await own.kill()
  await expect.poll(figures).toMatchObject({ open: 0, used: 0, connecting: 1, lost: 1 })
  await expect.poll(() => figures()?.failed).toBeGreaterThan(0)
  await own.start()
  await expect.poll(figures, { timeout: 5_000 }).toMatchObject({ open: 1, connecting: 0, opened: 2, lost: 1 })
  await db.close()
  await expect.poll(figures).toMatchObject({ open: 0, connecting: 0, closed: 1 })
})
