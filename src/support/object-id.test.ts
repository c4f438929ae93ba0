import { describe, expect, test, vi } from 'vitest'
import { objectId } from './object-id.ts'

describe('objectId', () => {
  test('has 24 hexadecimal digits and never repeats', () => {
    const ids = Array.from({ length: 5000 }, objectId)
    expect(ids.filter((id) => !/^[0-9a-f]{24}$/.test(id))).toEqual([])
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('begins with the seconds, then five bytes of the process, then a counter', () => {
    vi.useFakeTimers({ now: 1_000_000_999, toFake: ['Date'] })
    try {
      const [first, second] = [objectId(), objectId()]
      expect(first.slice(0, 8)).toBe((1_000_000).toString(16).padStart(8, '0'))
      expect(second.slice(8, 18)).toBe(first.slice(8, 18))
      const step = Number.parseInt(second.slice(18), 16) - Number.parseInt(first.slice(18), 16)
      expect((step + 0x1000000) % 0x1000000).toBe(1)
    } finally {
      vi.useRealTimers()
    }
  })
})
