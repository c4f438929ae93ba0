/** The text with everything in quotes blotted out, letter by letter, so that words of SQL are found in their places. */
export const masked = (text: string): string =>
  text.replace(/'(?:[^'\\]|\\.|'')*'|`(?:[^`]|``)*`/gs, (quoted) => '_'.repeat(quoted.length))

/** The parts of a text between commas that are in no quotes and brackets. */
export function listParts(text: string): string[] {
  const plain = masked(text)
  const parts: string[] = []
  let [depth, start] = [0, 0]
  for (let i = 0; i <= plain.length; i++) {
    if (plain[i] === '(') depth++
    if (plain[i] === ')') depth--
    if (i < plain.length && (plain[i] !== ',' || depth > 0)) continue
    parts.push(text.slice(start, i).trim())
    start = i + 1
  }
  return parts
}

/** What is inside the first brackets of a text, from a position on, and where it ends. */
export function inBrackets(text: string, from = 0): { readonly inside: string; readonly end: number } {
  const plain = masked(text)
  const open = plain.indexOf('(', from)
  let depth = 0
  for (let i = open; i < plain.length; i++) {
    if (plain[i] === '(') depth++
    if (plain[i] === ')' && --depth === 0) return { inside: text.slice(open + 1, i), end: i + 1 }
  }
  return { inside: '', end: text.length }
}

/** A name without its quotes. */
export const unquoted = (name: string): string => name.trim().replace(/^`|`$/g, '').replaceAll('``', '`')
