import type { FieldKind } from '../../../schema/kinds.ts'
import { fieldKinds } from '../../../schema/kinds.ts'
import type { FieldShape } from '../../../schema/shape.ts'
import type { ColumnState, FieldGuess, TableState } from '../../../store/schema-access.ts'
import { enumValues, unquotedText } from '../../sql/schema/enum-values.ts'
import { digitsOf } from '../../sql/schema/form.ts'
import { codecOf } from '../codecs.ts'

const isKind = (name: string): name is FieldKind => fieldKinds.includes(name as FieldKind)

function byForm(form: string): FieldGuess | undefined {
  const digits = digitsOf(form)
  if (digits !== undefined) return { kind: 'decimal', ...digits }
  if (form === 'uuid' || form === 'objectId') return { kind: 'id', idType: form }
  if (form.startsWith('array of ')) {
    const element = byForm(form.slice('array of '.length))
    return element && { kind: 'array', element }
  }
  return isKind(form) ? { kind: form } : undefined
}

const ZERO_OR_ONE = /\bin \(0, ?1\)$/i

const NAMED: Readonly<Record<string, FieldKind>> = {
  DATE: 'date',
  DATETIME: 'datetime',
  TIMESTAMP: 'datetime',
  JSON: 'json',
}

/** By the type alone, as other programs declare it. */
function byType({ type, check }: ColumnState): FieldGuess | undefined {
  const length = /CHAR\w*\s*\((\d+)\)/.exec(type)?.[1]
  if (length !== undefined) return { kind: 'string', maxLength: Number(length) }
  if (/^BOOL/.test(type) || (/INT/.test(type) && ZERO_OR_ONE.test(check?.text ?? '')))
    return { kind: 'boolean' }
  if (/INT/.test(type)) return { kind: 'integer' }
  const digits = /^(?:DECIMAL|NUMERIC)\s*\((\d+)(?:,\s*(\d+))?\)$/.exec(type)
  if (digits !== null && Number(digits[1]) <= 15)
    return { kind: 'decimal', precision: Number(digits[1]), scale: Number(digits[2] ?? 0) }
  const known = NAMED[type]
  if (known !== undefined) return { kind: known }
  if (/CHAR|CLOB|TEXT/.test(type)) return { kind: 'text' }
  if (/REAL|FLOA|DOUB/.test(type)) return { kind: 'number' }
  return type === 'BLOB' ? { kind: 'bytes' } : undefined
}

/** A literal as the driver would read it. */
function literalValue(literal: string): unknown {
  if (/^x'[0-9a-f]*'$/i.test(literal)) return Buffer.from(literal.slice(2, -1), 'hex')
  if (/^'(?:[^']|'')*'$/.test(literal)) return unquotedText(literal)
  return /^[-+]?[\d.]+(e[-+]?\d+)?$/i.test(literal) ? literal : undefined
}

/** Kinds that the driver reads as numbers. */
const NUMBERS: readonly FieldKind[] = ['integer', 'number', 'boolean', 'datetime']

/** Kinds whose values other programs store in another form. */
const CODED: readonly FieldKind[] = ['datetime', 'decimal', 'json']

/** The value of a default, where it is a literal of the field's kind. */
function defaultOf(guess: FieldGuess, literal: string | undefined, foreign: boolean): { default?: unknown } {
  const found = literal === undefined || foreign ? undefined : literalValue(literal)
  if (found === undefined) return {}
  const field = { index: 0, name: 'value', column: 'value', nullable: true, ...guess } as FieldShape
  const raw = NUMBERS.includes(guess.kind) ? Number(found) : found
  try {
    const decode = codecOf(field).decode as ((raw: unknown) => unknown) | undefined
    return { default: decode === undefined ? raw : decode(raw) }
  } catch {
    return {}
  }
}

const isRowId = ({ name, type }: ColumnState, { key }: TableState): boolean =>
  type === 'INTEGER' && key.columns.length === 1 && key.columns[0] === name

/** The field that keeps what a column holds. */
export function guessField(column: ColumnState, table: TableState): FieldGuess | undefined {
  if (isRowId(column, table)) return { kind: 'id', idType: 'auto' }
  const { form } = column
  const guess = form === undefined ? byType(column) : byForm(form)
  if (guess === undefined) return undefined
  const values = guess.kind === 'text' || guess.kind === 'string' ? enumValues(column.check?.text) : undefined
  const found: FieldGuess = values === undefined ? guess : { kind: 'enum', values }
  return { ...found, ...defaultOf(found, column.default, form === undefined && CODED.includes(found.kind)) }
}
