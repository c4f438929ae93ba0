import { checksum } from './checksum.ts'
import { refused } from './refuse.ts'
import { splitStatements } from './split.ts'

/** What has to be true before a statement runs. */
export interface Requirement {
  readonly query: string
  readonly message: string
}

/** A statement of a migration; empty where requirements stand alone. */
export interface MigrationStatement {
  readonly text: string
  readonly requires: readonly Requirement[]
}

/** A migration as its file has it. */
export interface MigrationFile {
  readonly name: string
  readonly database: string
  /** The tables that it knows of, which are those of all models. */
  readonly tables: readonly string[]
  /** The checksum of these tables as they are after it. */
  readonly result: string
  readonly up: readonly MigrationStatement[]
  readonly down: readonly MigrationStatement[]
  /** Of the file as a whole. */
  readonly checksum: string
}

/** What a new file is made of. */
export interface NewMigration {
  readonly name: string
  readonly database: string
  readonly tables: readonly string[]
  readonly result: string
  /** What it does, in words. */
  readonly summary: readonly string[]
  readonly up: readonly string[]
  readonly down: readonly string[]
}

const NOTE = `-- Read it before you apply it, and change what you know better: it is yours until it is applied.
-- A line "-- require: query -- message" stops the migration where the answer of the query is not true.`

const bySpaces = (text: string): string[] => text.split(' ').filter((part) => part !== '')

/** The text of a new migration. */
export function formatMigration(migration: NewMigration): string {
  const { name, database, tables, result, summary, up, down } = migration
  const header = [
    `-- Migration ${name}`,
    `-- database: ${database}`,
    `-- tables: ${tables.map(encodeURIComponent).join(' ')}`,
    `-- result: ${result}`,
    '--',
    NOTE,
    '--',
    ...summary.map((line) => `-- * ${line.replaceAll('\n', ' ')}`),
  ]
  return `${[...header, '', '-- up', '', ...up, '', '-- down', '', ...down].join('\n')}\n`
}

const REQUIRE = /^\s*-- require: (.*?)(?: -- (.*))?$/gm
const COMMENTS = /^(?:\s*--[^\n]*(?:\n|$)|\s*\/\*[\s\S]*?\*\/)*\s*/

function statementOf(text: string): MigrationStatement[] {
  const comments = COMMENTS.exec(text)?.[0] ?? ''
  const requires = [...comments.matchAll(REQUIRE)].map(([, query = '', message]) => ({
    query,
    message: message ?? `this is required, and does not hold: ${query}`,
  }))
  const rest = text.slice(comments.length)
  return rest === '' && requires.length === 0 ? [] : [{ text: rest, requires }]
}

function header(name: string, text: string, key: string): string {
  const found = new RegExp(`^-- ${key}:(.*)$`, 'm').exec(text)?.[1]
  if (found !== undefined) return found.trim()
  throw refused(`${name}.sql is no migration: its header has no line "-- ${key}: …".`, { migration: name })
}

/** Reads a migration's file. */
export function parseMigration(name: string, text: string, backslashes: boolean): MigrationFile {
  const lines = text.replaceAll('\r\n', '\n')
  const [head = '', upText, downText, ...more] = lines.split(/^-- (?:up|down)[ \t]*$/m)
  const order = [...lines.matchAll(/^-- (up|down)[ \t]*$/gm)].map(([, section]) => section).join()
  if (order !== 'up,down' || more.length > 0) {
    const message = `${name}.sql is no migration: it needs a line "-- up" and after it a line "-- down", once each.`
    throw refused(message, { migration: name })
  }
  const section = (part = '') => splitStatements(part, backslashes).flatMap(statementOf)
  return {
    name,
    database: header(name, head, 'database'),
    tables: bySpaces(header(name, head, 'tables')).map(decodeURIComponent),
    result: header(name, head, 'result'),
    up: section(upText),
    down: section(downText),
    checksum: checksum(lines),
  }
}
