import { describe, expect, test } from 'vitest'
import { chunksOf, sizesOf } from './chunks.ts'

const MB = 2 ** 20
const rows = (count: number, value: unknown = 1) => Array.from({ length: count }, () => [value, null])
const lengths = (chunks: readonly (readonly unknown[])[]) => chunks.map(({ length }) => length)

describe('rows', () => {
  test('go in few sizes of chunks, in their order', () => {
    const all = Array.from({ length: 585 }, (_, i) => [i])
    const chunks = chunksOf(all, sizesOf(1), 16 * MB)
    expect(lengths(chunks)).toEqual([512, 64, 8, 1])
    expect(chunks.flat()).toEqual(all)
    expect(chunksOf([], sizesOf(1), MB)).toEqual([])
  })

  test('of many fields go in smaller ones', () => {
    expect(sizesOf(200)[0]).toBe(256)
    expect(sizesOf(70_000)).toEqual([1])
  })

  test('that are large go in messages that the server takes', () => {
    expect(lengths(chunksOf(rows(9, new Uint8Array(MB)), sizesOf(2), 20 * MB))).toEqual([8, 1])
    expect(lengths(chunksOf(rows(9, new Uint8Array(MB)), sizesOf(2), 16 * MB))).toEqual([4, 4, 1])
    expect(lengths(chunksOf(rows(8, '€'.repeat(MB)), sizesOf(2), 16 * MB))).toEqual([2, 2, 2, 2])
    expect(lengths(chunksOf(rows(1, '€'.repeat(20 * MB)), sizesOf(2), MB))).toEqual([1])
  })
})
