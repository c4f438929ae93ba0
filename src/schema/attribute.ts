import { cast } from '../support/cast.ts'
import { objectId } from '../support/object-id.ts'
import { uuidV7 } from '../support/uuid-v7.ts'
import type { FieldDefinition } from './definition.ts'
import type { IdType } from './kinds.ts'
import { isNumericKind } from './kinds.ts'
import type { FieldShape } from './shape.ts'
import { filterParserOf, parserOf } from './values/parser.ts'
import { Password } from './values/password.ts'
import type { Parse } from './values/refusal.ts'

/** Makes a default; it may look at what was given for other attributes. */
export type MakeDefault = (given: Readonly<Record<string, unknown>>) => unknown

/** One attribute of a connected model: its shape where it is stored, and what its definition makes of values. */
export interface Attribute {
  readonly name: string
  readonly definition: FieldDefinition
  /** Undefined where the attribute is virtual or computed. */
  readonly shape: FieldShape | undefined
  /** Checks a value that is to be stored, and gives its canonical form. */
  readonly parse: Parse
  /** Checks a value in a filter. */
  readonly parseFilter: Parse
  /** Checks an element in a filter, of an array. */
  readonly parseElement: Parse | undefined
  /** The least and the greatest value, canonical, of numeric kinds that declare them. */
  readonly bounds: { readonly min?: unknown; readonly max?: unknown } | undefined
  /** Whether it is made from the record, and never given. */
  readonly computed: boolean
  /** Whether a create without a value is refused. */
  readonly required: boolean
  readonly nullable: boolean
  readonly readonly: boolean
  /** Makes the value where none is given. */
  readonly makeDefault: MakeDefault | undefined
  /** Makes the value that every update sets, unless it says another. */
  readonly onUpdate: (() => unknown) | undefined
  /** Turns a stored value, decoded, into the one that is handed out, where they differ. */
  readonly present: ((value: unknown) => unknown) | undefined
  /** Turns a canonical value, as `parse` gives it, into the one that is handed out: what can be changed is copied. */
  readonly copyOut: ((value: unknown) => unknown) | undefined
  /** Whether a wrong-typed value in an equality matches nothing instead of being refused. */
  readonly lenient: boolean
}

const generators: Partial<Record<IdType, () => string>> = { uuid: uuidV7, objectId }

function defaultMaker({ kind, options }: FieldDefinition, isKey: boolean): MakeDefault | undefined {
  const value = options.default
  if (typeof value === 'function') return value as MakeDefault
  if (value !== undefined) return () => value
  return kind === 'id' && isKey ? generators[options.type ?? 'uuid'] : undefined
}

/** Whether the store makes the value. */
const isGenerated = ({ kind, options }: FieldDefinition): boolean => kind === 'id' && options.type === 'auto'

const copiers: Partial<Record<FieldDefinition['kind'], (value: unknown) => unknown>> = {
  datetime: (value) => new Date(cast<Date>(value, 'the value of a datetime field')),
  bytes: (value) => new Uint8Array(cast<Uint8Array>(value, 'the value of a bytes field')),
  password: (value) => Password.ofPlain(String(value)),
}

function boundsOf(definition: FieldDefinition): Attribute['bounds'] {
  const { min, max } = definition.options
  if (!isNumericKind(definition.kind) || (min === undefined && max === undefined)) return undefined
  const parse = filterParserOf(definition)
  return { ...(min !== undefined && { min: parse(min) }), ...(max !== undefined && { max: parse(max) }) }
}

/** How an attribute came about: by a field, or as the key of a ref. */
export interface AttributeOrigin {
  readonly name: string
  readonly definition: FieldDefinition
  readonly shape?: FieldShape
  readonly isRef: boolean
}

/** Compiles one attribute: parsers, default and presentation, once. */
export function createAttribute({ name, definition, shape, isRef }: AttributeOrigin): Attribute {
  const { options, kind } = definition
  const makeDefault = defaultMaker(definition, !isRef)
  const isOwnId = kind === 'id' && !isRef
  // Every attribute has the same properties in the same order: each write reads them, and engines like one shape.
  return {
    name,
    definition,
    shape,
    parse: parserOf(definition),
    parseFilter: filterParserOf(definition),
    parseElement: definition.element && filterParserOf(definition.element),
    bounds: boundsOf(definition),
    computed: options.computed !== undefined,
    required: (options.required === true || isOwnId) && makeDefault === undefined && !isGenerated(definition),
    nullable: nullableOf(definition, isOwnId),
    readonly: options.readonly === true || isOwnId,
    makeDefault,
    onUpdate: options.onUpdate,
    present: kind === 'password' ? (hash: unknown) => Password.ofHash(String(hash)) : undefined,
    copyOut: copiers[kind],
    lenient: kind === 'id' || isRef,
  }
}

/** Whether an attribute may be null: unless something makes a value present, or where it says so. */
export function nullableOf({ options }: FieldDefinition, isOwnId: boolean): boolean {
  if (isOwnId) return false
  return options.nullable === true || (options.required !== true && options.default === undefined)
}
