import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { PrometheusError } from '../../errors/error.ts'
import { WaitQueue } from './wait-queue.ts'

const queueOf = (limit: number) => new WaitQueue<string>(limit, () => new PrometheusError('TIMEOUT', 'late'))

test('serves those who wait in order of asking', async () => {
  const queue = queueOf(1_000)
  const both = [queue.wait(), queue.wait()]
  queue.next()?.resolve('first')
  queue.next()?.resolve('second')
  expect(await Promise.all(both)).toEqual(['first', 'second'])
  expect([queue.size, queue.next()]).toEqual([0, undefined])
})

test('keeps the order of a queue that is never empty', async () => {
  const queue = queueOf(10_000)
  const order: number[] = []
  const waits = (number: number) => queue.wait().then(() => order.push(number))
  const all = Array.from({ length: 10 }, (_, number) => waits(number))
  for (let number = 10; number < 3_000; number++) {
    all.push(waits(number))
    queue.next()?.resolve('next')
  }
  expect(queue.size).toBe(10)
  while (queue.size > 0) queue.next()?.resolve('last')
  await Promise.all(all)
  expect(order).toEqual(Array.from({ length: 3_000 }, (_, number) => number))
})

test('tells each who is late by itself, the others when it is their turn', async () => {
  const queue = queueOf(300)
  const late: string[] = []
  const waits = (name: string) => queue.wait().catch(() => late.push(name))
  const first = waits('first')
  await sleep(150)
  const second = waits('second')
  await first
  expect([late, queue.size, queue.timeouts]).toEqual([['first'], 1, 1])
  await second
  expect([late, queue.size, queue.timeouts]).toEqual([['first', 'second'], 0, 2])
})

test('forgets the time of who was served', async () => {
  const queue = queueOf(40)
  const served = queue.wait()
  await sleep(20)
  const next = queue.wait()
  const before = queue.longest
  queue.next()?.resolve('served')
  expect(queue.longest).toBeLessThan(before)
  expect(await served).toBe('served')
  await expect(next).rejects.toMatchObject({ code: 'TIMEOUT' })
  expect([queue.longest, queue.timeouts]).toEqual([0, 1])
})

test('lets nobody wait where that is the limit', async () => {
  const queue = queueOf(0)
  await expect(queue.wait()).rejects.toMatchObject({ code: 'TIMEOUT' })
  await expect(queue.wait()).rejects.toMatchObject({ code: 'TIMEOUT' })
})
