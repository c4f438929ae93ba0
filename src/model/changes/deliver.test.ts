import { describe, expect, test } from 'vitest'
import { cast } from '../../support/cast.ts'
import type { Deliverer, Handler } from './deliver.ts'
import { backOff, deliver } from './deliver.ts'
import type { ToldChange } from './told-change.ts'

const change = cast<ToldChange>({ position: 'e:1' }, 'nothing else of it is used')

function fixture(more: Partial<Deliverer> = {}) {
  const happened: string[] = []
  const stopping = new AbortController()
  const deliverer: Deliverer = {
    signal: stopping.signal,
    transaction: async (_, run) => run({}),
    failed: async (failures) => void happened.push(`failed ${failures}`),
    report: (error) => void happened.push(`reported ${cast<Error>(error, 'as thrown').message}`),
    pause: async (milliseconds) => void happened.push(milliseconds > 0 ? 'paused' : 'went on'),
    ...more,
  }
  const run = (handler: Partial<Handler>, failures = 0) =>
    deliver(deliverer, { attempts: 3, handle: () => undefined, ...handler }, change, failures)
  return { run, happened, stopping }
}

const fails = (times: number, happened: string[]): Handler['handle'] => {
  let left = times
  return (_, { attempt }) => {
    happened.push(`attempt ${attempt}`)
    if (left-- > 0) throw new RangeError('no')
  }
}

describe('a delivery', () => {
  test('is done where its handler returns', async () => {
    const { run, happened } = fixture()
    expect(await run({ handle: fails(0, happened) })).toBe(true)
    expect(happened).toEqual(['attempt 1'])
  })

  test('that fails is reported, counted and tried again after a pause', async () => {
    const { run, happened } = fixture()
    expect(await run({ handle: fails(1, happened) }, 4)).toBe(true)
    expect(happened).toEqual(['attempt 5', 'reported no', 'failed 5', 'paused', 'attempt 6'])
  })

  test('that has failed often enough is passed over by onError, and by nobody without it', async () => {
    const { run, happened } = fixture()
    const onError = () => void happened.push('passed over')
    expect(await run({ handle: fails(9, happened), onError })).toBe(true)
    expect(happened.filter((one) => one.startsWith('attempt'))).toHaveLength(3)
    expect(happened.at(-1)).toBe('passed over')
    happened.length = 0
    expect(await run({ handle: fails(9, happened) })).toBe(true)
    expect(happened.filter((one) => one.startsWith('attempt'))).toHaveLength(10)
  })

  test('is not passed over where onError fails', async () => {
    const { run, happened } = fixture()
    let refused = false
    const onError = () => {
      if (refused) return
      refused = true
      throw new RangeError('not yet')
    }
    expect(await run({ handle: fails(9, happened), onError })).toBe(true)
    expect(happened).toContain('reported not yet')
    expect(happened.filter((one) => one.startsWith('attempt'))).toHaveLength(4)
  })

  test('whose transaction is committed is done, also where its handler fails then', async () => {
    const { run, happened } = fixture()
    const handle: Handler['handle'] = async (_, { transaction }) => {
      await transaction(() => undefined)
      throw new RangeError('too late')
    }
    expect(await run({ handle })).toBe(true)
    expect(happened).toEqual(['reported too late'])
  })

  test('that is to stop is not done, and not counted as a failure', async () => {
    const { run, happened, stopping } = fixture()
    const handle = () => {
      stopping.abort()
      throw new RangeError('aborted')
    }
    expect(await run({ handle })).toBe(false)
    expect(happened).toEqual([])
    expect(await run({ handle })).toBe(false)
  })

  test('waits longer from failure to failure, and never for more than half a minute', () => {
    for (const failures of [1, 2, 5, 9, 50, 5_000]) {
      const pause = backOff(failures)
      expect(pause).toBeGreaterThan(49)
      expect(pause).toBeLessThanOrEqual(30_000)
    }
    expect(backOff(1)).toBeLessThan(backOff(4))
  })
})
