import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Release } from './lane.ts'
import { Lane } from './lane.ts'

describe('a lane', () => {
  test('that is free runs a task at once and gives its value, not a promise', () => {
    const lane = new Lane()
    expect(lane.run(() => 7)).toBe(7)
    expect(lane.free).toBe(true)
  })

  test('is used in order of asking, by one at a time', async () => {
    const lane = new Lane()
    const seen: string[] = []
    const task = (name: string) => async () => {
      seen.push(`${name} begins`)
      await nextTurn()
      seen.push(`${name} ends`)
    }
    await Promise.all(['a', 'b', 'c'].map((name) => lane.run(task(name))))
    expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
    expect(lane.free).toBe(true)
  })

  test('is free again after a task that throws or is rejected', async () => {
    const lane = new Lane()
    expect(() =>
      lane.run(() => {
        throw new RangeError('at once')
      }),
    ).toThrow('at once')
    await expect(lane.run(() => Promise.reject(new RangeError('later')))).rejects.toThrow('later')
    expect(lane.free).toBe(true)
  })

  test('rejects a queued task that throws, and goes on with the next', async () => {
    const lane = new Lane()
    const release = lane.take() as Release
    const failing = lane.run(() => {
      throw new RangeError('queued')
    })
    const next = lane.run(() => 'next')
    release()
    await expect(failing).rejects.toThrow('queued')
    expect(await next).toBe('next')
  })

  test('is released once, however often its holder says so', async () => {
    const lane = new Lane()
    const first = lane.take() as Release
    const second = lane.take() as Promise<Release>
    const third = lane.run(() => 'third')
    first()
    first()
    const release = await second
    let done = false
    void Promise.resolve(third).then(() => {
      done = true
    })
    await nextTurn()
    expect(done).toBe(false)
    release()
    expect(await third).toBe('third')
  })
})
