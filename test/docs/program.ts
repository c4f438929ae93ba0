import ts from 'typescript-5.9'

/** A replacement of a part of a text. */
interface Edit {
  readonly from: number
  readonly to: number
  readonly text: string
}

const VALUE = /^\/\/ => (.+)$/
const CODE = /^\/\/ throws ([A-Z_]+)(?:: (.+))?$/
const MORE = /^\/\/ {2,}(.+)$/

interface Claim {
  readonly value?: string
  readonly code?: string
  readonly message?: string
}

const textsOf = (source: ts.SourceFile, ranges: readonly ts.CommentRange[] = []): string[] =>
  ranges.map(({ pos, end }) => source.text.slice(pos, end))

/** What the page says of a statement: behind it on its line, or on the lines right below, which may be several. */
function claimOf(source: ts.SourceFile, statement: ts.Statement): Claim | undefined {
  const behind = ts.getTrailingCommentRanges(source.text, statement.end) ?? []
  const end = behind.at(-1)?.end ?? statement.end
  const below = (ts.getLeadingCommentRanges(source.text, end) ?? []).filter(({ pos }) =>
    isBelow(source, end, pos),
  )
  const [first, ...rest] = [...textsOf(source, behind), ...textsOf(source, below)]
  if (first === undefined) return undefined
  const [, code, message] = CODE.exec(first) ?? []
  if (code !== undefined) return { code, ...(message !== undefined && { message }) }
  const value = VALUE.exec(first)?.[1]
  if (value === undefined) return undefined
  const after = rest.findIndex((text) => !MORE.test(text))
  const more = (after === -1 ? rest : rest.slice(0, after)).map((text) => MORE.exec(text)?.[1] ?? '')
  return { value: [value, ...more].join(' ') }
}

/** Whether a comment stands on one of the lines that follow without a gap. */
const isBelow = (source: ts.SourceFile, from: number, to: number): boolean =>
  !/\n\s*\n/.test(source.text.slice(from, to))

/** What is compared: the expression itself or, of `console.log(expression)`, what is shown. */
function subjectOf(expression: ts.Expression): ts.Expression {
  const isLog = ts.isCallExpression(expression) && expression.expression.getText() === 'console.log'
  return (isLog ? expression.arguments[0] : undefined) ?? expression
}

function lineOf(source: ts.SourceFile, node: ts.Node): number {
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1
}

/** The check of a claim, in the place of its statement or behind it. */
function editFor(source: ts.SourceFile, statement: ts.Statement, { value, code, message }: Claim): Edit {
  const from = statement.getStart(source)
  if (ts.isExpressionStatement(statement)) {
    const subject = subjectOf(statement.expression).getText(source)
    const args = [JSON.stringify(code), ...(message === undefined ? [] : [JSON.stringify(message)])].join(
      ', ',
    )
    const text =
      code === undefined
        ? `;$equal(${subject}, (${value}))`
        : `;await $throws(async () => ${subject}, ${args})`
    return { from, to: statement.end, text }
  }
  const [declaration, other] = ts.isVariableStatement(statement) ? statement.declarationList.declarations : []
  if (declaration === undefined || other || !ts.isIdentifier(declaration.name) || value === undefined)
    throw new Error(`line ${lineOf(source, statement)}: only an expression or one variable can be checked`)
  return { from: statement.end, to: statement.end, text: `;$equal(${declaration.name.text}, (${value}))` }
}

function editsOf(source: ts.SourceFile): Edit[] {
  const edits: Edit[] = []
  const visit = (node: ts.Node): void => {
    const claim = ts.isStatement(node) && !ts.isBlock(node) ? claimOf(source, node) : undefined
    if (claim) edits.push(editFor(source, node as ts.Statement, claim))
    else ts.forEachChild(node, visit)
  }
  visit(source)
  return edits
}

/** How many claims a program makes, by its text alone: each has to become a check. */
const claimsIn = (program: string): number => program.match(/\/\/ (?:=> |throws [A-Z])/g)?.length ?? 0

/**
 * A program whose comments `// => value` and `// throws CODE` are checks. Its lines stay where they are.
 * @param checks the module that makes the checks
 */
export function checkedProgram(program: string, checks: string): string {
  const source = ts.createSourceFile('program.ts', program, ts.ScriptTarget.ES2023, true)
  const edits = editsOf(source)
  if (edits.length !== claimsIn(program))
    throw new Error(`${claimsIn(program)} comments say what comes out, ${edits.length} could be checked`)
  const changed = edits.reduceRight(
    (text, { from, to, text: check }) => text.slice(0, from) + check + text.slice(to),
    program,
  )
  const imports = `import { done as $done, equal as $equal, throws as $throws } from ${JSON.stringify(checks)};`
  return `${imports}${changed}\n$done()\n`
}
