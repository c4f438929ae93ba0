import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { createPrometheus, field, isPrometheusError, ref } from 'prometheus-odm'
import type { PostgresOptions } from 'prometheus-odm/postgres'
import { postgres } from 'prometheus-odm/postgres'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Server } from '../../scripts/engines/postgres.mjs'
import { canStartServer, startServer } from '../../scripts/engines/postgres.mjs'
import { meeting } from '../../src/testing/timing.ts'
import type { Detour } from './detour.ts'
import { openDetour } from './detour.ts'

const { defineModel, connect } = createPrometheus()

class Entry extends defineModel({
  name: 'Entry',
  schema: { id: field.id(), mark: field.string({ required: true }), count: field.integer({ default: 0 }) },
}) {}
interface Models {
  Entry: typeof Entry
}

let server: Server
beforeAll(async () => {
  if (canStartServer()) server = await startServer({ auth: 'scram-sha-256', password: 'right' })
})
beforeEach(({ skip }) => {
  if (!canStartServer()) skip('no PostgreSQL server is installed here, to be stopped and started')
})
afterAll(() => server?.remove())

const open = (options: PostgresOptions = {}) =>
  connect<Models>({ models: { Entry }, store: postgres({ url: server.url, ...options }), sync: true })

/** Runs something on a database of its own, which is closed afterwards. */
async function withDatabase(
  options: PostgresOptions,
  run: (db: Awaited<ReturnType<typeof open>>) => Promise<void>,
): Promise<void> {
  const db = await open(options)
  try {
    await run(db)
  } finally {
    await db.close()
  }
}

/** SQL on a connection of its own, as an administrator runs it. */
async function administer(text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: server.url })
  await client.connect()
  try {
    const { rows } = await client.query<Record<string, unknown>>(text)
    return rows
  } finally {
    await client.end()
  }
}

const codeOf = (error: unknown): string => (isPrometheusError(error) ? error.code : String(error))

/** The code that something fails with, or `done`. */
const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => codeOf(error),
  )

describe('a server that stops and starts', () => {
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
      for (let round = 0; round < 3; round++) {
        await moreDone()
        await server.stop()
        await sleep(100)
        await server.start()
      }
      await moreDone()
      running = false
      await Promise.all(workers)

      const stored = (await db.Entry.find({ select: { mark: true } })).map(({ mark }) => mark)
      expect(new Set(stored).size).toBe(stored.length)
      const kept = new Set(stored)
      expect(marksOf('done').filter((mark) => !kept.has(mark))).toEqual([])
      expect(marksOf('CONNECTION_FAILED').filter((mark) => kept.has(mark))).toEqual([])
      const codes = new Set(outcomes.values())
      expect(
        [...codes].filter((code) => !['done', 'CONNECTION_FAILED', 'OUTCOME_UNKNOWN'].includes(code)),
      ).toEqual([])
      expect(codes.has('CONNECTION_FAILED') || codes.has('OUTCOME_UNKNOWN')).toBe(true)
    })
  })

  test('makes a read again on a new connection', async () => {
    await withDatabase({ max: 3 }, async (db) => {
      await Promise.all([1, 2, 3].map(() => db.Entry.count()))
      await server.stop()
      expect(await outcome(db.Entry.count())).toBe('CONNECTION_FAILED')
      await server.start()
      expect(await Promise.all([1, 2, 3, 4].map(() => outcome(db.Entry.count())))).toEqual(
        Array(4).fill('done'),
      )
    })
  })
})

describe('a connection that is cut', () => {
  const terminate = (name: string, which = 'true') =>
    administer(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = '${name}' and ${which}`,
    )

  test('undoes its transaction, which is told so, and the next one has another', async () => {
    await withDatabase({ applicationName: 'cut', max: 2 }, async (db) => {
      const mark = randomUUID()
      const codes: string[] = []
      const run = db.transaction(async (tx) => {
        await tx.Entry.create({ mark })
        await terminate('cut')
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
    await withDatabase({ applicationName: 'again', max: 2 }, async (db) => {
      const mark = randomUUID()
      let runs = 0
      await db.transaction(
        async (tx) => {
          await tx.Entry.create({ mark })
          if (++runs === 1) await terminate('again')
          await tx.Entry.create({ mark })
        },
        { retries: 1 },
      )
      expect([runs, await db.Entry.count({ mark })]).toEqual([2, 2])
    })
  })

  test('leaves a write that waited undone, and says so', async () => {
    await withDatabase({ applicationName: 'waits', max: 2 }, async (db) => {
      const entry = await db.Entry.create({ mark: randomUUID() })
      await withDatabase({}, (holder) =>
        holder.transaction(async (tx) => {
          await tx.Entry.updateWhere({ id: entry.id }, { count: 1 })
          const waiting = outcome(db.Entry.updateWhere({ id: entry.id }, { count: 2 }))
          await expect.poll(() => terminate('waits', "wait_event_type = 'Lock'")).toHaveLength(1)
          expect(await waiting).toBe('CONNECTION_FAILED')
        }),
      )
      expect((await entry.reload()).count).toBe(1)
    })
  })
})

describe('an answer that is lost', () => {
  /** Runs something on a database whose answers can be lost. */
  async function throughDetour(
    run: (db: Awaited<ReturnType<typeof open>>, detour: Detour) => Promise<void>,
  ): Promise<void> {
    const detour = await openDetour(server.url)
    try {
      await withDatabase({ url: detour.urlOf(server.url), max: 1, connectTimeout: 500 }, (db) =>
        run(db, detour),
      )
    } finally {
      await detour.close()
    }
  }
  const stored = async (mark: string) =>
    (await administer(`select 1 from entry where mark = '${mark}'`)).length

  test('to a write says that nobody knows, and it may be stored', async () => {
    const mark = randomUUID()
    await throughDetour(async (db, detour) => {
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
      const met = meeting(2)
      const add = (first: string, second: string) =>
        db.transaction(async (tx) => {
          await tx.Entry.updateWhere({ id: first }, { count: { $inc: 1 } })
          await met()
          await tx.Entry.updateWhere({ id: second }, { count: { $inc: 1 } })
        })
      const codes = await Promise.all([outcome(add(one.id, two.id)), outcome(add(two.id, one.id))])
      expect(codes.sort()).toEqual(['SERIALIZATION_FAILURE', 'done'])
      expect([(await one.reload()).count, (await two.reload()).count]).toEqual([1, 1])
    })
  })

  test('in what each has read of the other: the last to commit is told, and runs again where that is asked', async () => {
    await withDatabase({}, async (db) => {
      const [one, two] = [await db.Entry.create({ mark: 'x' }), await db.Entry.create({ mark: 'y' })]
      const swap = (read: string, write: string, retries: number, met: () => Promise<void>) =>
        db.transaction(
          async (tx) => {
            const other = await tx.Entry.findById(read)
            await tx.Entry.updateWhere({ id: write }, { count: (other?.count ?? 0) + 1 })
            await met()
          },
          { isolation: 'serializable', retries },
        )
      const crossed = (retries: number, met = meeting(2)) =>
        Promise.all([
          outcome(swap(one.id, two.id, retries, met)),
          outcome(swap(two.id, one.id, retries, met)),
        ])
      expect((await crossed(0)).sort()).toEqual(['SERIALIZATION_FAILURE', 'done'])
      expect(await crossed(9)).toEqual(['done', 'done'])
    })
  })

  test('over a lock that is held for too long: the statement is told, and its transaction goes on', async () => {
    await withDatabase({}, async (db) => {
      const { id } = await db.Entry.create({ mark: 'locked' })
      await db.transaction(async (holder) => {
        await holder.Entry.findById(id, { lock: 'update' })
        const codes = await outcomesBeside(id)
        expect(codes).toEqual(['LOCK_TIMEOUT', 'LOCK_TIMEOUT', 'done'])
      })
      expect(await db.Entry.count({ mark: 'beside' })).toBe(1)
    })
  })
})

/** What comes of a transaction on another database that meets a lock on a record. */
async function outcomesBeside(id: string): Promise<readonly string[]> {
  const codes: string[] = []
  await withDatabase({ lockTimeout: 50 }, (db) =>
    db.transaction(async (tx) => {
      codes.push(await outcome(tx.Entry.findById(id, { lock: 'share' })))
      codes.push(await outcome(tx.Entry.updateWhere({ id }, { count: 5 })))
      codes.push(await outcome(tx.Entry.create({ mark: 'beside' })))
    }),
  )
  return codes
}

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
    await withDatabase({ max: 1, acquireTimeout: 300, applicationName: 'figures' }, async (db) => {
      const figures = () => db.pools()[0]
      const long = db.transaction(async (tx) => {
        await tx.Entry.count()
        await sleep(600)
      })
      await expect.poll(figures).toMatchObject({ store: 'postgres', max: 1, open: 1, used: 1, waiting: 0 })
      const waiting = Promise.all([outcome(db.Entry.count()), outcome(db.Entry.count())])
      await sleep(50)
      expect(figures()).toMatchObject({ used: 1, idle: 0, waiting: 2, timeouts: 0 })
      expect(figures()?.longestWait).toBeGreaterThan(0)
      expect(await waiting).toEqual(['TIMEOUT', 'TIMEOUT'])
      expect(figures()).toMatchObject({ waiting: 0, longestWait: 0, timeouts: 2, lost: 0 })
      await long
      expect(figures()).toMatchObject({ open: 1, used: 0, idle: 1 })
      expect(figures()?.name).toBe(`${new URL(server.url).host}/postgres`)
      await administer(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'figures'",
      )
      await expect.poll(figures).toMatchObject({ open: 0, idle: 0, lost: 1 })
      await db.Entry.count()
      const { opened = 0, closed = 0, lost = 0, open: left = 0 } = figures() ?? {}
      expect([left, opened - closed - lost]).toEqual([1, 1])
    })
  })

  test('never has more connections than it may, and ends those that nobody uses', async () => {
    await withDatabase({ max: 3, idleTimeout: 50, applicationName: 'few' }, async (db) => {
      const connections = async () => {
        const [row] = await administer(
          "select count(*)::int as n from pg_stat_activity where application_name = 'few'",
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
    await withDatabase({ statementTimeout: 50 }, async (db) => {
      const { id } = await db.Entry.create({ mark: 'slow' })
      const holder = await open()
      try {
        await holder.transaction(async (tx) => {
          await tx.Entry.updateWhere({ id }, { count: 1 })
          expect(await outcome(db.Entry.updateWhere({ id }, { count: 2 }))).toBe('TIMEOUT')
          await db.transaction(async (other) => {
            expect(await outcome(other.Entry.updateWhere({ id }, { count: 2 }))).toBe('TIMEOUT')
            expect(await other.Entry.count({ id })).toBe(1)
          })
        })
      } finally {
        await holder.close()
      }
    })
  })

  test('that was prepared before its table was altered runs all the same', async () => {
    await withDatabase({ max: 1, applicationName: 'forgets' }, async (db) => {
      const { id } = await db.Entry.create({ mark: 'kept' })
      for (let i = 0; i < 10; i++) await db.Entry.findById(id)
      await administer('alter table entry alter column count type integer')
      expect((await db.Entry.findById(id))?.mark).toBe('kept')
      await administer('alter table entry alter column count type bigint')
      expect((await db.Entry.findById(id))?.mark).toBe('kept')
    })
  })

  test('that was prepared in a transaction before its table was altered runs in the next one', async () => {
    await withDatabase({ max: 1 }, async (db) => {
      await db.Entry.create({ mark: 'altered' })
      const read = (retries: number) =>
        db.transaction((tx) => tx.Entry.find({ where: { mark: 'altered' } }), { retries })
      await read(0)
      await administer('alter table entry alter column count type integer')
      const outcomes = [await outcome(read(0)), await outcome(read(0))]
      await administer('alter table entry alter column count type bigint')
      expect(outcomes).toEqual(['SERIALIZATION_FAILURE', 'done'])
      expect(await outcome(read(1))).toBe('done')
    })
  })

  test('of a write that was prepared before its table was altered runs in the transaction all the same', async () => {
    await withDatabase({ max: 1 }, async (db) => {
      const id = randomUUID()
      const write = (count: number) =>
        db.transaction(async (tx) => {
          await tx.Entry.create({ mark: 'beside' })
          await tx.Entry.upsert({ by: ['id'], create: { id, mark: 'upserted', count }, update: { count } })
        })
      await write(1)
      const before = await db.Entry.count({ mark: 'beside' })
      await administer('alter table entry alter column count type integer')
      const altered = await outcome(write(2))
      await administer('alter table entry alter column count type bigint')
      expect(altered).toBe('done')
      expect((await db.Entry.findById(id))?.count).toBe(2)
      expect(await db.Entry.count({ mark: 'beside' })).toBe(before + 1)
    })
  })

  test('that the server has forgotten runs all the same, alone and in a transaction', async () => {
    const store = postgres({ url: server.url, max: 1 })
    const db = await connect<Models>({ models: { Entry }, store, sync: true })
    const forget = () => store.schema?.query('deallocate all')
    const inside = (retries: number) => db.transaction((tx) => tx.Entry.count(), { retries })
    await inside(0)
    await forget()
    expect(await outcome(db.Entry.count())).toBe('done')
    await forget()
    expect(await outcome(inside(0))).toBe('SERIALIZATION_FAILURE')
    await forget()
    expect(await outcome(inside(1))).toBe('done')
    await db.close()
  })
})

describe('what cannot be reached', () => {
  const opened = (options: PostgresOptions) =>
    outcome(connect({ models: { Entry }, store: postgres(options) }))
  const at = (change: (url: URL) => void): string => {
    const url = new URL(server.url)
    change(url)
    return url.href
  }

  test('is told as such: password, user, database, port and name of the server', async () => {
    const urls = [
      at((url) => (url.password = 'wrong')),
      at((url) => (url.username = 'nobody')),
      at((url) => (url.pathname = '/nowhere')),
      at((url) => (url.port = '1')),
      at((url) => (url.hostname = 'nowhere.invalid')),
    ]
    for (const url of urls) expect(await opened({ url }), url).toBe('CONNECTION_FAILED')
  })

  test('says in words what is wrong, and never the password', async () => {
    const refused = async (url: string) => {
      const error = await connect({ models: { Entry }, store: postgres(url) }).catch((one: unknown) => one)
      return isPrometheusError(error) ? error.message : String(error)
    }
    const password = await refused(at((url) => (url.password = 'wrong-secret')))
    expect(password).toMatch(/refuses the user or the password/)
    expect(password).not.toContain('wrong-secret')
    expect(await refused(at((url) => (url.pathname = '/nowhere')))).toMatch(
      /no such database: .* \(postgres@127\.0\.0\.1:\d+\/nowhere\)\.$/,
    )
  })

  test('takes a password from a function, for each connection anew', async () => {
    const url = new URL(server.url)
    let asked = 0
    const password = async () => {
      asked++
      return 'right'
    }
    const options = {
      host: url.hostname,
      port: Number(url.port),
      user: 'postgres',
      database: 'postgres',
      password,
    }
    const db = await connect<Models>({ models: { Entry }, store: postgres(options) })
    await Promise.all([db.Entry.count(), db.Entry.count()])
    await db.close()
    expect(asked).toBe(2)
  })
})

test('processes that sync at once make one set of tables', async () => {
  class Made extends defineModel({
    name: 'Made',
    schema: { id: field.id(), name: field.string({ unique: true }), entry: ref('Entry') },
  }) {}
  const models = { Entry, Made }
  const all = await Promise.all(
    Array.from({ length: 6 }, () => connect({ models, store: postgres(server.url), sync: true })),
  )
  for (const db of all) await db.close()
  const rows = await administer(
    "select indexname as name from pg_indexes where tablename = 'made' order by 1",
  )
  expect(rows.map(({ name }) => name)).toEqual(['made_entry_id_index', 'made_name_unique', 'made_pkey'])
})
