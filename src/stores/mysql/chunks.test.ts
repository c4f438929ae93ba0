import { describe, expect, test } from 'vitest'
import { chunksOf } from './chunks.ts'

const MB = 2 ** 20
const rows = (count: number, value: unknown = 1) => Array.from({ length: count }, () => [value, null])
const lengths = (chunks: readonly (readonly unknown[])[]) => chunks.map(({ length }) => length)

describe('rows', () => {
  test('go together, in their order', () => {
    const all = Array.from({ length: 585 }, (_, i) => [i])
    expect(chunksOf(all, 16 * MB)).toEqual([all])
    expect(chunksOf(all, 20_000).flat()).toEqual(all)
    expect(lengths(chunksOf(all, 20_000))).toEqual([333, 252])
    expect(chunksOf([], MB)).toEqual([])
  })

  test('that are large go in messages that the server takes', () => {
    expect(lengths(chunksOf(rows(9, new Uint8Array(MB)), 10 * MB))).toEqual([4, 4, 1])
    expect(lengths(chunksOf(rows(9, new Uint8Array(MB)), 1000 * MB))).toEqual([7, 2])
    expect(lengths(chunksOf(rows(9, new Uint8Array(MB)), 16 * MB))).toEqual([7, 2])
    expect(lengths(chunksOf(rows(8, '€'.repeat(MB)), 16 * MB))).toEqual([2, 2, 2, 2])
    expect(lengths(chunksOf(rows(2, '€'.repeat(20 * MB)), MB))).toEqual([1, 1])
  })
})
