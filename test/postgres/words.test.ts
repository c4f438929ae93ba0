import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { postgresDialect } from '../../src/stores/postgres/dialect.ts'
import { wordsIn } from '../../src/stores/postgres/words.ts'
import { compile } from '../../src/stores/sql/statement.ts'
import { wordsOf } from '../../src/support/words.ts'
import { administer } from './server.ts'

/** Every character that can be stored, but the last of those beyond the planes that are in use. */
const characters = Array.from({ length: 0x32000 }, (_, point) => point)
  .filter((point) => point > 0 && (point < 0xd800 || point > 0xdfff))
  .map((point) => String.fromCodePoint(point))

test('the words that PostgreSQL sees are those of JavaScript, whatever the character', async () => {
  const { text } = compile(postgresDialect.kysely, sql`select ${wordsIn(sql`value`)} as words from sought`)
  const said = await administer(
    `with sought(value) as materialized (
      select string_agg('x' || chr(point) || 'y', ' ') collate "C" from generate_series(1, 204799) point
      where point not between 55296 and 57343 group by point / 1000 order by point / 1000) ${text}`,
  )
  const words = said.flatMap((row) => row.words as string[]).filter((word) => word !== '')
  expect(words).toEqual(characters.flatMap((character) => wordsOf(`x${character}y`)))
  expect(words.length).toBeGreaterThan(characters.length)
})

test('of long words PostgreSQL and JavaScript see the first 255 characters', async () => {
  const letters = ['x', 'Ж', '語', '😀x', 'É', '𝒳']
  const texts = [254, 255, 256, 257, 600].flatMap((length) =>
    letters.flatMap((letter) => {
      const word = letter.repeat(length)
      return [word, `-${word}--`, `a ${word} b`, `${word}.${word}x`, `Z${word}`]
    }),
  )
  const { text } = compile(postgresDialect.kysely, sql`select ${wordsIn(sql`value`)} as words from sought`)
  const values = texts.map((value, at) => `(${at}, '${value}' collate "C")`).join(', ')
  const said = await administer(`with sought(at, value) as (values ${values}) ${text} order by at`)
  const words = said.map((row) => (row.words as string[]).filter((word) => word !== ''))
  expect(words).toEqual(texts.map(wordsOf))
  expect(new Set(words.flat().map((word) => [...word].length))).toContain(255)
})
