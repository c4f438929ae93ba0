import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createPrometheus } from '../../model/prometheus.ts'
import { field } from '../../schema/factories.ts'
import { memory } from './index.ts'

const { defineModel, connect } = createPrometheus()

class Token extends defineModel({
  name: 'Token',
  schema: { id: field.id(), code: field.string({ unique: true }), uses: field.integer({ default: 0 }) },
  expires: '30m',
}) {}

const minutes = (count: number) => vi.advanceTimersByTime(count * 60_000)

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => vi.useRealTimers())

test('a record lasts as long as it says from each write on, to the millisecond', async () => {
  const db = await connect({ models: { Token }, store: memory() })
  const token = await db.Token.create({ code: 'a' })
  minutes(29)
  await token.set({ uses: 1 }).save()
  minutes(30)
  vi.setSystemTime(Date.now() - 1)
  expect(await db.Token.count()).toBe(1)
  vi.setSystemTime(Date.now() + 1)
  expect(await db.Token.count()).toBe(0)
  await db.Token.create({ code: 'a' })
  expect(await db.Token.count()).toBe(1)
})

test('in a transaction and its savepoints what is over is over, and a commit begins no time anew', async () => {
  const db = await connect({ models: { Token }, store: memory() })
  await db.Token.create({ code: 'old' })
  await db.transaction(async (tx) => {
    await tx.Token.create({ code: 'inside' })
    minutes(31)
    await tx.Token.create({ code: 'old' })
    await tx.transaction(async (inner) => {
      expect(await inner.Token.find({ select: { code: true } })).toMatchObject([{ code: 'old' }])
      await inner.Token.create({ code: 'inside' })
    })
    minutes(29)
  })
  expect(await db.Token.count()).toBe(2)
  minutes(1)
  expect(await db.Token.count()).toBe(0)
})
