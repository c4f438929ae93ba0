import { sql } from 'kysely'
import { FOLDED, foldWords, SEPARATORS, WORD_LENGTH, wordsOf } from '../../support/words.ts'
import type { Encode, Sql } from '../sql/statement.ts'
import { param } from '../sql/statement.ts'
import { arrayLiteral } from './array-literal.ts'
import { textLiteral } from './literal.ts'

const listed = arrayLiteral(undefined)
const words: Encode = (value) => listed(wordsOf(String(value)))

/** Ranges of a regular expression as PostgreSQL writes them. */
const between = SEPARATORS.replace(/\\u\{(\w+)\}/g, (_, digits: string) => `\\U${digits.padStart(8, '0')}`)
const separators = textLiteral(`[${between}]+`)
const counts = `[^${between}]{${WORD_LENGTH}}`
const tooLong = textLiteral(`${counts}[^${between}]`)
const start = textLiteral(`(${counts})[^${between}]+`)

const folding = new RegExp(`[${FOLDED}]`)
const changed = Array.from({ length: 0x2000 }, (_, point) => String.fromCharCode(point))
  .filter((letter) => folding.test(letter) && foldWords(letter) !== letter)
  .join('')
/** Frequent letters that stay what they are, ASCII and Cyrillic in turn: translate() looks through its list for each letter of a text. */
const SAME =
  ' eоtаaеoиiнnтsсrрhвlл,.dкcмuпmдfу0123456789pяgыwьyбbгvзkчxйjхqжzшюцщэфъё-\'"()éèàçüöäßñóáíαοιετσνηυρπκμλωγδχθφβξζψάέήίόύώ'
const from = textLiteral(SAME + changed)
const to = textLiteral(SAME + foldWords(changed))
const capitals = textLiteral(`[${changed}]`)

const shortened = (value: Sql): Sql =>
  sql`case when octet_length(${value}) > ${sql.lit(WORD_LENGTH)} and ${value} ~ ${tooLong} then regexp_replace(${value}, ${start}, ${textLiteral('\\1')}, 'g') else ${value} end`

/** By the collation "C" only ASCII letters have a lower case; the others follow, in a text that has capitals of them. */
const folded = (value: Sql): Sql =>
  sql`translate(lower(${shortened(value)}), case when ${value} ~ ${capitals} then ${from} else '' end, ${to})`

/** The words of a value, with empty ones where it begins or ends between words. All in it is immutable, so that an index can be over it. */
export const wordsIn = (value: Sql): Sql => sql`regexp_split_to_array(${folded(value)}, ${separators})`

/**
 * Holds for every text. PostgreSQL takes a function for one operation, and would rather read a thousand rows than
 * look into an index. It believes that this takes as long as the words, and never gets to its second half.
 */
const costly = (value: Sql): Sql =>
  sql`(${value} >= '' or coalesce(octet_length(${value}) >= any(array_fill(0, '{2000}')), false))`

/** Whether the words of a value hold those of a parameter. */
export const searched = (value: Sql, position: number): Sql =>
  sql`(${wordsIn(value)} @> ${param(position, words)} and ${costly(value)})`
