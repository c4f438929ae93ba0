import { describe, expect, test } from 'vitest'
import { ShapeCache } from './shape-cache.ts'

const fill = (cache: ShapeCache<number>, from: number, to: number): void => {
  for (let i = from; i < to; i++) cache.set(`k${i}`, i)
}

describe('a shape cache', () => {
  test('gives what was kept, and nothing for keys that are not there', () => {
    const cache = new ShapeCache<number>()
    fill(cache, 0, 1000)
    expect([cache.get('k0'), cache.get('k999'), cache.get('toString'), cache.get('k1000')]).toEqual([
      0,
      999,
      undefined,
      undefined,
    ])
  })

  test('never keeps more than 1,000 shapes, and drops the oldest', () => {
    const cache = new ShapeCache<number>()
    for (let i = 0; i < 5000; i++) {
      cache.set(`k${i}`, i)
      expect(cache.size).toBeLessThanOrEqual(1000)
    }
    expect(cache.get('k0')).toBeUndefined()
    expect(cache.get('k4999')).toBe(4999)
    expect(cache.get('k4500')).toBe(4500)
  })

  test('keeps a shape that is used, however many others come', () => {
    const cache = new ShapeCache<number>()
    cache.set('used', -1)
    for (let i = 0; i < 5000; i++) {
      cache.set(`k${i}`, i)
      if (i % 400 === 0) expect(cache.get('used')).toBe(-1)
    }
    expect(cache.get('used')).toBe(-1)
    expect(cache.size).toBeLessThanOrEqual(1000)
  })

  test('holds one value a key while it is revived', () => {
    const cache = new ShapeCache<number>()
    fill(cache, 0, 501)
    expect(cache.size).toBe(501)
    expect(cache.get('k3')).toBe(3)
    expect(cache.size).toBe(501)
  })
})
