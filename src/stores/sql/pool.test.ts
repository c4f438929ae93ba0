import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { PrometheusError } from '../../errors/error.ts'
import type { Pooled } from './pool.ts'
import { Pool } from './pool.ts'

/** A connection that only remembers what became of it. */
class Fake implements Pooled {
  lost: Error | undefined
  onLost: (() => void) | undefined
  idleSince = 0
  ended = false

  async end(): Promise<void> {
    this.ended = true
  }

  cut(): void {
    this.lose('cut')
  }

  lose(why: string): void {
    this.lost ??= new Error(why)
    this.onLost?.()
  }
}

function poolOf(options: { max?: number; acquireTimeout?: number; idleTimeout?: number } = {}) {
  const made: Fake[] = []
  const connect = async () => {
    const fake = new Fake()
    made.push(fake)
    return fake
  }
  return {
    made,
    pool: new Pool({ name: 'Fake', max: 2, acquireTimeout: 1_000, idleTimeout: 0, ...options, connect }),
  }
}

describe('a pool', () => {
  test('gives the connection that was used last, and makes another only where none is free', async () => {
    const { pool, made } = poolOf()
    const [one, two] = [await pool.acquire(), await pool.acquire()]
    pool.release(one)
    pool.release(two)
    expect(pool.acquire()).toBe(two)
    expect(made).toHaveLength(2)
  })

  test('lets others wait in order of asking', async () => {
    const { pool } = poolOf({ max: 1 })
    const one = await pool.acquire()
    const order: string[] = []
    const waiting = ['a', 'b'].map(async (name) => {
      const connection = await pool.acquire()
      order.push(name)
      pool.release(connection)
    })
    pool.release(one)
    await Promise.all(waiting)
    expect(order).toEqual(['a', 'b'])
  })

  test('tells who waits for too long, and serves the next one', async () => {
    const { pool } = poolOf({ max: 1, acquireTimeout: 20 })
    const one = await pool.acquire()
    await expect(Promise.resolve(pool.acquire())).rejects.toMatchObject({ code: 'TIMEOUT' })
    pool.release(one)
    expect(await pool.acquire()).toBe(one)
  })

  test('replaces a connection that was lost, for who waits too', async () => {
    const { pool, made } = poolOf({ max: 1 })
    const one = await pool.acquire()
    const waiting = pool.acquire()
    one.lose('gone')
    pool.release(one)
    expect(await waiting).toBe(made[1])
  })

  test('gives none that was lost while nobody used it', async () => {
    const { pool, made } = poolOf()
    const [one, two] = [await pool.acquire(), await pool.acquire()]
    pool.release(one)
    pool.release(two)
    two.lose('gone')
    expect(pool.acquire()).toBe(one)
    expect(await pool.acquire()).toBe(made[2])
  })

  test('lends a connection for some work, and keeps it only where that went well and left nothing behind', async () => {
    const { pool, made } = poolOf({ max: 1 })
    expect(await pool.use(async () => 'done')).toBe('done')
    const failing = pool.use(async () => {
      throw new Error('failed')
    })
    await expect(failing).rejects.toThrow('failed')
    expect(await pool.useUp(async (connection) => made.indexOf(connection))).toBe(1)
    expect(made.map(({ lost }) => lost?.message)).toEqual(['cut', 'cut'])
    expect(await pool.acquire()).toBe(made[2])
  })

  test('forgets those that nobody uses where they are not to be trusted, or not needed for long', async () => {
    const { pool, made } = poolOf({ idleTimeout: 10 })
    pool.release(await pool.acquire())
    pool.distrust()
    expect(made[0]?.ended).toBe(true)
    pool.release(await pool.acquire())
    await expect.poll(() => made[1]?.ended).toBe(true)
    expect(await pool.acquire()).toBe(made[2])
  })

  test('says what there is, and what became of it', async () => {
    const { pool } = poolOf({ acquireTimeout: 20 })
    const [one, two] = [await pool.acquire(), await pool.acquire()]
    pool.release(one)
    expect(pool.figures).toMatchObject({ max: 2, open: 2, idle: 1, used: 1, waiting: 0, longestWait: 0 })
    await pool.acquire()
    const waiting = Promise.resolve(pool.acquire())
    expect(pool.figures).toMatchObject({ open: 2, idle: 0, used: 2, waiting: 1, timeouts: 0 })
    await expect(waiting).rejects.toMatchObject({ code: 'TIMEOUT' })
    expect(pool.figures).toMatchObject({ waiting: 0, timeouts: 1, opened: 2, closed: 0, lost: 0 })
    pool.release(two)
    two.lose('gone')
    one.lose('gone')
    expect(pool.figures).toMatchObject({ open: 1, idle: 0, used: 1, lost: 1 })
    pool.release(one)
    expect(pool.figures).toMatchObject({ open: 0, used: 0, opened: 2, closed: 0, lost: 2 })
    const coming = pool.acquire()
    expect(pool.figures).toMatchObject({ open: 0, connecting: 1 })
    pool.release(await coming)
    await pool.close()
    expect(pool.figures).toMatchObject({ open: 0, connecting: 0, opened: 3, closed: 1, lost: 2, failed: 0 })
  })

  test('tells each who asks that no connection can be made, and goes on', async () => {
    let broken = true
    const failure = new PrometheusError('CONNECTION_FAILED', 'no')
    const connect = async () => {
      if (broken) throw failure
      return new Fake()
    }
    const pool = new Pool({ name: 'Fake', max: 1, acquireTimeout: 1_000, idleTimeout: 0, connect })
    const asked = [1, 2, 3].map(() => Promise.resolve(pool.acquire()))
    for (const one of await Promise.allSettled(asked)) expect(one).toMatchObject({ reason: failure })
    expect(pool.figures).toMatchObject({ failed: 3, opened: 0, connecting: 0, waiting: 0 })
    broken = false
    expect(await pool.acquire()).toBeInstanceOf(Fake)
  })

  test('closes for all who ask for it', async () => {
    const { pool } = poolOf()
    const used = await pool.acquire()
    const closing = Promise.all([pool.close(), pool.close()])
    await sleep(5)
    pool.release(used)
    await closing
    expect(pool.figures).toMatchObject({ open: 0, closed: 1 })
  })

  test('closes when what is in use came back, cuts it after a while, and refuses then', async () => {
    const { pool } = poolOf({ max: 2, acquireTimeout: 40 })
    const [one, two] = [await pool.acquire(), await pool.acquire()]
    const waiting = Promise.resolve(pool.acquire())
    const closing = pool.close()
    await expect(waiting).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
    await sleep(1)
    pool.release(one)
    await closing
    expect([one.ended, two.lost?.message]).toEqual([true, 'cut'])
    expect(() => pool.acquire()).toThrow(/store is closed/)
    pool.release(two)
    expect(pool.figures).toMatchObject({ open: 0, used: 0, opened: 2, closed: 2, lost: 0 })
  })
})
