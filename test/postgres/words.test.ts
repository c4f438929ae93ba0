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
