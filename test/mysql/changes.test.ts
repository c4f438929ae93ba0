import { setTimeout as sleep } from 'node:timers/promises'
import { isPrometheusError } from 'prometheus-odm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CounterDatabase } from '../postgres/changes-at-once.ts'
import { changesAtOnce, openCounters, told } from '../postgres/changes-at-once.ts'
import type { Database } from './server.ts'
import { administer, freshDatabase } from './server.ts'

let database: Database
const open = () => openCounters(database.store({ max: 20 }))
let db: CounterDatabase
beforeEach(async () => {
  database = await freshDatabase()
  db = await open()
})
afterEach(async () => {
  await db.close()
  await database.drop()
})

changesAtOnce(() => db)

/** How many rows a table of the log has. */
async function rowsOf(table: string): Promise<number> {
  const [row] = await administer(`select count(*) as count from ${database.name}.${table}`)
  return Number(row?.count)
}

test('a database that was restored is another history, and one that is opened again is not', async () => {
  await db.Counter.create({ code: 'a' })
  const position = await db.changes.head()
  await db.close()
  db = await open()
  expect((await db.changes.read({ after: position })).changes).toEqual([])
  await db.close()
  // Times of tables are whole seconds.
  await sleep(1_100)
  const log = `${database.name}.prometheus_change_log`
  await administer(`create table ${log}_restored like ${log}`)
  await administer(`insert into ${log}_restored select * from ${log}`)
  await administer(`drop table ${log}`)
  await administer(`rename table ${log}_restored to ${log}`)
  db = await open()
  await expect(db.changes.read({ after: position })).rejects.toMatchObject({ code: 'CHANGES_EPOCH' })
  expect(await told(db)).toHaveLength(1)
  const renewed = await db.changes.head()
  await db.close()
  db = await open()
  expect((await db.changes.read({ after: renewed })).changes).toEqual([])
})

test('changes of a long transaction are sent before its end, and those that are undone are gone', async () => {
  const code = (round: number) => `${round}`.padStart(200, 'x')
  await db.transaction(async (tx) => {
    await tx.Counter.create({ code: 'first' })
    const undone = tx.transaction(async (inner) => {
      for (let round = 0; round < 3; round++)
        await inner.Counter.insertMany(
          Array.from({ length: 400 }, (_, i) => ({ code: code(round * 400 + i) })),
        )
      throw new RangeError('undo')
    })
    await expect(undone).rejects.toThrow(RangeError)
    await tx.Counter.insertMany(Array.from({ length: 1_500 }, (_, i) => ({ code: code(i) })))
  })
  const { changes } = await db.changes.read({ limit: 1_000 })
  const rest = await db.changes.read({ after: changes.at(-1)?.position ?? null, limit: 1_000 })
  const all = [...changes, ...rest.changes]
  expect(all.map(({ after }) => after?.code)).toEqual([
    'first',
    ...Array.from({ length: 1_500 }, (_, i) => code(i)),
  ])
  expect(new Set(all.map(({ transaction }) => transaction)).size).toBe(1)
  expect(await rowsOf('prometheus_change')).toBe(1_501)
})

test('a transaction that has undone all that it recorded takes no number', async () => {
  await db.transaction(async (tx) => {
    const undone = tx.transaction(async (inner) => {
      await inner.Counter.create({ code: 'undone' })
      throw new RangeError('undo')
    })
    await expect(undone).rejects.toThrow(RangeError)
  })
  await db.Counter.create({ code: 'kept' })
  expect((await told(db)).map(({ after }) => after?.code)).toEqual(['kept'])
  expect(await rowsOf('prometheus_commit')).toBe(1)
})

test('texts come back as they were, whatever stands in them', async () => {
  const codes = [
    `it's`,
    '\\',
    `\\' or 1 = 1; --`,
    '"',
    '\n\t',
    '\u{1F600}é',
    '%_`',
    `x'00'`,
    '\ud800'.toWellFormed(),
  ]
  for (const code of codes) await db.Counter.create({ code })
  expect((await told(db)).map(({ after }) => after?.code)).toEqual(codes)
})

test('a commit whose number does not come in time is LOCK_TIMEOUT, and nothing of it is kept', async () => {
  await db.close()
  db = await openCounters(database.store({ lockTimeout: 1_000 }))
  await administer('start transaction')
  await administer(`update ${database.name}.prometheus_commit_number set number = number`)
  const failed = await db.Counter.create({ code: 'late' }).catch((error: unknown) => error)
  await administer('rollback')
  expect(isPrometheusError(failed) && failed.code).toBe('LOCK_TIMEOUT')
  expect(await db.Counter.count()).toBe(0)
  await db.Counter.create({ code: 'next' })
  expect((await told(db)).map(({ after }) => after?.code)).toEqual(['next'])
})

test('a transaction whose changes could not be recorded keeps nothing, be the error caught or not', async () => {
  await administer(
    `create trigger ${database.name}.refuse before insert on ${database.name}.prometheus_change for each row
      if new.after like '%lost%' then signal sqlstate '45000' set message_text = 'no room'; end if`,
  )
  const written = db.transaction(async (tx) => {
    await tx.Counter.create({ code: 'lost' })
    // What was recorded is sent before a savepoint.
    await tx.transaction((inner) => inner.Counter.count()).catch(() => undefined)
    await tx.Counter.create({ code: 'after' })
  })
  await expect(written).rejects.toMatchObject({ code: 'TX_CLOSED' })
  await db.Counter.create({ code: 'next' })
  expect((await told(db)).map(({ after }) => after?.code)).toEqual(['next'])
  expect(await db.Counter.count()).toBe(1)
})

test('a deadlock of single writes that are recorded is run again, and in a transaction it is an error', async () => {
  const [a, b] = [await db.Counter.create({ code: 'a' }), await db.Counter.create({ code: 'b' })]
  const both = (first: string, second: string) =>
    db.transaction(async (tx) => {
      await tx.Counter.updateWhere({ id: first }, { count: { $inc: 1 } })
      await sleep(100)
      await tx.Counter.updateWhere({ id: second }, { count: { $inc: 1 } })
    })
  const outcomes = await Promise.allSettled([both(a.id, b.id), both(b.id, a.id)])
  const failed = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []))
  expect(failed.filter((code) => code !== 'SERIALIZATION_FAILURE')).toEqual([])
  const counts = await db.Counter.find({ sort: { code: 'asc' }, plain: true })
  const done = 2 - failed.length
  expect(counts.map(({ count }) => count)).toEqual([done, done])
  expect(await told(db)).toHaveLength(2 + 2 * done)
})

test('sync makes the tables of the log once', async () => {
  const tables = async () =>
    await administer(`select table_name as name, create_time as time from information_schema.tables
      where table_schema = '${database.name}' and table_name like 'prometheus%' order by table_name`)
  const before = await tables()
  expect(before.map(({ name }) => name)).toEqual([
    'prometheus_change',
    'prometheus_change_log',
    'prometheus_commit',
    'prometheus_commit_number',
    'prometheus_consumer',
  ])
  await db.Counter.create({ code: 'a' })
  await db.close()
  db = await open()
  expect(await tables()).toEqual(before)
  expect(await told(db)).toHaveLength(1)
})
