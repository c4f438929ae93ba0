/** What is skipped as a whole where a statement is looked for the semicolon at its end. */
const PIECES =
  /--[^\n]*|\/\*[\s\S]*?\*\/|\$(\w*)\$[\s\S]*?\$\1\$|[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\w+|;|[\s\S]/g

/** The same, where a backslash escapes in every text. */
const ESCAPED =
  /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*"|`(?:[^`]|``)*`|\w+|;|[\s\S]/g

const isSpaceOrComment = (piece: string): boolean => /^(\s|--|\/\*)/.test(piece)

/** Whether a semicolon ends the statement: inside the body of a trigger only the one after its END does. */
function endsHere(words: readonly string[]): boolean {
  const isTrigger = words[0] === 'create' && words.slice(1, 4).includes('trigger')
  if (!isTrigger) return true
  const count = (...names: string[]) => words.filter((word) => names.includes(word)).length
  return count('begin', 'case') === count('end')
}

/** The statements of a text of SQL, each with the comments before it and without its semicolon. What follows the last one comes as one more, if it is not empty. */
export function splitStatements(sql: string, backslashes: boolean): string[] {
  const statements: string[] = []
  let [text, words]: [string, string[]] = ['', []]
  for (const [piece] of sql.matchAll(backslashes ? ESCAPED : PIECES)) {
    if (piece === ';' && endsHere(words)) {
      statements.push(text.trim())
      ;[text, words] = ['', []]
      continue
    }
    text += piece
    if (!isSpaceOrComment(piece)) words.push(piece.toLowerCase())
  }
  return [...statements, text.trim()].filter((statement) => statement !== '')
}
