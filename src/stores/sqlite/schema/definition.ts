import type { CheckState } from '../../../store/schema-access.ts'
import { formIn } from '../../sql/schema/form.ts'

/** What the text of a column's definition says beside what SQLite's own tables of columns do. */
export interface ColumnDefinition {
  readonly name: string
  readonly form?: string
  readonly check?: CheckState
  readonly auto: boolean
  /** What models cannot say. */
  readonly extras: readonly string[]
}

/** What the text of CREATE TABLE says. */
export interface TableDefinition {
  readonly columns: readonly ColumnDefinition[]
  readonly extras: readonly string[]
}

interface Token {
  readonly text: string
  readonly start: number
  readonly end: number
}

const TOKEN =
  /"(?:[^"]|"")*"|'(?:[^']|'')*'|`(?:[^`]|``)*`|\[[^\]]*\]|\/\*[\s\S]*?\*\/|--[^\n]*|[\p{L}_$][\p{L}\p{N}_$]*|\S/gu

const tokensOf = (sql: string): Token[] =>
  [...sql.matchAll(TOKEN)].map(({ 0: text, index }) => ({ text, start: index, end: index + text.length }))

const isComment = ({ text }: Token): boolean => text.startsWith('/*') || text.startsWith('--')
const word = (token: Token | undefined): string => token?.text.toLowerCase() ?? ''

/** The name that a token is, without its quotes. */
function unquoted(token: Token | undefined): string {
  const text = token?.text ?? ''
  const [first = ''] = text
  if (first === '[') return text.slice(1, -1)
  return '"`\''.includes(first) && text !== '' ? text.slice(1, -1).replaceAll(first + first, first) : text
}

/** The parts between the commas of the first pair of brackets. */
function partsOf(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [[]]
  let depth = 0
  for (const token of tokens) {
    if (token.text === ')') depth--
    if (depth === 0 && token.text === ')') break
    if (depth === 1 && token.text === ',') parts.push([])
    else if (depth > 0) parts.at(-1)?.push(token)
    if (token.text === '(') depth++
  }
  return parts
}

/** Where the brackets end that open at a position. */
function closing(tokens: readonly Token[], open: number): number {
  let depth = 0
  for (let i = open; i < tokens.length; i++) {
    if (tokens[i]?.text === '(') depth++
    if (tokens[i]?.text === ')' && --depth === 0) return i
  }
  return tokens.length - 1
}

/** A part of a definition that says one thing: CHECK (…), with the name that CONSTRAINT gives it. */
function checksOf(tokens: readonly Token[], sql: string): CheckState[] {
  return tokens.flatMap((token, i): CheckState[] => {
    if (word(token) !== 'check' || tokens[i + 1]?.text !== '(') return []
    const text = sql.slice(tokens[i + 1]?.end, tokens[closing(tokens, i + 1)]?.start).trim()
    const named = word(tokens[i - 2]) === 'constraint'
    return [{ ...(named && { name: unquoted(tokens[i - 1]) }), text }]
  })
}

const UNSAYABLE = ['collate', 'generated', 'deferrable', 'conflict']

function columnOf(part: readonly Token[], sql: string): ColumnDefinition {
  const tokens = part.filter((token) => !isComment(token))
  const forms = part.filter(isComment).flatMap(({ text }) => formIn(text) ?? [])
  const [check, ...more] = checksOf(tokens, sql)
  const words = new Set(tokens.map(word))
  const extras = UNSAYABLE.filter((one) => words.has(one)).map((one) => one.toUpperCase())
  const name = unquoted(tokens[0])
  return {
    name,
    ...(forms[0] !== undefined && { form: forms[0] }),
    ...(check && { check }),
    auto: words.has('autoincrement'),
    extras: [...extras, ...more.map(({ text }) => `CHECK (${text})`)].map((what) => `${what} of ${name}`),
  }
}

const CONSTRAINTS = ['constraint', 'primary', 'unique', 'check', 'foreign']

/** What a constraint of the table is, by its first word that is no name. */
function constraintExtra(part: readonly Token[], sql: string): string[] {
  const tokens = part.filter((token) => !isComment(token))
  const kind = word(tokens[word(tokens[0]) === 'constraint' ? 2 : 0])
  const known = kind === 'primary' || kind === 'foreign' || kind === 'unique'
  return known ? [] : [sql.slice(tokens[0]?.start, tokens.at(-1)?.end)]
}

/** Reads the text of a CREATE TABLE as SQLite keeps it. */
export function readDefinition(sql: string): TableDefinition {
  const tokens = tokensOf(sql)
  const parts = partsOf(tokens.slice(tokens.findIndex(({ text }) => text === '(')))
  const isConstraint = (part: readonly Token[]) =>
    CONSTRAINTS.includes(word(part.filter((token) => !isComment(token))[0]))
  const columns = parts.filter((part) => !isConstraint(part)).map((part) => columnOf(part, sql))
  const constraints = parts.filter(isConstraint).flatMap((part) => constraintExtra(part, sql))
  return { columns, extras: [...columns.flatMap(({ extras }) => extras), ...constraints] }
}
