import { field } from 'prometheus-odm'
import { mongodb } from 'prometheus-odm/mongodb'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Failure, writeConflict } from './server/failure.ts'
import type { TestServer } from './server/index.ts'
import { startServer } from './server/index.ts'
import type { Db, Models } from './teams.ts'
import { connect, defineModel, models, open, refusal } from './teams.ts'

describe('what fails', () => {
  let server: TestServer
  let db: Db
  beforeEach(async () => {
    server = await startServer()
    db = await open(server.url, 'faults')
  })
  afterEach(async () => {
    await db.close()
    await server.stop()
  })

  test('a statement that meets a transaction is tried again', async () => {
    await db.Item.insertMany([{ code: 'a' }, { code: 'b' }])
    server.failNext('update', writeConflict())
    expect(await db.Item.updateWhere({ code: { $ne: null } }, { count: 1 })).toBe(2)
  })

  test('a transaction that meets another one is over, and is run again where that is asked', async () => {
    await db.Item.create({ code: 'a' })
    const change = (retries: number) => {
      server.failNext('update', writeConflict())
      return db.transaction((tx) => tx.Item.updateWhere({ code: 'a' }, { count: 1 }), { retries })
    }
    await expect(change(0)).rejects.toEqual(refusal('SERIALIZATION_FAILURE', { retryable: true }))
    expect(await change(1)).toBe(1)
    server.failNext('update', writeConflict())
    const caught = db.transaction(async (tx) => {
      await tx.Item.updateWhere({ code: 'a' }, { count: 2 }).catch(() => undefined)
      await tx.Item.count()
    })
    await expect(caught).rejects.toEqual(refusal('TX_CLOSED'))
    expect((await db.Item.findOne())?.count).toBe(1)
  })

  const lost = () =>
    new Failure(64, 'WriteConcernFailed', 'lost', { labels: ['UnknownTransactionCommitResult'] })

  test('a commit whose answer was lost is asked for again; one that met another transaction is not', async () => {
    for (let i = 0; i < 3; i++) server.failNext('commitTransaction', lost())
    await db.Item.insertMany([{ code: 'a' }, { code: 'b' }]).catch(() => undefined)
    expect(server.commands.get('commitTransaction')).toBeGreaterThan(2)
    server.failNext('commitTransaction', writeConflict())
    await expect(db.transaction((tx) => tx.Item.create({ code: 'c' }))).rejects.toEqual(
      refusal('SERIALIZATION_FAILURE'),
    )
    expect(await db.Item.count({ code: 'c' })).toBe(0)
  })

  test('a commit that is never answered is of unknown outcome, and is not run again', async () => {
    let runs = 0
    for (let i = 0; i < 20; i++) server.failNext('commitTransaction', lost())
    const create = db.transaction(
      async (tx) => {
        runs++
        await tx.Item.create({ code: 'a' })
      },
      { retries: 3 },
    )
    await expect(create).rejects.toEqual(refusal('OUTCOME_UNKNOWN', { retryable: false }))
    expect(runs).toBe(1)
    for (let i = 0; i < 20; i++) server.failNext('commitTransaction', lost())
    await expect(db.Item.insertMany([{ code: 'b' }, { code: 'c' }])).rejects.toEqual(
      refusal('OUTCOME_UNKNOWN'),
    )
  })

  test('so is one during which the server goes', async () => {
    const brief = await connect<Models>({
      models,
      store: mongodb({ url: server.url, database: 'faults', serverTimeout: 100 }),
    })
    server.delayNext('commitTransaction', 10_000)
    const create = brief.transaction((tx) => tx.Item.create({ code: 'a' }))
    const ended = expect(create).rejects.toEqual(refusal('OUTCOME_UNKNOWN'))
    await expect.poll(() => server.commands.get('commitTransaction')).toBe(1)
    await server.stop()
    await ended
    await brief.close()
  })

  test.each([170, 400])(
    'a list of %i long values is more than a server takes, and says so',
    async (count) => {
      await db.Item.create({ code: 'a' })
      const codes = Array.from({ length: count }, (_, i) => `${i}`.padEnd(100_000, 'x'))
      const tooLarge = expect.objectContaining({
        code: 'CHECK_VIOLATION',
        message: expect.stringMatching(/^Item: .* `\$in`, .* 16 MB .*: divide them\.$/),
      })
      await expect(db.Item.find({ where: { code: { $in: codes } } })).rejects.toEqual(tooLarge)
      await expect(db.Item.updateWhere({ code: { $in: codes } }, { count: 1 })).rejects.toEqual(tooLarge)
      const inside = db.transaction((tx) => tx.Item.find({ where: { code: { $in: codes } } }))
      await expect(inside).rejects.toEqual(tooLarge)
      expect(await db.Item.count({ code: { $in: ['a', ...codes.slice(0, 100)] } })).toBe(1)
    },
  )

  test.each([
    [50, 'TIMEOUT'],
    [13, 'FORBIDDEN'],
    [9999, 'STORE_ERROR'],
  ])('an error of code %i is %s', async (code, expected) => {
    server.failNext('aggregate', new Failure(code, 'Any', 'a message'))
    await expect(db.Item.count()).rejects.toEqual(refusal(expected))
    expect(await db.Item.count()).toBe(0)
  })

  test('a server that is not there is a failed connection, and so is one that has gone', async () => {
    const limited = (url: string) => mongodb({ url, database: 'x', serverTimeout: 200 })
    await expect(connect<Models>({ models, store: limited('mongodb://127.0.0.1:1/') })).rejects.toEqual(
      refusal('CONNECTION_FAILED'),
    )
    const other = await connect<Models>({ models, store: limited(server.url), sync: true })
    await server.stop()
    await expect(other.Item.count()).rejects.toEqual(refusal('CONNECTION_FAILED', { retryable: true }))
    await other.close()
  })

  test('a statement for which the server takes too long is a timeout, where there is a limit', async () => {
    const store = mongodb({ url: server.url, database: 'faults', statementTimeout: 200 })
    const limited = await connect<Models>({ models, store })
    server.delayNext('aggregate', 1500)
    await expect(limited.Item.count()).rejects.toEqual(refusal('TIMEOUT'))
    expect(await limited.Item.count()).toBe(0)
    await limited.close()
  })

  test('a transaction that was given up is undone before that is told', async () => {
    const store = mongodb({ url: server.url, database: 'faults', statementTimeout: 500 })
    const limited = await connect<Models>({ models, store })
    await db.Item.create({ code: 'a' })
    const change = limited.transaction(async (tx) => {
      await tx.Item.updateWhere({ code: 'a' }, { count: 1 })
      server.delayNext('insert', 3000)
      server.delayNext('abortTransaction', 100)
      await tx.Item.create({ code: 'b' })
    })
    await expect(change).rejects.toEqual(refusal('TIMEOUT'))
    expect(await db.transaction((tx) => tx.Item.updateWhere({ code: 'a' }, { count: 2 }))).toBe(1)
    await limited.close()
  })

  test('a connection that is cut in the middle of a transaction undoes it, and it runs again where that is asked', async () => {
    let runs = 0
    const change = (retries: number) => {
      runs = 0
      const run = async (tx: Pick<Db, 'Item'>) => {
        await tx.Item.create({ code: `${retries}` })
        if (++runs === 1) server.cut()
        await tx.Item.create({ code: `${retries} more` })
      }
      return db.transaction(run, { retries })
    }
    await expect(change(0)).rejects.toEqual(refusal('CONNECTION_FAILED', { retryable: true }))
    expect([runs, await db.Item.count()]).toEqual([1, 0])
    await change(1)
    expect([runs, await db.Item.count()]).toEqual([2, 2])
  })

  test('a pool that is exhausted makes others wait, and then tells them', async () => {
    const store = mongodb({ url: server.url, database: 'faults', poolSize: 1, acquireTimeout: 100 })
    const small = await connect<Models>({ models, store })
    server.delayNext('aggregate', 400)
    const slow = small.Item.count()
    await expect(small.Item.count()).rejects.toEqual(refusal('TIMEOUT', { retryable: true }))
    expect(small.pools()[0]).toMatchObject({ used: 1, waiting: 0, timeouts: 1 })
    expect([await slow, await small.Item.count()]).toEqual([0, 0])
    await small.close()
  })

  test.each([
    ['the store', 13],
    ['the driver', 2],
  ])('a server that is too old for %s is refused', async (_, wireVersion) => {
    const old = await startServer({ wireVersion })
    const store = mongodb({ url: old.url, database: 'x', serverTimeout: 300 })
    const refused = connect<Models>({ models, store })
    await expect(refused).rejects.toEqual(refusal('UNSUPPORTED'))
    await expect(refused).rejects.toThrow(/older than .*: use a newer one/)
    await old.stop()
  })

  test('the pool says what is open, used and waited for, and what was lost', async () => {
    const store = mongodb({ url: server.url, database: 'faults', poolSize: 1, serverTimeout: 200 })
    const small = await connect<Models>({ models, store })
    const figures = () => small.pools()[0]
    const name = `127.0.0.1:${server.port}/faults`
    expect(figures()).toMatchObject({ store: 'mongodb', name, max: 1, open: 1, idle: 1, used: 0, opened: 1 })
    server.delayNext('aggregate', 300)
    const both = Promise.all([small.Item.count(), small.Item.count()])
    await expect.poll(figures).toMatchObject({ open: 1, idle: 0, used: 1, waiting: 1 })
    expect(figures()?.longestWait).toBeGreaterThan(0)
    await both
    expect(figures()).toMatchObject({ open: 1, idle: 1, used: 0, waiting: 0, longestWait: 0, lost: 0 })
    await server.stop()
    await expect(small.Item.count()).rejects.toEqual(refusal('CONNECTION_FAILED'))
    expect(figures()).toMatchObject({ open: 0, used: 0, connecting: 0, waiting: 0, lost: 1 })
    await small.close()
  })

  test('a server without transactions is refused', async () => {
    const alone = await startServer({ isAlone: true })
    await expect(open(alone.url, 'x')).rejects.toEqual(
      refusal('UNSUPPORTED', { details: { capability: 'transactions' } }),
    )
    await alone.stop()
  })

  test.each([
    ['names that documents cannot have', { a: field.string({ column: 'a.b' }) }],
    ['another `_id` than the key', { a: field.string({ column: '_id' }) }],
    ['unique arrays', { a: field.array(field.string(), { unique: true }) }],
    ['unique JSON', { a: field.json({ unique: true }) }],
  ])('%s are refused', async (_what, schema) => {
    const Odd = defineModel({ name: 'Odd', schema: { id: field.id(), ...(schema as object) } })
    const store = mongodb({ url: server.url, database: 'odd' })
    await expect(connect({ models: { Odd }, store } as never)).rejects.toEqual(refusal('UNSUPPORTED'))
  })
})
