import type { FilterByKind } from './filter-types.ts'
import type { FieldKind } from './kinds.ts'
import type { JsonForm } from './value-types.ts'

/** The kinds of attributes: those of the field table, and keys of other models. */
export type Kind = FieldKind | 'ref'

/** What the options of a field change in its types. */
export type Flag = 'required' | 'default' | 'nullable' | 'readonly' | 'hidden' | 'virtual' | 'computed'

/** Kinds that sum and average. */
export type NumericKind = 'integer' | 'bigint' | 'number' | 'decimal'

/** Kinds without an order: no `sort`, no min and max. */
export type UnorderedKind = 'json' | 'array' | 'password' | 'file'

/** Adds to a number: `{ views: { $inc: 1 } }`. */
export interface Increment<V> {
  readonly $inc: V
}

/** Takes the value of another attribute of the same kind: `{ price: { $field: 'listPrice' } }`. */
export interface FromField<A> {
  readonly $field: A
}

/** A value is null where nothing makes it present, and where `nullable` says so. */
type Nulled<V, F> = 'nullable' extends F ? V | null : Present extends Exclude<Present, F> ? V | null : V
type Present = 'required' | 'default' | 'computed'

/** Membership is `unknown` where a field is part of a type and `never` where not: a key `&` it is the key, or none. */
type Needed<F> = 'computed' extends F
  ? never
  : 'default' extends F
    ? never
    : 'required' extends F
      ? unknown
      : never
type Optional<F> = 'computed' extends F
  ? never
  : 'default' extends F
    ? unknown
    : 'required' extends F
      ? never
      : unknown
type Changeable<F> = 'computed' extends F ? never : 'readonly' extends F ? never : unknown
type Stored<F> = 'computed' extends F ? never : 'virtual' extends F ? never : unknown

type Own<K, T> = K extends 'ref' ? never : T

/**
 * One entry of a schema. Every type that follows from a field alone is a property here, so that equal fields share
 * one instantiation over all models. Properties whose name ends in `?` say whether the field is in a type.
 */
export interface Field<K extends Kind, Out, In, F extends Flag> {
  readonly kind: K
  readonly '~value': Out
  readonly '~input': In
  readonly '~out': Nulled<Out, F>
  readonly '~in': Nulled<In, F>
  readonly '~change': Nulled<In, F> | (K extends NumericKind ? Increment<In> : never)
  readonly '~filter': FilterByKind<Out>[K] | null
  readonly '~json': K extends 'json' ? Nulled<Out, F> : JsonForm<Nulled<Out, F>>
  readonly '~average': K extends 'decimal' ? string : number
  readonly '~relation': unknown
  readonly '~linked?': K extends 'ref' ? unknown : never
  readonly '~own?': Own<K, unknown>
  readonly '~ref?': K extends 'ref' ? unknown : never
  readonly '~needed?': Needed<F>
  readonly '~optional?': Optional<F>
  readonly '~changeable?': Changeable<F>
  readonly '~filterable?': K extends 'password' ? never : Stored<F>
  readonly '~sortable?': K extends UnorderedKind ? never : Stored<F>
  readonly '~numeric?': K extends NumericKind ? Stored<F> : never
  readonly '~shown?': K extends 'password' ? never : 'hidden' extends F ? never : unknown
}
