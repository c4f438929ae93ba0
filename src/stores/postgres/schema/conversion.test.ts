import { describe, expect, test } from 'vitest'
import { conversion } from './conversion.ts'

const column = (type: string) => ({ name: 'a', type, nullable: true, auto: false })
const guard = (from: string, to: string) => conversion('thing', column(from), column(to)).guard

describe('a conversion', () => {
  test.each([
    ['text COLLATE "C"', 'numeric(12,2)', '"a"::numeric = "a"::numeric(12,2)'],
    ['text COLLATE "C"', 'character varying(3)', '"a"::text = "a"::character varying(3)'],
    ['bigint', 'character varying(2)', '"a"::text = "a"::character varying(2)'],
    [
      'text COLLATE "C"',
      'time(3) without time zone',
      '"a"::time without time zone = "a"::time(3) without time zone',
    ],
  ])('that would cut or round is guarded: %s to %s', (from, to, expected) => {
    expect(guard(from, to)).toBe(expected)
  })

  test.each([
    ['character varying(3)', 'text COLLATE "C"'],
    ['bigint', 'text COLLATE "C"'],
    ['text COLLATE "C"', 'uuid'],
    ['integer', 'bigint'],
  ])('that keeps all needs no guard: %s to %s', (from, to) => {
    expect(guard(from, to)).toBeUndefined()
  })
})
