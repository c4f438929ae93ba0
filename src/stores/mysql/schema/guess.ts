import type { FieldKind } from '../../../schema/kinds.ts'
import { fieldKinds } from '../../../schema/kinds.ts'
import type { ColumnState, FieldGuess, TableState } from '../../../store/schema-access.ts'
import { enumValues } from '../../sql/schema/enum-values.ts'
import { digitsOf } from '../../sql/schema/form.ts'

const KINDS: Readonly<Record<string, FieldKind>> = {
  tinyint: 'integer',
  smallint: 'integer',
  mediumint: 'integer',
  int: 'integer',
  bigint: 'integer',
  float: 'number',
  double: 'number',
  date: 'date',
  datetime: 'datetime',
  timestamp: 'datetime',
  time: 'time',
  json: 'json',
  tinyblob: 'bytes',
  blob: 'bytes',
  mediumblob: 'bytes',
  longblob: 'bytes',
  tinytext: 'text',
  text: 'text',
  mediumtext: 'text',
  longtext: 'text',
}

/** What a comment says, of columns that are kept as JSON and of the elements in it. */
function byForm(form: string): FieldGuess | undefined {
  if (form.startsWith('array of ')) {
    const element = byForm(form.slice('array of '.length))
    return element && { kind: 'array', element }
  }
  const digits = digitsOf(form)
  if (digits !== undefined) return { kind: 'decimal', ...digits }
  return fieldKinds.includes(form as FieldKind) ? { kind: form as FieldKind } : undefined
}

function byType(type: string): FieldGuess | undefined {
  if (/^char\(36\).*ascii/.test(type)) return { kind: 'id', idType: 'uuid' }
  if (/^char\(24\).*ascii/.test(type)) return { kind: 'id', idType: 'objectId' }
  if (/^varchar\(255\).*ascii_bin/.test(type)) return { kind: 'password' }
  if (type.startsWith('tinyint(1)')) return { kind: 'boolean' }
  const length = /^(?:var)?char\((\d+)\)/.exec(type)?.[1]
  if (length !== undefined) return { kind: 'string', maxLength: Number(length) }
  const digits = /^decimal\((\d+),(\d+)\)/.exec(type)
  if (digits !== null) return { kind: 'decimal', precision: Number(digits[1]), scale: Number(digits[2]) }
  const kind = / unsigned/.test(type) ? undefined : KINDS[/^[a-z]+/.exec(type)?.[0] ?? '']
  return kind && { kind }
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', 0: '\0', Z: '\x1a' }

/** The text that a literal stands for, with or without the name of its character set and brackets. */
function constantOf(literal: string): string | undefined {
  const quoted = /^\(?(?:_\w+)?\\?'((?:[^'\\]|\\.|'')*)'\)?$/s.exec(literal)?.[1]
  if (quoted !== undefined)
    return quoted.replace(/\\(.)|''/gs, (_all, escaped?: string) =>
      escaped === undefined ? "'" : (ESCAPES[escaped] ?? escaped),
    )
  const hex = /^\(?(?:x'([0-9a-f]*)'|0x([0-9a-f]*))\)?$/i.exec(literal)
  if (hex !== null) return Buffer.from(hex[1] ?? hex[2] ?? '', 'hex').toString('latin1')
  return /^-?[\d.]+(?:e[-+]?\d+)?$/i.exec(literal)?.[0]
}

const READERS: Partial<Readonly<Record<FieldKind, (text: string) => unknown>>> = {
  integer: Number,
  number: Number,
  decimal: String,
  string: String,
  text: String,
  enum: String,
  date: String,
  time: String,
  boolean: (text) => text === '1',
  datetime: (text) => new Date(`${text.replace(' ', 'T')}Z`),
  json: (text) => JSON.parse(text),
  array: (text) => (text === '[]' ? [] : undefined),
  bytes: (text) => new Uint8Array(Buffer.from(text, 'latin1')),
}

function defaultOf({ kind }: FieldGuess, literal: string | undefined): { default?: unknown } {
  const constant = literal === undefined ? undefined : constantOf(literal)
  const value = constant === undefined ? undefined : READERS[kind]?.(constant)
  const isValue = value !== undefined && !(value instanceof Date && Number.isNaN(value.getTime()))
  return isValue ? { default: value } : {}
}

/** A check with texts as SQL itself has them: without backslashes, nor the character set that MySQL puts before them. */
const withPlainTexts = (check: string | undefined): string | undefined =>
  check?.replace(/(?:_\w+)?('(?:[^'\\]|\\.|'')*')/gs, (_all, text: string) =>
    text.replace(/\\(.)/gs, (_pair, escaped: string) =>
      escaped === "'" ? "''" : (ESCAPES[escaped] ?? escaped),
    ),
  )

/** The field that keeps what a column holds. */
export function guessField(column: ColumnState, table: TableState): FieldGuess | undefined {
  const { form, type } = column
  const guess = (form === undefined || form === 'text' ? undefined : byForm(form)) ?? byType(type)
  if (guess === undefined || column.computed) return undefined
  const isKey = table.key.columns.length === 1 && table.key.columns[0] === column.name
  if (isKey && guess.kind === 'integer' && column.auto) return { kind: 'id', idType: 'auto' }
  const values =
    guess.kind === 'text' || guess.kind === 'string'
      ? enumValues(withPlainTexts(column.check?.text))
      : undefined
  const found: FieldGuess = values === undefined ? guess : { kind: 'enum', values }
  return { ...found, ...defaultOf(found, column.default) }
}
