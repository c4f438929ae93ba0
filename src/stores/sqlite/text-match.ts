import { sql } from 'kysely'
import type { TextMatch } from '../../query/condition.ts'
import { foldAscii } from '../../support/code-points.ts'
import { afterPrefix } from '../sql/after-prefix.ts'
import type { TextTest } from '../sql/dialect.ts'
import type { Encode } from '../sql/statement.ts'
import { param } from '../sql/statement.ts'

/** SQLite sorts it after all text. */
const PAST_ALL_TEXT = new Uint8Array(0)

const after: Encode = (value) => afterPrefix(String(value)) ?? PAST_ALL_TEXT
const fold: Encode = (value) => foldAscii(String(value))

/** How SQLite matches text: by code point, exactly, and never by LIKE, which folds case and has wildcards. */
export const textMatch: Readonly<Record<TextMatch, TextTest>> = {
  contains: (value, position) => sql`instr(${value}, ${param(position)}) > 0`,
  icontains: (value, position) => sql`instr(lower(${value}), ${param(position, fold)}) > 0`,
  startsWith: (value, position) =>
    sql`(${value} >= ${param(position)} and ${value} < ${param(position, after)})`,
  endsWith: (value, position) =>
    sql`substr(${value}, length(${value}) - length(${param(position)}) + 1) = ${param(position)}`,
  search: (value, position) => sql`prometheus_search(${value}, ${param(position)})`,
}
