import { sql } from 'kysely'
import type { PartMatch } from '../../query/condition.ts'
import { foldAscii } from '../../support/code-points.ts'
import { afterPrefix } from '../sql/after-prefix.ts'
import type { TextTest } from '../sql/dialect.ts'
import type { Encode, Sql } from '../sql/statement.ts'
import { param } from '../sql/statement.ts'

/** Empty where no text comes after all those with the prefix: nothing is less than that. */
const after: Encode = (value) => afterPrefix(String(value)) ?? ''
const fold: Encode = (value) => foldAscii(String(value))

/**
 * The bytes of a text as if they were letters of ISO 8859-8: of those, only A to Z have another lower case. The bytes
 * of one character never stand inside those of others, so that a part is found where it is.
 */
const bytesOf = (text: Sql): Sql => sql`convert(cast(${text} as binary) using hebrew)`

/** How MySQL matches text: by code point, exactly, and never by LIKE, which has wildcards. */
export const textMatch: Readonly<Record<PartMatch, TextTest>> = {
  contains: (value, position) => sql`instr(${value}, ${param(position)}) > 0`,
  icontains: (value, position) => sql`instr(lower(${bytesOf(value)}), ${bytesOf(param(position, fold))}) > 0`,
  startsWith: (value, position) =>
    sql`(${value} >= ${param(position)} and (${value} < ${param(position, after)} or ${param(position, after)} = ''))`,
  endsWith: (value, position) => sql`right(${value}, char_length(${param(position)})) = ${param(position)}`,
}
