import { sql } from 'kysely'
import type { TextMatch } from '../../query/condition.ts'
import { foldAscii } from '../../support/code-points.ts'
import type { Encode, Sql } from '../sql/statement.ts'
import { param } from '../sql/statement.ts'

const LAST = 0x10ffff
const PAST_ALL_TEXT = new Uint8Array(0)

/**
 * The least value after every text with a prefix: its last code point plus one. Where there is none, the empty
 * blob, which SQLite sorts after all text.
 */
export function afterPrefix(prefix: string): string | Uint8Array {
  const points = Array.from(prefix)
  while (points.length > 0) {
    const last = points.pop()?.codePointAt(0) ?? LAST
    if (last < LAST) return points.join('') + String.fromCodePoint(last === 0xd7ff ? 0xe000 : last + 1)
  }
  return PAST_ALL_TEXT
}

const after: Encode = (value) => afterPrefix(String(value))
const fold: Encode = (value) => foldAscii(String(value))

/** How SQLite matches text: by code point, exactly, and never by LIKE, which folds case and has wildcards. */
export const textMatch: Readonly<Record<TextMatch, (value: Sql, position: number) => Sql>> = {
  contains: (value, position) => sql`instr(${value}, ${param(position)}) > 0`,
  icontains: (value, position) => sql`instr(lower(${value}), ${param(position, fold)}) > 0`,
  startsWith: (value, position) =>
    sql`(${value} >= ${param(position)} and ${value} < ${param(position, after)})`,
  endsWith: (value, position) =>
    sql`substr(${value}, length(${value}) - length(${param(position)}) + 1) = ${param(position)}`,
}
