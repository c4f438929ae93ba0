/** A text of SQL without its quotes. */
export const unquotedText = (literal: string): string => literal.slice(1, -1).replaceAll("''", "'")

/** The values of an enum, in a check that compares a column with each of them. */
export function enumValues(check: string | undefined): readonly string[] | undefined {
  const text = check?.trim() ?? ''
  const TERM = /^\(*["`]?[^\s"`=]+["`]?\)*\s*=\s*('(?:[^']|'')*')\)*$/
  const terms = text.split(/\s+or\s+/i)
  const values = terms.flatMap((term) => TERM.exec(term.trim())?.[1] ?? [])
  return values.length === terms.length && text !== '' ? values.map(unquotedText) : undefined
}
