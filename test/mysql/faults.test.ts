import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RowDataPacket } from 'mysql2/promise'
import { createConnection } from 'mysql2/promise'
import { createPrometheus, field, isPrometheusError } from 'prometheus-odm'
import type { MysqlOptions } from 'prometheus-odm/mysql'
import { mysql } from 'prometheus-odm/mysql'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Server } from '../../scripts/engines/mariadb.mjs'
import { canStartServer, startServer } from '../../scripts/engines/mariadb.mjs'
import { meeting } from '../../src/testing/timing.ts'
import type { Detour } from '../postgres/detour.ts'
import { openDetour } from '../postgres/detour.ts'
import { urlOf } from './server.ts'

const { defineModel, connect } = createPrometheus()

class Entry extends defineModel({
  name: 'Entry',
  schema: {
    id: field.id(),
    mark: field.string({ required: true }),
    count: field.integer({ default: 0 }),
    code: field.string({ unique: true }),
  },
}) {}
interface Models {
  Entry: typeof Entry
}

let server: Server
beforeAll(async () => {
  if (!canStartServer()) return
  server = await startServer({ settings: ['--max-connections=30'] })
  await administer('create database faults')
  await administer("create user 'known'@'%' identified by 'right'; grant all on faults.* to 'known'@'%'")
})
beforeEach(({ skip }) => {
  if (!canStartServer()) skip('no MariaDB server is installed here, to be stopped and started')
})
afterAll(() => server?.remove())

const url = (): string => urlOf('faults', server.url)

const open = (options: MysqlOptions = {}) =>
  connect<Models>({ models: { Entry }, store: mysql({ url: url(), ...options }), sync: true })

type Opened = Awaited<ReturnType<typeof open>>

/** Runs something on a database of its own, which is closed afterwards. */
async function withDatabase(options: MysqlOptions, run: (db: Opened) => Promise<void>): Promise<void> {
  const db = await open(options)
  try {
    await run(db)
  } finally {
    await db.close()
  }
}

/** SQL on a connection of its own, as an administrator runs it. */
async function administer(text: string): Promise<readonly RowDataPacket[]> {
  const client = await createConnection({ uri: server.url, multipleStatements: true })
  try {
    const [rows] = await client.query<RowDataPacket[]>(text)
    return rows
  } finally {
    await client.end()
  }
}

/** Ends the connections to the database of the tests; with a word in what they are doing, only those. */
async function terminate(word = ''): Promise<number> {
  const rows = await administer(
    `select id from information_schema.processlist where db = 'faults' and ifnull(info, '') like '%${word}%'`,
  )
  for (const { id } of rows) await administer(`kill ${id}`)
  return rows.length
}

const codeOf = (error: unknown): string => (isPrometheusError(error) ? error.code : String(error))

/** The code that something fails with, or `done`. */
const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => codeOf(error),
  )

describe('a server that stops, is killed and starts', () => {
  test('loses nothing that was acknowledged, doubles nothing, and the pool finds it again', async () => {
    await withDatabase({ connectTimeout: 2_000, max: 8 }, async (db) => {
      const outcomes = new Map<string, string>()
      let running = true
      const work = async () => {
        while (running) {
          const mark = randomUUID()
          outcomes.set(mark, await outcome(db.Entry.create({ mark })))
          if (outcomes.get(mark) !== 'done') await sleep(5)
        }
      }
      const workers = Array.from({ length: 12 }, work)
      const marksOf = (code: string) => [...outcomes].flatMap(([mark, is]) => (is === code ? [mark] : []))
      const moreDone = async () => {
        const before = marksOf('done').length
        await expect.poll(() => marksOf('done').length, { timeout: 20_000 }).toBeGreaterThan(before + 50)
      }
      for (const end of [server.stop, server.kill]) {
        await moreDone()
        await end()
        await sleep(100)
        await server.start()
      }
      await moreDone()
      running = false
      await Promise.all(workers)

      const stored = (await db.Entry.find({ select: { mark: true } })).map(({ mark }) => mark)
      const kept = new Set(stored)
      expect(kept.size).toBe(stored.length)
      expect(marksOf('done').filter((mark) => !kept.has(mark))).toEqual([])
      expect(marksOf('CONNECTION_FAILED').filter((mark) => kept.has(mark))).toEqual([])
      const codes = [...new Set(outcomes.values())]
      expect(codes.filter((code) => !/^(done|CONNECTION_FAILED|OUTCOME_UNKNOWN)$/.test(code))).toEqual([])
      expect(codes.length).toBeGreaterThan(1)
    })
  })

  test('lets a read run again on a new connection', async () => {
    await withDatabase({ max: 3 }, async (db) => {
      await Promise.all([1, 2, 3].map(() => db.Entry.count()))
      await server.stop()
      expect(await outcome(db.Entry.count())).toBe('CONNECTION_FAILED')
      await server.start()
      const reads = await Promise.all([1, 2, 3, 4].map(() => outcome(db.Entry.count())))
      expect(reads).toEqual(Array(4).fill('done'))
    })
  })
})

describe('a connection that is ended on the server', () => {
  test('undoes its transaction, which is told so, and the next one has another', async () => {
    await withDatabase({ max: 2 }, async (db) => {
      const mark = randomUUID()
      const codes: string[] = []
      const run = db.transaction(async (tx) => {
        await tx.Entry.create({ mark })
        await terminate()
        codes.push(await outcome(tx.Entry.create({ mark })))
        codes.push(await outcome(tx.Entry.count()))
      })
      expect(await outcome(run)).toBe('TX_CLOSED')
      expect(codes).toEqual(['CONNECTION_FAILED', 'TX_CLOSED'])
      expect(await db.Entry.count({ mark })).toBe(0)
      await db.transaction((tx) => tx.Entry.create({ mark }))
      expect(await db.Entry.count({ mark })).toBe(1)
    })
  })

  test('lets a transaction run again where that is asked', async () => {
    await withDatabase({ max: 2 }, async (db) => {
      const mark = randomUUID()
      let runs = 0
      await db.transaction(
        async (tx) => {
          await tx.Entry.create({ mark })
          if (++runs === 1) await terminate()
          await tx.Entry.create({ mark })
        },
        { retries: 1 },
      )
      expect([runs, await db.Entry.count({ mark })]).toEqual([2, 2])
    })
  })

  test('lets transactions begin on others, though nobody has noticed it yet', async () => {
    await withDatabase({ max: 3 }, async (db) => {
      await Promise.all([1, 2, 3].map(() => db.Entry.count()))
      await terminate()
      const begun = [1, 2, 3].map(() => outcome(db.transaction((tx) => tx.Entry.count())))
      expect(await Promise.all(begun)).toEqual(Array(3).fill('done'))
    })
  })

  test('leaves a write that waited undone', async () => {
    await withDatabase({ max: 2 }, async (db) => {
      const entry = await db.Entry.create({ mark: randomUUID() })
      await withDatabase({}, (holder) =>
        holder.transaction(async (tx) => {
          await tx.Entry.updateWhere({ id: entry.id }, { count: 1 })
          const waiting = outcome(db.Entry.updateWhere({ id: entry.id }, { count: 2 }))
          await expect.poll(() => terminate('update `entry`')).toBe(1)
          expect(['CONNECTION_FAILED', 'OUTCOME_UNKNOWN']).toContain(await waiting)
        }),
      )
      expect((await entry.reload()).count).toBe(1)
    })
  })
})

describe('an answer that is lost', () => {
  async function throughDetour(run: (db: Opened, detour: Detour) => Promise<void>): Promise<void> {
    const detour = await openDetour(server.url)
    try {
      const options = { url: detour.urlOf(url()), max: 1, connectTimeout: 500 }
      await withDatabase(options, (db) => run(db, detour))
    } finally {
      await detour.close()
    }
  }
  const stored = async (mark: string) =>
    (await administer(`select 1 from faults.entry where mark = '${mark}'`)).length

  test('to a write says that nobody knows, and it may be stored', async () => {
    const mark = randomUUID()
    await throughDetour(async (db, detour) => {
      await db.Entry.create({ mark: 'before' })
      detour.loseAnswers()
      expect(await outcome(db.Entry.create({ mark }))).toBe('OUTCOME_UNKNOWN')
    })
    expect(await stored(mark)).toBe(1)
  })

  test('to a commit says that nobody knows, and the transaction does not run again', async () => {
    const mark = randomUUID()
    let runs = 0
    await throughDetour(async (db, detour) => {
      const run = db.transaction(
        async (tx) => {
          runs++
          await tx.Entry.create({ mark })
          detour.loseAnswers()
        },
        { retries: 5 },
      )
      expect(await outcome(run)).toBe('OUTCOME_UNKNOWN')
    })
    expect([runs, await stored(mark)]).toEqual([1, 1])
  })

  test('to a statement of a transaction leaves nothing of it', async () => {
    const mark = randomUUID()
    await throughDetour(async (db, detour) => {
      const run = db.transaction(async (tx) => {
        await tx.Entry.create({ mark })
        detour.loseAnswers()
        await tx.Entry.create({ mark })
      })
      expect(await outcome(run)).toBe('CONNECTION_FAILED')
    })
    expect(await stored(mark)).toBe(0)
  })
})

describe('transactions that meet', () => {
  test('in a deadlock: one of them is told, the other goes through', async () => {
    await withDatabase({}, async (db) => {
      const [one, two] = [await db.Entry.create({ mark: 'one' }), await db.Entry.create({ mark: 'two' })]
      const add = (first: string, second: string, retries: number, met: () => Promise<void>) =>
        db.transaction(
          async (tx) => {
            await tx.Entry.updateWhere({ id: first }, { count: { $inc: 1 } })
            await met()
            await tx.Entry.updateWhere({ id: second }, { count: { $inc: 1 } })
          },
          { retries },
        )
      const crossed = (retries: number, met = meeting(2)) =>
        Promise.all([outcome(add(one.id, two.id, retries, met)), outcome(add(two.id, one.id, retries, met))])
      expect((await crossed(0)).sort()).toEqual(['SERIALIZATION_FAILURE', 'done'])
      expect([(await one.reload()).count, (await two.reload()).count]).toEqual([1, 1])
      expect(await crossed(9)).toEqual(['done', 'done'])
      expect([(await one.reload()).count, (await two.reload()).count]).toEqual([3, 3])
    })
  })

  test('in a deadlock: what is used after it says that the transaction is no more', async () => {
    await withDatabase({}, async (db) => {
      const [one, two] = [await db.Entry.create({ mark: 'x' }), await db.Entry.create({ mark: 'y' })]
      const later: string[] = []
      const both = meeting(2)
      const cross = (first: string, second: string) =>
        db.transaction(async (tx) => {
          await tx.Entry.updateWhere({ id: first }, { count: { $inc: 1 } })
          await both()
          const met = await outcome(tx.Entry.updateWhere({ id: second }, { count: { $inc: 1 } }))
          if (met !== 'done') later.push(met, await outcome(tx.Entry.create({ mark: 'after' })))
        })
      const codes = await Promise.all([outcome(cross(one.id, two.id)), outcome(cross(two.id, one.id))])
      expect(codes.sort()).toEqual(['TX_CLOSED', 'done'])
      expect(later).toEqual(['SERIALIZATION_FAILURE', 'TX_CLOSED'])
      expect(await db.Entry.count({ mark: 'after' })).toBe(0)
    })
  })

  test('over a lock that is held for too long: the statement is told, and its transaction goes on', async () => {
    await withDatabase({}, async (db) => {
      const { id } = await db.Entry.create({ mark: 'locked' })
      const codes: string[] = []
      await db.transaction(async (holder) => {
        await holder.Entry.findById(id, { lock: 'update' })
        await withDatabase({ lockTimeout: 50 }, (other) =>
          other.transaction(async (tx) => {
            codes.push(await outcome(tx.Entry.findById(id, { lock: 'share' })))
            codes.push(await outcome(tx.Entry.create({ mark: 'beside' })))
          }),
        )
      })
      expect(codes).toEqual(['LOCK_TIMEOUT', 'done'])
      expect(await db.Entry.count({ mark: 'beside' })).toBe(1)
    })
  })

  test('in upserts of one record, many at once: one is made, and none is lost', async () => {
    await withDatabase({ max: 10 }, async (db) => {
      const code = randomUUID()
      const upsert = () =>
        db.Entry.upsert({
          by: ['code'],
          create: { mark: 'up', code, count: 1 },
          update: { count: { $inc: 1 } },
        })
      for (let round = 0; round < 5; round++) await Promise.all(Array.from({ length: 20 }, upsert))
      const rows = await db.Entry.find({ where: { code } })
      expect(rows.map(({ count }) => count)).toEqual([100])
    })
  })
})

describe('a pool', () => {
  test('that is exhausted makes others wait, and then tells them', async () => {
    await withDatabase({ max: 1, acquireTimeout: 500 }, async (db) => {
      let release = (): void => {}
      const held = new Promise<void>((resolve) => {
        release = resolve
      })
      const long = db.transaction(async (tx) => {
        await tx.Entry.count()
        await held
      })
      await sleep(20)
      expect(await outcome(db.Entry.count())).toBe('TIMEOUT')
      const waiting = outcome(db.Entry.count())
      release()
      await long
      expect(await waiting).toBe('done')
    })
  })

  test('says what is open, used and waited for, and what was lost', async () => {
    await withDatabase({ max: 1, acquireTimeout: 300 }, async (db) => {
      const figures = () => db.pools()[0]
      const long = db.transaction(async (tx) => {
        await tx.Entry.count()
        await sleep(600)
      })
      await expect.poll(figures).toMatchObject({ store: 'mysql', max: 1, open: 1, used: 1, waiting: 0 })
      const waiting = Promise.all([outcome(db.Entry.count()), outcome(db.Entry.count())])
      await sleep(50)
      expect(figures()).toMatchObject({ used: 1, idle: 0, waiting: 2, timeouts: 0 })
      expect(figures()?.longestWait).toBeGreaterThan(0)
      expect(await waiting).toEqual(['TIMEOUT', 'TIMEOUT'])
      expect(figures()).toMatchObject({ waiting: 0, longestWait: 0, timeouts: 2, lost: 0 })
      await long
      expect(figures()).toMatchObject({ open: 1, used: 0, idle: 1 })
      expect(figures()?.name).toBe(`${new URL(server.url).host}/faults`)
      await terminate()
      await expect.poll(figures).toMatchObject({ open: 0, idle: 0, lost: 1 })
      await db.Entry.count()
      const { opened = 0, closed = 0, lost = 0, open: left = 0 } = figures() ?? {}
      expect([left, opened - closed - lost]).toEqual([1, 1])
    })
  })

  test('never has more connections than it may, and ends those that nobody uses', async () => {
    await withDatabase({ max: 3, idleTimeout: 50 }, async (db) => {
      const connections = async () => {
        const [row] = await administer(
          "select count(*) as n from information_schema.processlist where db = 'faults'",
        )
        return Number(row?.n)
      }
      const work = Promise.all(Array.from({ length: 40 }, () => db.Entry.count()))
      expect(await connections()).toBeLessThanOrEqual(3)
      await work
      await expect.poll(connections, { timeout: 5_000 }).toBe(0)
      expect(await db.Entry.count()).toBeGreaterThan(0)
    })
  })

  test('that wants more connections than the server has is told so', async () => {
    await withDatabase({ max: 60 }, async (db) => {
      const met = meeting(60)
      const held = () =>
        db.transaction(async (tx) => {
          await tx.Entry.count()
          await met()
        })
      const wide = Array.from({ length: 60 }, () => outcome(held().finally(met)))
      const codes = new Set(await Promise.all(wide))
      expect([...codes].sort()).toEqual(['CONNECTION_FAILED', 'done'])
      expect(await outcome(db.Entry.count())).toBe('done')
    })
  })

  test('that is closed refuses, after what was under way', async () => {
    const db = await open()
    const last = outcome(db.Entry.count())
    await db.close()
    expect(await last).toBe('done')
    expect(await outcome(db.Entry.count())).toBe('NOT_CONNECTED')
  })
})

describe('a statement', () => {
  test('that runs for too long is told so, alone and in a transaction that goes on', async () => {
    await withDatabase({ statementTimeout: 100 }, async (db) => {
      const { id } = await db.Entry.create({ mark: 'slow' })
      await withDatabase({}, (holder) =>
        holder.transaction(async (tx) => {
          await tx.Entry.updateWhere({ id }, { count: 1 })
          expect(await outcome(db.Entry.updateWhere({ id }, { count: 2 }))).toBe('TIMEOUT')
          await db.transaction(async (other) => {
            expect(await outcome(other.Entry.updateWhere({ id }, { count: 2 }))).toBe('TIMEOUT')
            expect(await other.Entry.count({ id })).toBe(1)
          })
        }),
      )
    })
  })

  test('that was prepared before its table was altered runs all the same', async () => {
    await withDatabase({ max: 1 }, async (db) => {
      const { id } = await db.Entry.create({ mark: 'kept' })
      for (const type of ['int', 'bigint']) {
        await administer(`alter table faults.entry modify count ${type}`)
        expect((await db.Entry.findById(id))?.mark).toBe('kept')
      }
    })
  })

  test('is kept prepared only up to the limit, and runs again after it was forgotten', async () => {
    await withDatabase({ max: 1, preparedStatements: 4 }, async (db) => {
      await db.Entry.create({ mark: 'many' })
      for (let limit = 1001; limit < 1021; limit++)
        expect(await db.Entry.find({ where: { mark: 'many' }, limit, offset: limit % 7 })).toBeInstanceOf(
          Array,
        )
      const fields = ['id', 'mark', 'count', 'code'] as const
      for (const name of [...fields, ...fields])
        expect(await db.Entry.find({ sort: { [name]: 'asc' }, limit: 1 })).toHaveLength(1)
      const [row] = await administer("show global status like 'Prepared_stmt_count'")
      expect(Number(row?.Value)).toBeLessThanOrEqual(4)
    })
  })
})

describe('what cannot be reached', () => {
  const opened = (options: MysqlOptions) => outcome(connect({ models: { Entry }, store: mysql(options) }))
  const at = (change: (url: URL) => void): string => {
    const changed = new URL(url())
    changed.username = 'known'
    changed.password = 'right'
    change(changed)
    return changed.href
  }

  test('is told as such: password, user, database, port and name of the server', async () => {
    expect(await opened({ url: at(() => undefined) })).toBe('done')
    const urls = [
      at((one) => {
        one.password = 'wrong'
      }),
      at((one) => {
        one.username = 'nobody'
      }),
      at((one) => {
        one.username = 'root'
        one.password = ''
        one.pathname = '/nowhere'
      }),
      at((one) => {
        one.port = '1'
      }),
      at((one) => {
        one.hostname = 'nowhere.invalid'
      }),
    ]
    for (const one of urls) expect(await opened({ url: one }), one).toBe('CONNECTION_FAILED')
  })

  test('says in words what is wrong and where, and never the password', async () => {
    const refused = async (one: string) => {
      const error = await connect({ models: { Entry }, store: mysql(one) }).catch((reason: unknown) => reason)
      return isPrometheusError(error) ? `${error.message} ${JSON.stringify(error)}` : String(error)
    }
    const message = await refused(
      at((one) => {
        one.password = 'wrong-secret'
      }),
    )
    expect(message).toMatch(/refuses the user or the password: .*\(known@127\.0\.0\.1:\d+\/faults\)/)
    expect(message).not.toContain('wrong-secret')
  })
})

test('a server that is too old is refused', async () => {
  const old = await startServer({ settings: ['--version=10.6.16-MariaDB'] })
  try {
    const store = mysql(urlOf('mysql', old.url))
    const refused = connect<Models>({ models: { Entry }, store })
    await expect(refused).rejects.toMatchObject({ code: 'UNSUPPORTED' })
    await expect(refused).rejects.toThrow(/"10\.6\.16-MariaDB.*"; MariaDB 10\.11 or later is needed/)
  } finally {
    await old.remove()
  }
})
