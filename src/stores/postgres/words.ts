import { sql } from 'kysely'
import { FOLDED, foldWords, SEPARATORS, wordsOf } from '../../support/words.ts'
import type { Encode, Sql } from '../sql/statement.ts'
import { param } from '../sql/statement.ts'
import { arrayLiteral } from './array-literal.ts'
import { textLiteral } from './literal.ts'

const listed = arrayLiteral(undefined)
const words: Encode = (value) => listed(wordsOf(String(value)))

/** A range of a regular expression as PostgreSQL writes it. */
const separators = textLiteral(
  `[${SEPARATORS.replace(/\\u\{(\w+)\}/g, (_, digits: string) => `\\U${digits.padStart(8, '0')}`)}]+`,
)

/** The letters that stay what they are come first: translate() looks through the list for each letter of a text. */
const SAME = ' etaoinsrhldcumfpgwybvkxjqz0123456789'
const folding = new RegExp(`[${FOLDED}]`)
const changed = Array.from({ length: 0x2000 }, (_, point) => String.fromCharCode(point)).filter(
  (letter) => folding.test(letter) && foldWords(letter) !== letter,
)
const from = textLiteral(SAME + changed.join(''))
const to = textLiteral(SAME + foldWords(changed.join('')))

/** By the collation "C" only ASCII letters have a lower case; the others follow, in a text that has any. */
const folded = (value: Sql): Sql =>
  sql`case when octet_length(${value}) = char_length(${value}) then lower(${value}) else translate(lower(${value}), ${from}, ${to}) end`

/** The words of a value, with an empty one where it begins or ends between words. */
export const wordsIn = (value: Sql): Sql => sql`regexp_split_to_array(${folded(value)}, ${separators})`

/** Whether the words of a value hold those of a parameter. */
export const searched = (value: Sql, position: number): Sql =>
  sql`${wordsIn(value)} @> ${param(position, words)}`
