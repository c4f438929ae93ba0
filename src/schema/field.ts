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

/** Membership in a type is `unknown` or `never`: a key `&` it is the key, or none. */
type With<Name, F> = Name extends F ? unknown : never
type Without<Name, F> = Name extends F ? never : unknown
type Stored<F> = Without<'computed', F> & Without<'virtual', F>

/**
 * One field of a schema. Every type that follows from a field alone is a property here, so that equal fields
 * share one instantiation over all models: the types of its values, then where it belongs.
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
  readonly '~own': Without<'ref', K> & Without<'computed', F>
  readonly '~computed': With<'computed', F>
  readonly '~ref': With<'ref', K>
  readonly '~linked': With<'ref', K>
  readonly '~needed': With<'required', F> & Without<'default', F>
  readonly '~optional': With<'default', F> | Without<'required', F>
  readonly '~changeable': Without<'readonly', F>
  readonly '~filterable': Without<'password', K> & Stored<F>
  readonly '~sortable': Without<K, UnorderedKind> & Stored<F>
  readonly '~numeric': With<K, NumericKind> & Stored<F>
  readonly '~shown': Without<'password', K> & Without<'hidden', F>
}
