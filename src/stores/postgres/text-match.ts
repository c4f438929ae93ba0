import { sql } from 'kysely'
import type { TextMatch } from '../../query/condition.ts'
import { foldAscii } from '../../support/code-points.ts'
import { afterPrefix } from '../sql/after-prefix.ts'
import type { TextTest } from '../sql/dialect.ts'
import type { Encode } from '../sql/statement.ts'
import { param } from '../sql/statement.ts'
import { searched } from './words.ts'

/** Empty where no text comes after all those with the prefix: nothing is less than that. */
const after: Encode = (value) => afterPrefix(String(value)) ?? ''
const fold: Encode = (value) => foldAscii(String(value))

/** How PostgreSQL matches text: by code point, exactly, and never by LIKE, which has wildcards. */
export const textMatch: Readonly<Record<TextMatch, TextTest>> = {
  contains: (value, position) => sql`strpos(${value}, ${param(position)}) > 0`,
  // By the collation "C" of the value only ASCII letters have a lower case.
  icontains: (value, position) => sql`strpos(lower(${value}), ${param(position, fold)}) > 0`,
  startsWith: (value, position) =>
    sql`(${value} >= ${param(position)} and (${value} < ${param(position, after)} or ${param(position, after)}::text = ''))`,
  endsWith: (value, position) => sql`right(${value}, length(${param(position)}::text)) = ${param(position)}`,
  search: searched,
}
