import { describe, expect, test } from 'vitest'
import { PrometheusError } from '../errors/error.ts'
import type { Release } from './lane.ts'
import type { Lost } from './turns.ts'
import { Turns } from './turns.ts'

const begun = (root: Lost = {}) => {
  let ends = 0
  const turns = new Turns(root, () => {
    ends++
  })
  return { turns, ends: () => ends }
}
const closed = expect.objectContaining({ code: 'TX_CLOSED' })

describe('the end of a transaction', () => {
  test('comes once, and at once where nothing waits', () => {
    const { turns, ends } = begun()
    expect(turns.end(() => undefined)).toBe(undefined)
    expect(ends()).toBe(1)
    expect(() => turns.end(() => undefined)).toThrow(closed)
    expect(() => turns.nest(() => 1)).toThrow(closed)
    expect(ends()).toBe(1)
  })

  test('comes where it fails too', async () => {
    const at = begun()
    expect(() =>
      at.turns.end(() => {
        throw new RangeError('no')
      }),
    ).toThrow(RangeError)
    expect(at.ends()).toBe(1)

    const later = begun()
    await expect(later.turns.end(() => Promise.reject(new RangeError('no')))).rejects.toThrow(RangeError)
    expect(later.ends()).toBe(1)
    expect(() => later.turns.check()).toThrow(closed)
  })

  test('waits for what has to be done at it', async () => {
    let done: () => void = () => undefined
    const turns = new Turns({}, () => new Promise<void>((resolve) => (done = resolve)))
    const order: string[] = []
    const end = Promise.resolve(turns.end(async () => undefined)).then(() => order.push('end'))
    await new Promise(setImmediate)
    order.push('done')
    done()
    await end
    expect(order).toEqual(['done', 'end'])
  })

  test('that the database has made is told to all who come after it', () => {
    const root: Lost = {}
    const { turns, ends } = begun(root)
    turns.check()
    root.lost = new PrometheusError('SERIALIZATION_FAILURE', 'a deadlock')
    expect(() => turns.check()).toThrow(expect.objectContaining({ code: 'TX_CLOSED', cause: root.lost }))
    expect(() => turns.nest(() => 1)).toThrow(closed)
    expect(turns.end(() => undefined)).toBe(undefined)
    expect(ends()).toBe(1)
  })
})

describe('a savepoint', () => {
  test('holds what it is in until its end', async () => {
    const { turns, ends } = begun()
    const order: string[] = []
    let release: Release = () => undefined
    const nest = (given: Release) => {
      release = given
      return 'nested'
    }
    expect(turns.nest(nest)).toBe('nested')
    const write = Promise.resolve(turns.run(() => order.push('write')))
    const end = Promise.resolve(turns.end(() => void order.push('end')))
    expect([turns.free, order, ends()]).toEqual([false, [], 0])
    release()
    await Promise.all([write, end])
    expect([order, ends()]).toEqual([['write', 'end'], 1])
  })

  test.each<[string, () => Promise<never>]>([
    [
      'at once',
      () => {
        throw new RangeError('no')
      },
    ],
    ['later', () => Promise.reject(new RangeError('no'))],
  ])('that does not begin, %s, holds nothing', async (_, begin) => {
    const { turns } = begun()
    await expect(async () => turns.nest(begin)).rejects.toThrow(RangeError)
    expect([turns.free, turns.run(() => 7)]).toEqual([true, 7])
  })
})
