import type {
  CheckState,
  ColumnState,
  IndexedState,
  IndexState,
  ReferenceState,
  TableState,
} from '../../../store/schema-access.ts'
import { formIn } from '../../sql/schema/form.ts'
import { inBrackets, listParts, masked, unquoted } from './masked.ts'

/** The words that end what stands before them in the definition of a column. */
const ENDS = [
  ' NOT NULL',
  ' NULL',
  ' DEFAULT ',
  ' AUTO_INCREMENT',
  ' ON UPDATE ',
  ' COMMENT ',
  ' CHECK (',
] as const

const firstOf = (plain: string, ends: readonly string[], from = 0): number =>
  Math.min(...ends.map((end) => plain.indexOf(end, from)).map((at) => (at < 0 ? plain.length : at)))

/** What follows a word, up to the next of the words that may follow. */
function after(text: string, start: string, ends: readonly string[]): string | undefined {
  const plain = masked(text)
  const at = plain.indexOf(start)
  if (at < 0) return undefined
  const from = at + start.length
  return text.slice(from, firstOf(plain, ends, from)).trim()
}

function checkIn(text: string): { check?: CheckState } {
  const at = masked(text).indexOf(' CHECK (')
  return at < 0 ? {} : { check: { text: inBrackets(text, at).inside } }
}

const TEXTS = /^(?:char|varchar|tinytext|text|mediumtext|longtext)\b/

/** What the values of a column mean: what its comment says or, of text, that it is text. */
function formOf(type: string, comment: string | undefined): { form?: string } {
  const form = comment === undefined ? undefined : formIn(`/*${comment.slice(1, -1)}*/`)
  if (form !== undefined) return { form }
  return TEXTS.test(type) && !/ascii/.test(type) ? { form: 'text' } : {}
}

/** How a table stores text where a column says nothing of it. */
function usualText(text: string): string {
  const [, set = '', collation] = /\) .*DEFAULT CHARSET=(\w+)(?: COLLATE=(\w+))?/.exec(text) ?? []
  return `CHARACTER SET ${set}${collation === undefined ? '' : ` COLLATE ${collation}`}`
}

/** The type with how text is stored, of which the server leaves out what is as in the table. */
function fullType(type: string, usual: string): string {
  if (!TEXTS.test(type) || / CHARACTER SET | GENERATED /.test(type)) return type
  if (!type.includes(' COLLATE ')) return `${type} ${usual}`
  return type.replace(' COLLATE ', ` ${usual.replace(/ COLLATE .*/, '')} COLLATE `)
}

function columnOf(line: string, usual: string): ColumnState {
  const plain = masked(line)
  const nameEnd = plain.indexOf(' ')
  const rest = line.slice(nameEnd)
  const plainRest = plain.slice(nameEnd)
  const type = fullType(rest.slice(0, firstOf(plainRest, ENDS)).trim(), usual)
  const value = after(rest, ' DEFAULT ', [' AUTO_INCREMENT', ' ON UPDATE ', ' COMMENT ', ' CHECK ('])
  return {
    name: unquoted(line.slice(0, nameEnd)),
    type,
    nullable: !plainRest.includes(' NOT NULL'),
    ...(value !== undefined && value !== 'NULL' && { default: value }),
    auto: plainRest.includes(' AUTO_INCREMENT'),
    ...checkIn(rest),
    ...formOf(type, after(rest, ' COMMENT ', [' CHECK ('])),
    ...(plainRest.includes(' GENERATED ALWAYS AS ') && { computed: true }),
  }
}

/** A column of an index: how much of it, and the order, stand behind its name. */
function indexedOf(part: string): IndexedState {
  const end = masked(part).search(/[( ]/)
  if (end === 0) return { column: part }
  const [name, more] = end < 0 ? [part, ''] : [part.slice(0, end), part.slice(end).trim()]
  return { column: unquoted(name), ...(more !== '' && { more }) }
}

function indexOf(line: string): IndexState {
  const [, unique, name = ''] = /^(UNIQUE )?KEY (`(?:[^`]|``)*`)/.exec(line) ?? []
  return {
    name: unquoted(name),
    columns: listParts(inBrackets(line).inside).map(indexedOf),
    unique: unique !== undefined,
  }
}

const names = (list: string): string[] => listParts(list).map(unquoted)

const REFERENCE =
  /^CONSTRAINT (`(?:[^`]|``)*`) FOREIGN KEY \((.*?)\) REFERENCES (`(?:[^`]|``)*`) \((.*?)\)(.*)$/

function referenceOf(line: string): ReferenceState[] {
  const [, name = '', columns = '', table = '', foreign = '', rest = ''] = REFERENCE.exec(line) ?? []
  if (name === '') return []
  const actions = rest.trim().toLowerCase()
  return [
    {
      name: unquoted(name),
      columns: names(columns),
      table: unquoted(table),
      foreign: names(foreign),
      ...(actions !== '' && { actions }),
    },
  ]
}

/** A check that stands by itself, as MySQL writes those of columns too. */
function checkOf(
  line: string,
): { readonly check: CheckState; readonly columns: readonly string[] } | undefined {
  const name = /^CONSTRAINT (`(?:[^`]|``)*`) CHECK \(/.exec(line)?.[1]
  if (name === undefined) return undefined
  const text = inBrackets(line).inside
  const columns = [...new Set([...text.matchAll(/`((?:[^`]|``)*)`/g)].map(([, column = '']) => column))]
  return { check: { name: unquoted(name), text }, columns }
}

function withChecks(
  columns: readonly ColumnState[],
  lines: readonly string[],
): { columns: ColumnState[]; extras: string[] } {
  const checks = lines.flatMap((line) => checkOf(line) ?? [])
  const own = (name: string) =>
    checks.find(({ columns: [only, more] }) => only === name && more === undefined)
  const used = new Set(columns.map(({ name }) => own(name)))
  return {
    columns: columns.map((column) => {
      const found = own(column.name)
      return found === undefined ? column : { ...column, check: found.check }
    }),
    extras: checks.filter((check) => !used.has(check)).map(({ check }) => `CHECK (${check.text})`),
  }
}

const ODD = /^(?:FULLTEXT|SPATIAL|PERIOD|VECTOR)/

/** Reads the text of SHOW CREATE TABLE, which has a line for each column, key, index and constraint. */
export function readDefinition(name: string, text: string): TableState {
  const lines = text
    .split('\n')
    .slice(1)
    .filter((line) => line.startsWith('  '))
    .map((line) => line.trim().replace(/,$/, ''))
  const key = lines.find((line) => line.startsWith('PRIMARY KEY'))
  const listed = lines.filter((line) => line.startsWith('`')).map((line) => columnOf(line, usualText(text)))
  const { columns, extras } = withChecks(listed, lines)
  return {
    name,
    columns,
    key: { columns: key === undefined ? [] : names(inBrackets(key).inside) },
    references: lines.flatMap(referenceOf),
    indexes: lines
      .filter((line) => /^(?:UNIQUE )?KEY /.test(line))
      .map(indexOf)
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    extras: [...extras, ...lines.filter((line) => ODD.test(line))],
    triggers: [],
  }
}
