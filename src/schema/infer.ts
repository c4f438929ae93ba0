import type { FromField } from './field.ts'

/** What every entry of a schema has, be it a field or a relation. */
export interface Entry {
  readonly kind: string
  readonly '~out': unknown
  readonly '~in': unknown
  readonly '~change': unknown
  readonly '~filter': unknown
  readonly '~json': unknown
  readonly '~relation': unknown
  readonly '~own?': unknown
  readonly '~ref?': unknown
  readonly '~linked?': unknown
  readonly '~needed?': unknown
  readonly '~optional?': unknown
  readonly '~changeable?': unknown
  readonly '~filterable?': unknown
  readonly '~sortable?': unknown
  readonly '~numeric?': unknown
  readonly '~shown?': unknown
}

/** Fields and relations by name. */
export type Schema = { readonly [key: string]: Entry }

/**
 * An entry with its key. Entries of one key and field are one type in all models, and a union of entries is one type
 * however often its schema is looked at, so that the keys of each type are found once.
 */
interface Named<K, F extends Entry> {
  readonly '~own': K & F['~own?']
  readonly '~ref': K & F['~ref?']
  readonly '~linked': K & F['~linked?']
  readonly '~needed': K & F['~own?'] & F['~needed?']
  readonly '~optional': K & F['~own?'] & F['~optional?']
  readonly '~changeable': K & F['~own?'] & F['~changeable?']
  readonly '~filterable': K & F['~own?'] & F['~filterable?']
  readonly '~sortable': K & F['~own?'] & F['~sortable?']
  readonly '~numeric': K & F['~numeric?']
  readonly '~shown': K & F['~own?'] & F['~shown?']
  readonly '~ref-needed': K & F['~ref?'] & F['~needed?']
  readonly '~ref-optional': K & F['~ref?'] & F['~optional?']
  readonly '~ref-changeable': K & F['~ref?'] & F['~changeable?']
  readonly '~ref-shown': K & F['~ref?'] & F['~shown?']
}

/** The entries of a schema, as a union. */
type Entries<S extends Schema> = { [K in keyof S]: Named<K, S[K]> }[keyof S]

/** The keys of the entries that are in a type. */
type Keys<S extends Schema, P extends keyof Named<string, Entry>> = Entries<S>[P] & keyof S

type Out<S extends Schema, K extends keyof S, R extends keyof S> = { -readonly [P in K]: S[P]['~out'] } & {
  -readonly [P in R as `${P & string}Id`]: S[P]['~out']
}
type Json<S extends Schema, K extends keyof S, R extends keyof S> = { -readonly [P in K]: S[P]['~json'] } & {
  -readonly [P in R as `${P & string}Id`]: S[P]['~json']
}
type Given<S extends Schema, K extends keyof S, R extends keyof S> = { [P in K]: S[P]['~in'] } & {
  [P in R as `${P & string}Id`]: S[P]['~in']
}
type Perhaps<S extends Schema, K extends keyof S, R extends keyof S> = {
  [P in K]?: S[P]['~in'] | undefined
} & {
  [P in R as `${P & string}Id`]?: S[P]['~in'] | undefined
}
type Changes<S extends Schema, K extends keyof S, R extends keyof S, Other> = {
  [P in K]?: S[P]['~change'] | Other | undefined
} & {
  [P in R as `${P & string}Id`]?: S[P]['~change'] | Other | undefined
}
type Filters<S extends Schema, K extends keyof S, R extends keyof S> = { [P in K]?: S[P]['~filter'] } & {
  [P in R as `${P & string}Id`]?: S[P]['~filter']
}
type Orders<S extends Schema, K extends keyof S, R extends keyof S> = { [P in K]?: Direction | Order } & {
  [P in R as `${P & string}Id`]?: Direction | Order
}
type Linked<S extends Schema, K extends keyof S> = { [P in K]: S[P]['~relation'] }
type Numeric<S extends Schema, K extends keyof S> = { [P in K]: S[P] }

/** The values of a record: its attributes by name. */
export type Attrs<S extends Schema> = Out<S, Keys<S, '~own'>, Keys<S, '~ref'>>

/** What `create` takes: what is required must be there, what has a default may be. */
export type CreateInput<S extends Schema> = Given<S, Keys<S, '~needed'>, Keys<S, '~ref-needed'>> &
  Perhaps<S, Keys<S, '~optional'>, Keys<S, '~ref-optional'>>

/** What `set` and the updates take: values, `{ $inc }` and `{ $field }`; nothing that is readonly. */
export type UpdateInput<S extends Schema> = Changes<
  S,
  Keys<S, '~changeable'>,
  Keys<S, '~ref-changeable'>,
  FromField<AttributeName<S>>
>

/** The names of the attributes. */
export type AttributeName<S extends Schema> = Keys<S, '~own'> | `${Keys<S, '~ref'> & string}Id`

/** The relations by name. */
export type Rels<S extends Schema> = Linked<S, Keys<S, '~linked'>>

/** Conditions on the attributes alone. */
export type FieldWhere<S extends Schema> = Filters<S, Keys<S, '~filterable'>, Keys<S, '~ref'>>

/** Conditions on one model alone, without its relations. */
export type ModelWhere<S extends Schema> = FieldWhere<S> & ModelLogic<S>

/** Conditions joined. */
export interface ModelLogic<S extends Schema> {
  $and?: readonly ModelWhere<S>[]
  $or?: readonly ModelWhere<S>[]
  $not?: ModelWhere<S>
}

/** Which end comes first. */
export type Direction = 'asc' | 'desc'

/** A direction, and where null goes: first ascending and last descending unless it says otherwise. */
export interface Order {
  direction: Direction
  nulls?: 'first' | 'last'
}

/** An order by attributes; the first that is named counts first. */
export type SortKeys<S extends Schema> = Orders<S, Keys<S, '~sortable'>, Keys<S, '~ref'>>

/** What `findById` takes: the id or, of a model with another key, an object of its key's attributes. */
export type KeyInput<S extends Schema> = S extends { readonly id: { readonly '~out': infer V } }
  ? V
  : Partial<Attrs<S>>

/** What `toJSON` gives: the JSON forms of what is not hidden. */
export type JsonOf<S extends Schema> = Json<S, Keys<S, '~shown'>, Keys<S, '~ref-shown'>>

/** The attributes that sum and average, with their fields. */
export type NumericFields<S extends Schema> = Numeric<S, Keys<S, '~numeric'>>
