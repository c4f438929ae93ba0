import type { FieldAccess } from './field-options.ts'
import type { FieldKind, IdType } from './kinds.ts'
import type { StandardSchema } from './value-types.ts'

/** A validator of one's own: true is right, a string says what is wrong; or any Standard Schema. */
export type FieldValidator = ((value: never) => boolean | string | Promise<boolean | string>) | StandardSchema

/** Options of a field as written, of all kinds together; the typed factory admits those that fit the kind. */
export interface WrittenOptions {
  readonly label?: string
  readonly required?: boolean
  readonly nullable?: boolean
  readonly default?: unknown
  readonly onUpdate?: () => unknown
  readonly unique?: boolean | { readonly within: readonly string[] }
  readonly index?: boolean
  readonly search?: boolean
  readonly permitted?: readonly unknown[]
  readonly readonly?: boolean
  readonly hidden?: boolean
  readonly virtual?: boolean
  readonly computed?: (record: never) => unknown
  readonly validate?: FieldValidator
  readonly access?: FieldAccess
  readonly column?: string
  readonly was?: string
  readonly type?: IdType
  readonly min?: number | bigint | string | Date
  readonly max?: number | bigint | string | Date
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: RegExp
  readonly concurrencyToken?: boolean
  readonly tombstone?: boolean
  readonly precision?: number
  readonly scale?: number
}

/** A field as its factory leaves it: plain data and the functions that were given. */
export interface FieldDefinition {
  readonly kind: FieldKind
  readonly options: WrittenOptions
  readonly values?: readonly string[]
  readonly element?: FieldDefinition
}

/** What happens to the records that refer to one that is destroyed. */
export type OnDelete = 'restrict' | 'cascade' | 'setNull'

/** A reference to one record of another model: attribute and column `<name>Id`, relation `<name>`. */
export interface RefDefinition {
  readonly kind: 'ref'
  readonly target: string
  readonly options: WrittenOptions & { readonly onDelete?: OnDelete }
}

/** The other side of a reference. */
export interface HasDefinition {
  readonly kind: 'hasMany' | 'hasOne'
  readonly target: string
  readonly by: string
}

/** Many records on both sides, joined by the records of a third model. */
export interface ManyToManyDefinition {
  readonly kind: 'manyToMany'
  readonly target: string
  readonly through: string
  readonly by?: string
}

/** An entry of a schema. */
export type SchemaEntry = FieldDefinition | RefDefinition | HasDefinition | ManyToManyDefinition

/** A schema as written: entries by name. */
export type SchemaDefinition = Readonly<Record<string, SchemaEntry>>
