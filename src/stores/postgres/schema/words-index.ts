import { sql } from 'kysely'
import type { ModelShape } from '../../../schema/shape.ts'
import type { IndexState } from '../../../store/schema-access.ts'
import { databaseName } from '../../../support/names.ts'
import { quoted } from '../../sql/schema/names.ts'
import { postgresDialect } from '../dialect.ts'
import { wordsIn } from '../words.ts'

/** The words of a column, by the name that it has in SQL, just as a `$search` compares them. */
const wordsText = (name: string): string => wordsIn(sql.raw(name)).compile(postgresDialect.kysely).sql

/** The indexes for `$search` that a model asks for. */
export const searchIndexes = ({ table, fields }: ModelShape): IndexState[] =>
  fields
    .filter(({ search }) => search)
    .map(({ column }) => ({
      name: databaseName(`${table}_${column}_search`),
      columns: [{ column }],
      unique: false,
      kind: 'search',
    }))

/** CREATE INDEX of an index for `$search`. */
export const createSearchIndex = (table: string, { name, columns: [over] }: IndexState): string =>
  `create index ${quoted(name)} on ${quoted(table)} using gin ((${wordsText(quoted(over?.column ?? ''))}))`

const PIECES = /'(?:[^']|'')*'|"(?:[^"]|"")*"|::[a-z]+|[\s()]+|[^'":\s()]+|:/gi

function piece(text: string): string {
  if (text.startsWith("'")) return text
  if (text.startsWith('"')) return /^"[a-z_][a-z0-9_$]*"$/.test(text) ? text.slice(1, -1) : text
  return /^(?:::|[\s(])|^\)/.test(text) ? '' : text.toLowerCase()
}

/** SQL without what servers write as they like: parentheses, blanks, casts, and the quotes of plain names. */
const bare = (text: string): string =>
  text.replaceAll('\\\\', '\\').replaceAll("E'", "'").replaceAll(PIECES, piece)

/** The column whose words are what an index is over, by the expression as the server writes it. */
export function wordsColumn(expression: string): string | undefined {
  const name = /octet_length\(("(?:[^"]|"")+"|[^"()]+)\)/i.exec(expression)?.[1]
  if (name === undefined || bare(expression) !== bare(wordsText(name))) return undefined
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name
}
