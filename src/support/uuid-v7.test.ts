import { describe, expect, test, vi } from 'vitest'
import { uuidV7 } from './uuid-v7.ts'

const timeOf = (id: string): number => Number.parseInt(id.replace('-', '').slice(0, 12), 16)

describe('uuidV7', () => {
  test('has the form of RFC 9562: version 7, variant 10', () => {
    for (let i = 0; i < 2000; i++)
      expect(uuidV7()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  test('sorts by the order of the calls, also within a millisecond, and never repeats', () => {
    const ids = Array.from({ length: 20_000 }, uuidV7)
    expect(ids).toEqual(ids.toSorted())
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('holds the time of the call in milliseconds', () => {
    vi.useFakeTimers({ now: Date.now() + 3_600_000, toFake: ['Date'] })
    try {
      expect(timeOf(uuidV7())).toBe(Date.now())
    } finally {
      vi.useRealTimers()
    }
  })

  test('goes on in order where the clock is set back', () => {
    const before = uuidV7()
    vi.useFakeTimers({ now: 0, toFake: ['Date'] })
    try {
      expect(uuidV7() > before).toBe(true)
    } finally {
      vi.useRealTimers()
    }
  })

  test('goes on in order where a millisecond has more calls than its counter', () => {
    vi.useFakeTimers({ now: Date.now() + 7_200_000, toFake: ['Date'] })
    try {
      const ids = Array.from({ length: 10_000 }, uuidV7)
      expect(ids).toEqual(ids.toSorted())
      expect(timeOf(ids.at(-1) ?? '') - timeOf(ids[0] ?? '')).toBe(2)
    } finally {
      vi.useRealTimers()
    }
  })
})
