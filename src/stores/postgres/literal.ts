import { sql } from 'kysely'
import type { Sql } from '../sql/statement.ts'

/** Text in a statement; where it has backslashes, in the form that reads them alike under every setting of the server. */
export const textLiteral = (text: string): Sql => {
  const quoted = text.replaceAll("'", "''")
  return sql.raw(text.includes('\\') ? `E'${quoted.replaceAll('\\', '\\\\')}'` : `'${quoted}'`)
}

/** A text in a statement between tags that it has not in itself: what is code for the server. */
export function dollarQuoted(body: string): string {
  let tag = '$$'
  for (let i = 1; body.includes(tag); i++) tag = `$p${i}$`
  return `${tag}${body}${tag}`
}

/** A value as a codec encodes it, in a statement. */
export function literal(value: unknown): Sql {
  if (value === null) return sql`null`
  if (value instanceof Uint8Array) return sql.raw(`'\\x${Buffer.from(value).toString('hex')}'`)
  return textLiteral(String(value))
}
