import { cast } from '../support/cast.ts'
import type {
  FieldDefinition,
  HasDefinition,
  ManyToManyDefinition,
  RefDefinition,
  WrittenOptions,
} from './definition.ts'
import type {
  FieldFactory,
  HasManyFactory,
  HasOneFactory,
  ManyToManyFactory,
  RefFactory,
  TypeOfFactory,
} from './field-factory.ts'
import type { FieldKind } from './kinds.ts'
import { fieldKinds } from './kinds.ts'

type Options = WrittenOptions & { readonly type?: unknown }

function define(
  kind: FieldKind,
  options: Options = {},
  more: Partial<FieldDefinition> = {},
): FieldDefinition {
  return Object.freeze({ kind, options: Object.freeze({ ...options }), ...more })
}

const scalar = (kind: FieldKind) => (options?: Options) => define(kind, options)

/** An array that is not set is empty, where it may be empty. */
const emptyDefault = ({ minLength = 0 }: Options = {}): Options => (minLength > 0 ? {} : { default: [] })

const factories = {
  ...Object.fromEntries(fieldKinds.map((kind) => [kind, scalar(kind)])),
  decimal: (options?: Options) => define('decimal', { precision: 18, scale: 2, ...options }),
  enum: (values: readonly string[], options?: Options) =>
    define('enum', options, { values: Object.freeze([...values]) }),
  array: (element: FieldDefinition, options?: Options) =>
    define('array', { ...emptyDefault(options), ...options }, { element }),
}

/** The factories of fields: `field.string({ required: true })`. */
export const field = cast<FieldFactory>(
  factories,
  'each factory gives the definition that its typed signature describes',
)

/**
 * A reference to a record of another model. Under the schema key `company` it declares the attribute `companyId`
 * and the relation `company`.
 */
export const ref = cast<RefFactory>(
  (target: string, options: Options = {}): RefDefinition =>
    Object.freeze({ kind: 'ref', target, options: Object.freeze({ ...options }) }),
  'gives the definition that its typed signature describes',
)

const has =
  (kind: HasDefinition['kind']) =>
  (target: string, { by }: { by: string }): HasDefinition =>
    Object.freeze({ kind, target, by })

/** The records of another model whose reference `by` leads here. */
export const hasMany = cast<HasManyFactory>(
  has('hasMany'),
  'gives the definition that its typed signature describes',
)

/** The one record of another model whose reference `by` leads here. */
export const hasOne = cast<HasOneFactory>(
  has('hasOne'),
  'gives the definition that its typed signature describes',
)

/** Records of another model, through a third model that refers to both. */
export const manyToMany = cast<ManyToManyFactory>(
  (target: string, options: { through: string; by?: string }): ManyToManyDefinition =>
    Object.freeze({ kind: 'manyToMany', target, ...options }),
  'gives the definition that its typed signature describes',
)

/** Hands a type over as a value: `field.json({ type: typeOf<Meta>() })`. Nothing is there at run time. */
export const typeOf = cast<TypeOfFactory>(() => undefined, 'a type has no run-time value')
