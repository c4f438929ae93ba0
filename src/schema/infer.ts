import type { Keys, Schema } from './entry.ts'
import type { FromField } from './field.ts'

/** The attribute of a ref: under the key `company` it is `companyId`. */
type Id<K> = `${K & string}Id`

// Each type of a schema is made of the fields that keep their name, for which editors find the definition,
// and of the refs, which do not.
type Out<S extends Schema, K extends keyof S, R extends keyof S> = {
  -readonly [P in K]: S[P]['~out']
} & { -readonly [P in R as Id<P>]: S[P]['~out'] }

type Computed<S extends Schema, K extends keyof S> = { readonly [P in K]: S[P]['~out'] }

type Json<S extends Schema, K extends keyof S, R extends keyof S> = {
  -readonly [P in K]: S[P]['~json']
} & { -readonly [P in R as Id<P>]: S[P]['~json'] }

type Given<S extends Schema, K extends keyof S, R extends keyof S> = {
  -readonly [P in K]: S[P]['~in']
} & { -readonly [P in R as Id<P>]: S[P]['~in'] }

type Perhaps<S extends Schema, K extends keyof S, R extends keyof S> = {
  -readonly [P in K]?: S[P]['~in'] | undefined
} & { -readonly [P in R as Id<P>]?: S[P]['~in'] | undefined }

type Changes<S extends Schema, K extends keyof S, R extends keyof S, Other> = {
  -readonly [P in K]?: S[P]['~change'] | Other | undefined
} & { -readonly [P in R as Id<P>]?: S[P]['~change'] | Other | undefined }

type Orders<S extends Schema, K extends keyof S, R extends keyof S> = {
  -readonly [P in K]?: Direction | Order
} & { -readonly [P in R as Id<P>]?: Direction | Order }

type OwnFilters<S extends Schema, K extends keyof S> = { -readonly [P in K]?: S[P]['~filter'] }
type RefFilters<S extends Schema, R extends keyof S> = { -readonly [P in R as Id<P>]?: S[P]['~filter'] }

type Linked<S extends Schema, K extends keyof S> = { readonly [P in K]: S[P]['~relation'] }
type Numeric<S extends Schema, K extends keyof S> = { readonly [P in K]: S[P] }

/** The values of a record: its attributes by name. */
export type Attrs<S extends Schema> = Out<S, Keys<S, 'own'>, Keys<S, 'ref'>> &
  Computed<S, Keys<S, 'computed'>>

/** What `create` takes: what is required must be there, what has a default may be. */
export type CreateInput<S extends Schema> = Given<S, Keys<S, 'needed'>, Keys<S, 'refNeeded'>> &
  Perhaps<S, Keys<S, 'optional'>, Keys<S, 'refOptional'>>

/** What `new` takes: values of a record that may become whole before it is saved. */
export type NewInput<S extends Schema> = Perhaps<
  S,
  Keys<S, 'needed' | 'optional'>,
  Keys<S, 'refNeeded' | 'refOptional'>
>

/** What `set` and the updates take: values, `{ $inc }` and `{ $field }`; nothing that is readonly. */
export type UpdateInput<S extends Schema> = Changes<
  S,
  Keys<S, 'changeable'>,
  Keys<S, 'refChangeable'>,
  FromField<StoredName<S>>
>

// Conditional types, since their results are shown as what they are and not by an alias.
/** The names of the attributes. */
export type AttributeName<S extends Schema> = [S] extends [never]
  ? never
  : Keys<S, 'own' | 'computed'> | Id<Keys<S, 'ref'>>

/** The names of the attributes that are given and not computed. */
export type GivenName<S extends Schema> = [S] extends [never] ? never : Keys<S, 'own'> | Id<Keys<S, 'ref'>>

/** The names of the attributes that are stored. */
export type StoredName<S extends Schema> = [S] extends [never]
  ? never
  : Keys<S, 'filterable'> | Id<Keys<S, 'ref'>>

/** The names of the relations. */
export type RelationName<S extends Schema> = [S] extends [never] ? never : Keys<S, 'linked'>

/** The relations by name. */
export type Rels<S extends Schema> = Linked<S, Keys<S, 'linked'>>

/** A part of a filter without any key would make the compiler accept every value: it must vanish. */
export type OrNothing<K, T> = [K] extends [never] ? {} : T

/** Conditions on the attributes alone. */
export type FieldWhere<S extends Schema> = OrNothing<
  Keys<S, 'filterable'>,
  OwnFilters<S, Keys<S, 'filterable'>>
> &
  OrNothing<Keys<S, 'ref'>, RefFilters<S, Keys<S, 'ref'>>>

/** Conditions of a definition: on the model's own attributes and, checked when models are connected, on related records. */
export type ModelWhere<S extends Schema> = OwnFilters<S, Keys<S, 'filterable'>> &
  RefFilters<S, Keys<S, 'ref'>> &
  RelatedFilters<S, Keys<S, 'linked'>> &
  ModelLogic<S>
type RelatedFilters<S extends Schema, K extends keyof S> = { -readonly [P in K]?: object | null }

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
export type SortKeys<S extends Schema> = Orders<S, Keys<S, 'sortable'>, Keys<S, 'ref'>>

/** What `findById` takes: the id or, of a model with another key, an object of its key's attributes. */
export type KeyInput<S extends Schema> = S extends { readonly id: { readonly '~out': infer V } }
  ? V
  : { [K in keyof Attrs<S>]?: Attrs<S>[K] }

/** What `toJSON` gives: the JSON forms of what is not hidden. */
export type JsonOf<S extends Schema> = Json<S, Keys<S, 'shown'>, Keys<S, 'refShown'>>

/** The attributes that sum and average, with their fields. */
export type NumericFields<S extends Schema> = Numeric<S, Keys<S, 'numeric'>>

/** Roles that fields name: a message for each field that names one which its model does not have. */
export type KnownRoles<S extends Schema, R extends string> = [RolesNamed<S[keyof S]>] extends [R]
  ? unknown
  : {
      [P in keyof S]?: [Exclude<RolesNamed<S[P]>, R>] extends [never]
        ? unknown
        : `'${Exclude<RolesNamed<S[P]>, R>}' is no role of this model`
    }
type RolesNamed<F> = F extends { readonly '~roles': infer A extends string }
  ? string extends A
    ? never
    : A
  : never

/** What computed fields need of their record: a message for each that its record does not have. */
export type Unmet<S extends Schema> = [Keys<S, 'computed'>] extends [never]
  ? unknown
  : UnmetBy<S, Keys<S, 'computed'>, Attrs<S>>
type UnmetBy<S extends Schema, K extends keyof S, A> = {
  [P in K]?: S[P] extends { readonly '~needs': infer Needs }
    ? A extends Needs
      ? unknown
      : `'${P & string}' is computed from attributes that its record does not have`
    : unknown
}
