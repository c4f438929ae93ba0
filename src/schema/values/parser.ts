import type { FieldDefinition, FieldValidator } from '../definition.ts'
import type { FieldKind } from '../kinds.ts'
import { idParser } from './ids.ts'
import { bigintParser, decimalParser, integerParser, numberParser, parseBoolean } from './numbers.ts'
import { passwordParser } from './password.ts'
import type { Parse } from './refusal.ts'
import { Refusal } from './refusal.ts'
import { arrayParser, bytesParser, parseFile, parseJson } from './structured.ts'
import { dateParser, datetimeParser, timeParser } from './temporal.ts'
import { colorParser, emailParser, enumParser, ipParser, phoneParser, textParser, urlParser } from './text.ts'

const parsers: Readonly<Record<FieldKind, (field: FieldDefinition) => Parse>> = {
  id: ({ options }) => idParser(options.type ?? 'uuid'),
  string: ({ options }) => textParser({ maxLength: 255, ...options }),
  text: ({ options }) => textParser(options),
  integer: ({ options }) => integerParser(options),
  bigint: ({ options }) => bigintParser(options),
  number: ({ options }) => numberParser(options),
  decimal: ({ options }) => decimalParser(options),
  boolean: () => parseBoolean,
  date: ({ options }) => dateParser(options),
  datetime: ({ options }) => datetimeParser(options),
  time: ({ options }) => timeParser(options),
  json: () => parseJson,
  array: ({ element, options }) =>
    arrayParser(element === undefined ? parseJson : parserOf(element), options),
  enum: ({ values = [] }) => enumParser(values),
  email: ({ options }) => emailParser(options),
  url: ({ options }) => urlParser(options),
  phone: ({ options }) => phoneParser(options),
  color: ({ options }) => colorParser(options),
  ip: ({ options }) => ipParser(options),
  password: ({ options }) => passwordParser(options),
  bytes: ({ options }) => bytesParser(options),
  file: () => parseFile,
}

function permittedParser(parse: Parse, permitted: readonly unknown[]): Parse {
  const known = new Set(permitted.map((value) => keyOf(parse(value))))
  const expected = permitted.map((value) => String(value)).join(', ')
  return (value) => {
    const parsed = parse(value)
    if (parsed instanceof Refusal || known.has(keyOf(parsed))) return parsed
    return new Refusal('permitted', `must be one of ${expected}`)
  }
}

const keyOf = (value: unknown): unknown => (value instanceof Date ? value.getTime() : value)

/** The parser of values that are stored: type, form, lengths, bounds and permitted values, compiled once per field. */
export function parserOf(field: FieldDefinition): Parse {
  const parse = parsers[field.kind](field)
  return field.options.permitted === undefined ? parse : permittedParser(parse, field.options.permitted)
}

/** The parser of values in filters: type and form only, so that one may look for what could no longer be stored. */
export function filterParserOf(field: FieldDefinition): Parse {
  const { type, precision, scale } = field.options
  const options = { ...(type && { type }), ...(precision && { precision }), ...(scale && { scale }) }
  if (field.kind === 'string') return parsers.text({ kind: 'text', options })
  return parsers[field.kind]({ ...field, options })
}

/** What a validator of the user's own makes of a value: reasons why it is refused, or the value, maybe another. */
export interface Verdict {
  readonly reasons: readonly string[]
  readonly value: unknown
}

/** Runs a validator of the user's own. A Standard Schema may change the value, as by trimming it. */
export async function runValidator(validate: FieldValidator, value: unknown): Promise<Verdict> {
  if (typeof validate === 'function') {
    const verdict = await (validate as (value: unknown) => unknown)(value)
    return {
      reasons: verdict === true ? [] : [typeof verdict === 'string' ? verdict : 'is not valid'],
      value,
    }
  }
  const result = await validate['~standard'].validate(value)
  if (result.issues === undefined) return { reasons: [], value: result.value }
  return { reasons: result.issues.map((issue) => issue.message), value }
}
