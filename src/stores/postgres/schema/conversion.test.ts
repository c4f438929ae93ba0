import { describe, expect, test } from 'vitest'
import { conversion } from './conversion.ts'

const column = (type: string) => ({ name: 'a', type, nullable: true, auto: false })
const guard = (from: string, to: string) => conversion('thing', column(from), column(to)).guard

describe('a conversion', () => {
  test.each([
    ['text COLLATE "C"', 'character varying(3)', 'char_length("a"::text) <= 3'],
    ['bigint', 'character varying(2)', 'char_length("a"::text) <= 2'],
    ['numeric(12,3)', 'numeric(12,2)', 'abs("a") < 1e10 and "a" = round("a", 2)'],
    ['bigint', 'double precision', '"a" between -9007199254740992 and 9007199254740992'],
    [
      'bigint[]',
      'integer[]',
      'not exists (select 1 from unnest("a") as items(item) where item is not null and (item between -2147483648 and 2147483647) is not true)',
    ],
  ])('that would cut or round is guarded: %s to %s', (from, to, expected) => {
    expect(guard(from, to)).toBe(expected)
  })

  test.each([
    ['character varying(3)', 'text COLLATE "C"'],
    ['bigint', 'text COLLATE "C"'],
    ['numeric(12,2)', 'numeric(14,3)'],
    ['bigint[]', 'text[] COLLATE "C"'],
    ['integer', 'bigint'],
  ])('that keeps all needs no guard: %s to %s', (from, to) => {
    expect(guard(from, to)).toBeUndefined()
  })
})
