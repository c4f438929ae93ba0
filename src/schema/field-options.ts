import type { Field, Flag, Increment, Kind } from './field.ts'
import type { StandardSchema } from './value-types.ts'

/** Who may read or write a field: names of roles of its model. */
export interface FieldAccess<A extends string = string> {
  readonly read?: readonly A[]
  readonly write?: readonly A[]
}

/** A field that names roles, for its model to have them. */
export type NamesRoles<A extends string> = [A] extends [never] ? unknown : { readonly '~roles': A }

/** A default: a value, or a function that makes one; it may look at the values that were given for other attributes. */
export type Default<V> = V | ((given: Readonly<Record<string, unknown>>) => V) | undefined

/** Options that change no type. */
export interface PlainOptions<In, A extends string = string> {
  /** What forms and messages call the field. */
  label?: string
  /** No two records have the same value, or none with the same values in `within` too. */
  unique?: boolean | { readonly within: readonly string[] }
  index?: boolean
  /** Makes the value, or the change, that every update sets, unless it says another. */
  onUpdate?: () => In | Increment<In>
  /** Says whether a value is right, or what is wrong with it; a Standard Schema may change it too. */
  validate?: ((value: In) => boolean | string | Promise<boolean | string>) | StandardSchema
  access?: FieldAccess<A>
  /** The column's name where it is not the attribute's in snake_case. */
  column?: string
  /** What the field or its column was called before, for a migration that renames it. */
  was?: string
}

/** Options of every field; each that changes a type is a type parameter of its own. */
export interface FieldOptions<Out, In, R, N, D, O, H, W, P, C, A extends string> extends PlainOptions<In, A> {
  /** There must be a value. */
  required?: R
  /** Null is a value too, beside `required` or `default`. */
  nullable?: N
  /** The value where none is given. */
  default?: D
  /** Set on create, never updated. */
  readonly?: O
  /** Never in toJSON. */
  hidden?: H
  /** Never stored. */
  virtual?: W
  /** Made from the record, never stored: `(record: { first: string; last: string }) => ...`. */
  computed?: (record: P) => C
  /** The only values there may be. */
  permitted?: readonly Out[]
}

/** The flags that options give to a field. */
export type Flags<R, N, D, O, H, W, C> =
  | (R extends true ? 'required' : never)
  | (N extends true ? 'nullable' : never)
  | ([D] extends [undefined] ? never : 'default')
  | (O extends true ? 'readonly' : never)
  | (H extends true ? 'hidden' : never)
  | (W extends true ? 'virtual' : never)
  | ([C] extends [never] ? never : 'computed')

/** The field that a factory makes: what it computes from `Needs`, else what its kind holds. */
export type Made<K extends Kind, Out, In, F extends Flag, Needs, C> = [C] extends [never]
  ? Field<K, Out, In, F>
  : Field<K, C, In, F> & { readonly '~needs': Needs }

/** No further options. */
export type NoMore = {}

/** Lengths are in code points. */
export interface LengthOptions {
  maxLength?: number
  minLength?: number
  pattern?: RegExp
}

/** Options of every kind of text. */
export interface SearchOptions {
  /** An index for `$search`, on stores that have one. */
  search?: boolean
}

/** Options of an integer. */
export interface IntegerOptions extends RangeOptions<number> {
  /** A save or destroy of a record fails with STALE_VERSION where the stored value is not the one that was read. */
  concurrencyToken?: true
}

/** Options of a datetime. */
export interface DatetimeOptions extends RangeOptions<Date> {
  /** A record is destroyed by setting this time, and not seen any more; null for the living. */
  tombstone?: true
}

/** Bounds, both inclusive. */
export interface RangeOptions<V> {
  min?: V
  max?: V
}

/** Digits in all, at most 38, and those of them behind the point, at most 30. */
export interface DecimalOptions extends RangeOptions<string> {
  precision?: number
  scale?: number
}

/** The type of JSON as a value: `typeOf<T>()`. */
export interface JsonOptions<T> {
  type?: T
}

/** How the values of an id come about: UUIDv7 by default. */
export interface IdOptions<T, A extends string = string> {
  type?: T
  label?: string
  column?: string
  access?: FieldAccess<A>
  was?: string
}
