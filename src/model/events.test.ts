import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { field } from '../schema/factories.ts'
import { memory } from '../stores/memory/index.ts'
import { cast } from '../support/cast.ts'
import { createPrometheus } from './prometheus.ts'

const { defineModel, connect } = createPrometheus()
class Item extends defineModel({ name: 'Item', schema: { id: field.id(), name: field.string() } }) {}

async function failing() {
  const db = await connect({ models: { Item }, store: memory() })
  const write = () =>
    db.transaction(async (tx) => {
      tx.afterCommit(() => {
        throw new Error('no mail server')
      })
      await tx.Item.create({ name: 'a' })
      return 'stored'
    })
  return { db, write }
}

describe('a failure after a commit', () => {
  const warn = vi.spyOn(process, 'emitWarning')
  beforeEach(() => {
    warn.mockReset().mockImplementation(() => undefined)
  })
  afterAll(() => {
    warn.mockRestore()
  })

  test('is a warning of the process where nobody listens, which says how to listen', async () => {
    const { db, write } = await failing()
    expect(await write()).toBe('stored')
    expect(warn.mock.calls).toEqual([
      [
        "no mail server. Nobody was told: listen by db.on('error', …).",
        {
          type: 'PrometheusWarning',
          code: 'PROMETHEUS_ERROR',
          detail: expect.stringContaining('events.test.ts'),
        },
      ],
    ])
    expect(await db.Item.count()).toBe(1)
  })

  test('is told to those who listen alone, until they stop', async () => {
    const { db, write } = await failing()
    const errors: unknown[] = []
    const stop = db.on('error', (error) => errors.push(error))
    await write()
    stop()
    await write()
    expect(errors).toEqual([new Error('no mail server')])
    expect(warn).toHaveBeenCalledTimes(1)
  })

  test('does not make what is stored look undone where the listener fails too', async () => {
    const { db, write } = await failing()
    db.on('error', () => {
      throw new Error('a bad listener')
    })
    expect(await write()).toBe('stored')
    expect(warn.mock.calls.map(([warning]) => String(warning))).toEqual([
      expect.stringContaining('no mail server'),
      expect.stringContaining('a bad listener'),
    ])
    expect(await db.Item.count()).toBe(1)
  })

  test('of work outside of transactions is told in the same way', async () => {
    const { db } = await failing()
    const error = await new Promise((resolve) => {
      db.on('error', resolve)
      db.afterCommit(() => Promise.reject(new Error('later')))
    })
    expect(error).toEqual(new Error('later'))
  })
})

test('what trusted code does is told with its reason', async () => {
  const { db } = await failing()
  const told: unknown[] = []
  db.on('system', (event) => told.push(event))
  db.on('statement', ({ kind, reason }) => told.push([kind, reason]))
  await db.system('nightly import').Item.count()
  await db.Item.count()
  expect(told).toEqual([{ reason: 'nightly import' }, ['count', 'nightly import'], ['count', undefined]])
})

test('an event that is not there is refused, with those that are', async () => {
  const { db } = await failing()
  const unknown = cast<'error'>('errors', 'callers without types pass anything')
  expect(() => db.on(unknown, () => undefined)).toThrow(
    /no event 'errors'; there are 'statement', 'system', 'error'/,
  )
})
