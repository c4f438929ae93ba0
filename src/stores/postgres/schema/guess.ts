import type { FieldKind } from '../../../schema/kinds.ts'
import type { ColumnState, FieldGuess, TableState } from '../../../store/schema-access.ts'
import { enumValues, unquotedText } from '../../sql/schema/enum-values.ts'

const KINDS: Readonly<Record<string, FieldKind>> = {
  smallint: 'integer',
  integer: 'integer',
  bigint: 'integer',
  real: 'number',
  'double precision': 'number',
  boolean: 'boolean',
  date: 'date',
  'timestamp with time zone': 'datetime',
  'timestamp without time zone': 'datetime',
  'time without time zone': 'time',
  json: 'json',
  jsonb: 'json',
  bytea: 'bytes',
  text: 'text',
  'character varying': 'text',
}

/** By the type alone. */
function byType(type: string): FieldGuess | undefined {
  const bare = type.replace(/ COLLATE .*$/, '')
  if (bare.endsWith('[]')) {
    const element = byType(bare.slice(0, -2))
    return element && { kind: 'array', element }
  }
  if (bare === 'uuid') return { kind: 'id', idType: 'uuid' }
  if (type === 'character(24) COLLATE "C"') return { kind: 'id', idType: 'objectId' }
  const length = /^character varying\((\d+)\)$/.exec(bare)?.[1]
  if (length !== undefined) return { kind: 'string', maxLength: Number(length) }
  const digits = /^numeric\((\d+),(\d+)\)$/.exec(bare)
  if (digits !== null) return { kind: 'decimal', precision: Number(digits[1]), scale: Number(digits[2]) }
  const kind = KINDS[bare.replace(/\(\d+\)/, '')]
  return kind && { kind }
}

/** The text of a constant, as the catalog writes it. */
function constantOf(text: string): string | undefined {
  const literal = /^('(?:[^']|'')*')(?:::[\w "[\](),.]+)?$/.exec(text)?.[1]
  if (literal !== undefined) return unquotedText(literal)
  return /^\(?(-?[\d.]+)\)?(?:::[\w ()]+)?$/.exec(text)?.[1] ?? /^(?:true|false)$/.exec(text)?.[0]
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
  boolean: (text) => text === 'true',
  datetime: (text) => new Date(text.replace(/([+-]\d\d)$/, '$1:00')),
  json: (text) => JSON.parse(text),
  bytes: (text) => new Uint8Array(Buffer.from(text.replace(/^\\x/, ''), 'hex')),
  array: (text) => (text === '{}' ? [] : undefined),
}

function defaultOf({ kind }: FieldGuess, text: string | undefined): { default?: unknown } {
  const constant = text === undefined ? undefined : constantOf(text)
  const value = constant === undefined ? undefined : READERS[kind]?.(constant)
  const isValue = value !== undefined && !(value instanceof Date && Number.isNaN(value.getTime()))
  return isValue ? { default: value } : {}
}

/** `((state = 'a'::text) OR (state = 'b'::text))`, or `= ANY (ARRAY[…])`, as a chain of plain comparisons. */
function plainCheck(text: string | undefined): string | undefined {
  const bare = text?.replaceAll(/::[a-z ]+(?:\(\d+\))?(?:\[\])?/g, '')
  const list = /^\(*(\S+) = ANY \(+ARRAY\[(.*?)\]\)*$/.exec(bare ?? '')
  if (list === null) return bare
  return list[2]
    ?.split(/, (?=')/)
    .map((value) => `${list[1]} = ${value}`)
    .join(' or ')
}

/** The field that keeps what a column holds. */
export function guessField(column: ColumnState, table: TableState): FieldGuess | undefined {
  const isKey = table.key.columns.length === 1 && table.key.columns[0] === column.name
  const guess = byType(column.type)
  if (guess === undefined) return undefined
  const makesKeys = column.auto || /^nextval\(/.test(column.default ?? '')
  if (isKey && guess.kind === 'integer' && makesKeys) return { kind: 'id', idType: 'auto' }
  const values =
    guess.kind === 'text' || guess.kind === 'string' ? enumValues(plainCheck(column.check?.text)) : undefined
  const found: FieldGuess = values === undefined ? guess : { kind: 'enum', values }
  return { ...found, ...defaultOf(found, column.default) }
}
