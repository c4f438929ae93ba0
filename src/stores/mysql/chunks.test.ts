import { describe, expect, test } from 'vitest'
import { chunksOf } from './chunks.ts'

const KB = 2 ** 10
const MB = 2 ** 20
const texts = (count: number, length: number) => Array.from({ length: count }, () => 'x'.repeat(length))

describe('texts', () => {
  test('go together', () => {
    expect(chunksOf(texts(585, 10), MB)).toEqual([585])
    expect(chunksOf(texts(1, 10), MB)).toEqual([1])
    expect(chunksOf([], MB)).toEqual([])
  })

  test('go in messages that the server takes, whatever their characters are', () => {
    expect(chunksOf(texts(9, KB), 16 * KB)).toEqual([4, 4, 1])
    expect(chunksOf(texts(2, 20 * KB), 16 * KB)).toEqual([1, 1])
    expect(chunksOf(texts(5, 10 * KB), MB)).toEqual([5])
    expect(chunksOf(texts(6, MB), 1000 * MB)).toEqual([4, 2])
  })
})
