import { PrometheusError } from '../errors/error.ts'
import { nullableOf } from '../schema/attribute.ts'
import type { FieldDefinition, RefDefinition, SchemaEntry, WrittenOptions } from '../schema/definition.ts'
import { fieldKinds } from '../schema/kinds.ts'
import { checkName } from '../schema/reserved.ts'
import { unknownName } from '../schema/unknown.ts'
import { parserOf } from '../schema/values/parser.ts'
import { Refusal } from '../schema/values/refusal.ts'

const COMMON = [
  'label',
  'required',
  'nullable',
  'default',
  'onUpdate',
  'unique',
  'index',
  'permitted',
  'readonly',
  'hidden',
  'virtual',
  'computed',
  'validate',
  'access',
  'column',
  'was',
]
const LENGTHS = ['minLength', 'maxLength', 'pattern']
const TEXT = [...LENGTHS, 'search']
const RANGE = ['min', 'max']
const own: Partial<Record<string, readonly string[]>> = {
  id: ['type'],
  string: TEXT,
  text: TEXT,
  email: TEXT,
  url: TEXT,
  enum: ['search'],
  phone: ['search'],
  color: ['search'],
  ip: ['search'],
  password: LENGTHS,
  array: ['minLength', 'maxLength'],
  bytes: ['minLength', 'maxLength'],
  integer: [...RANGE, 'concurrencyToken'],
  bigint: RANGE,
  number: RANGE,
  date: RANGE,
  datetime: [...RANGE, 'tombstone'],
  time: RANGE,
  decimal: [...RANGE, 'precision', 'scale'],
  json: ['type'],
  ref: ['type', 'onDelete'],
}

function invalid(model: string, field: string, message: string): PrometheusError {
  return new PrometheusError('INVALID_MODEL', `${model}.${field} ${message}.`, { model, field })
}

function checkOptionNames(model: string, field: string, kind: string, options: WrittenOptions): void {
  const known = [...COMMON, ...(own[kind] ?? [])]
  const unknown = Object.keys(options).find((option) => !known.includes(option))
  if (unknown !== undefined)
    throw unknownName(model, `option '${unknown}' of ${field}, a field of kind ${kind}`, unknown, known)
}

const isStored = ({ virtual, computed }: WrittenOptions): boolean =>
  virtual !== true && computed === undefined

function checkFormerName(model: string, field: string, options: WrittenOptions): void {
  if (options.was === undefined) return
  if (typeof options.was !== 'string' || options.was === '')
    throw invalid(model, field, 'needs a name for was')
  if (!isStored(options))
    throw invalid(model, field, 'is not stored, so it has no column that was called otherwise: leave was out')
}

function checkSearch(model: string, field: string, options: WrittenOptions): void {
  if (options.search === undefined) return
  if (typeof options.search !== 'boolean') throw invalid(model, field, 'needs true or false for search')
  if (!isStored(options))
    throw invalid(model, field, 'is not stored, so nothing can search in it: leave search out')
}

function checkDigits(model: string, field: string, { precision = 18, scale = 2 }: WrittenOptions): void {
  const right =
    Number.isInteger(precision) &&
    Number.isInteger(scale) &&
    precision >= 1 &&
    precision <= 38 &&
    scale >= 0 &&
    scale <= Math.min(precision, 30)
  if (!right)
    throw invalid(
      model,
      field,
      'needs a precision of 1 to 38 digits and a scale of 0 to 30, no more than the precision',
    )
}

function checkEnum(model: string, field: string, values: readonly unknown[] | undefined): void {
  const right =
    Array.isArray(values) &&
    values.length > 0 &&
    values.every((value) => typeof value === 'string' && value !== '')
  if (!right) throw invalid(model, field, 'needs a list of texts as its values')
  if (new Set(values).size < (values?.length ?? 0)) throw invalid(model, field, 'has a value twice')
}

function checkDefault(model: string, field: string, definition: FieldDefinition): void {
  const value = definition.options.default
  if (value === undefined || value === null || typeof value === 'function') return
  const parsed = parserOf(definition)(value)
  if (parsed instanceof Refusal)
    throw invalid(model, field, `has a default that is no value of the field: it ${parsed.message}`)
}

const NO_ELEMENTS = new Set(['id', 'json', 'array', 'password', 'file'])

function checkField(model: string, name: string, definition: FieldDefinition): void {
  const { kind, options, element, values } = definition
  checkOptionNames(model, name, kind, options)
  checkFormerName(model, name, options)
  checkSearch(model, name, options)
  if (kind === 'decimal') checkDigits(model, name, options)
  if (kind === 'enum') checkEnum(model, name, values)
  if (kind === 'array') {
    if (element === undefined || !fieldKinds.includes(element.kind) || NO_ELEMENTS.has(element.kind))
      throw invalid(model, name, 'needs a scalar field for its elements')
    if (element.options.was !== undefined)
      throw invalid(model, name, 'has a was in its element: write it among the options of the array')
    if (element.options.search === true)
      throw invalid(
        model,
        name,
        'has a search in its element, and no words of arrays are searched: leave it out',
      )
    checkField(model, name, element)
  }
  if (options.computed !== undefined && typeof options.computed !== 'function')
    throw invalid(model, name, 'needs a function for computed')
  if (options.permitted !== undefined && (NO_ELEMENTS.has(kind) || kind === 'bytes')) {
    throw invalid(model, name, `cannot have permitted values, being of kind ${kind}`)
  }
  if (options.tombstone === true && nullableOf(definition, false) === false)
    throw invalid(model, name, 'is a tombstone, which is null for the living: it cannot be required')
  if (options.concurrencyToken === true && nullableOf(definition, false))
    throw invalid(
      model,
      name,
      'is a concurrency token, which every record has: write required: true and a default',
    )
  checkDefault(model, name, definition)
}

const ON_DELETE = ['restrict', 'cascade', 'setNull']

function checkRef(model: string, name: string, options: RefDefinition['options']): void {
  checkOptionNames(model, name, 'ref', options)
  checkFormerName(model, name, options)
  const { onDelete } = options
  if (onDelete === undefined || ON_DELETE.includes(onDelete)) return
  throw unknownName(model, `onDelete '${String(onDelete)}' of ${name}`, String(onDelete), ON_DELETE)
}

/** Checks one entry of a schema: its name, kind, options and default. */
export function checkEntry(model: string, name: string, entry: SchemaEntry): void {
  checkName('attribute', name, model)
  const kind = typeof entry === 'object' && entry !== null ? entry.kind : undefined
  switch (kind) {
    case 'hasMany':
    case 'hasOne':
    case 'manyToMany':
      return
    case 'ref':
      return checkRef(model, name, (entry as RefDefinition).options)
    default:
      if (!fieldKinds.includes(kind as never))
        throw invalid(model, name, 'must be made by field, ref, hasMany, hasOne or manyToMany')
      checkField(model, name, entry as FieldDefinition)
  }
}
